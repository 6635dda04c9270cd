"""One published article for readers: the stored view at an address, or the address that replaced it.

An article has two addresses: its id, and `<lang>/<slug>`. The item at an address has the rendered view, or `moved_to`
(at a former slug), or `gone` (after a withdrawal).
"""

from __future__ import annotations

import json
from base64 import b64decode
from datetime import datetime, timedelta

from gazette.articles.errors import ArticleGone, ArticleNotFound
from gazette.articles.public.planned_withdrawals import find_first_end, has_ended
from gazette.aws.public.reader import Reader
from gazette.encoding import compact_json, unpack
from gazette.http.responses import REDIRECT_SECONDS
from gazette.times import timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

CACHE = (30, 60)
"""(max-age, s-maxage) in seconds."""
REDIRECT_LIFETIME = timedelta(seconds=REDIRECT_SECONDS)
"""A cache may follow a redirect for this long after it has ended."""
MAX_ADDRESS = 200
"""Characters. No article has a longer address, so a longer one is not read."""
MAX_HOPS = 4
"""Addresses that one request reads at most: the requested one, the target of a former slug, and two successors."""


def build_id_address(id: str) -> str:
    """The address of an id. Ids begin with a digit, languages with a letter. Raises `ArticleNotFound`."""
    if not ("0" <= id[:1] <= "9") or len(id) > MAX_ADDRESS:
        raise ArticleNotFound()
    return id


def build_slug_address(lang: str, slug: str, languages: tuple[str, ...]) -> str:
    """The address of a slug in a language of the site. Raises `ArticleNotFound`."""
    if lang not in languages or not slug or len(slug) > MAX_ADDRESS:
        raise ArticleNotFound()
    return f"{lang}/{slug}"


def load_view(
    reader: Reader, table: str, address: str, now: datetime, deadline: float | None = None
) -> tuple[Item, bool]:
    """The item with an article's view, and whether it is at another address than the requested one.

    One read, and one more for each `moved_to` or successor. Raises `ArticleNotFound`, or `ArticleGone` with the note of
    the requested article, not of its successors. An article whose planned withdrawal has passed is gone.
    """
    gone: Item | None = None
    for hop in range(MAX_HOPS):
        item = reader.get(table, {"address": {"S": address}}, deadline)
        if item is None:
            break
        if "view" in item and not has_ended(item, now):
            return item, hop > 0 and not _shows_at_former_addresses(item, now)
        tombstone = {"at": item["unpublish_at"]} if "view" in item else item.get("gone", {}).get("M", {})
        gone = gone or tombstone or None
        next_address = item.get("moved_to") or tombstone.get("successor")
        if next_address is None:
            break
        address = next_address["S"]
    if gone is None:
        raise ArticleNotFound()
    members = {name: gone[name]["S"] for name in ("at", "note") if name in gone}
    raise ArticleGone(members.get("note", ""), **members)


def _shows_at_former_addresses(item: Item, now: datetime) -> bool:
    """Whether caches may still have redirects away from the article's address, so that one to it would be a circle."""
    return "redirects_from" in item and timestamp(now) < item["redirects_from"]["S"]


def unpack_document(item: Item) -> dict[str, Any]:
    """The public article of an item with a view."""
    document: dict[str, Any] = json.loads(unpack(b64decode(item["view"]["B"])))
    return document


def render_identity(item: Item) -> str:
    """`{id, lang, slug, url}` as JSON: the body of a redirection, for clients that do not follow it."""
    document = unpack_document(item)
    return compact_json({name: document[name] for name in ("id", "lang", "slug", "url")})


def build_response_parts(item: Item) -> dict[str, Any]:
    """View, ETag, date and end of an item, as keyword arguments of `http.responses.stored_response`."""
    return {
        "view": item["view"]["B"],
        "etag": item["etag"]["S"],
        # Not `updated_at`: a minor correction or a new translation changes the view and leaves that.
        "last_modified": item["rendered_at"]["S"],
        "until": find_first_end([item]),
    }
