"""One published article, as its readers get it: what stands at an address, or where it went. Lean.

Two addresses lead to an article: its id, and `<lang>/<slug>`. Each holds the rendered view, or `moved_to` (a former
slug), or `gone` (withdrawn), as publication wrote it.
"""

from __future__ import annotations

import json
from base64 import b64decode
from zlib import decompress

from gazette.articles.errors import ArticleGone, ArticleNotFound
from gazette.articles.public.lists import compact
from gazette.aws.public.reader import Reader
from gazette.times import parse_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

CACHE = (30, 60)
LONGEST = 200
"""Characters that an address may have; a longer one leads nowhere and is not asked for."""
HOPS = 4
"""Addresses looked at: one, where a former slug led, and two successors in a row."""


def by_id(id: str) -> str:
    """The address of an id. Ids begin with a digit, languages with a letter."""
    if not ("0" <= id[:1] <= "9") or len(id) > LONGEST:
        raise ArticleNotFound()
    return id


def by_slug(lang: str, slug: str, languages: tuple[str, ...]) -> str:
    """The address of a slug in a language of the site."""
    if lang not in languages or not slug or len(slug) > LONGEST:
        raise ArticleNotFound()
    return f"{lang}/{slug}"


def find(reader: Reader, table: str, address: str, deadline: float | None = None) -> tuple[Item, bool]:
    """The item with an article's view, and whether it stands at another address than the one that was asked for.

    One request; one more for each address that led on. `ArticleNotFound`; `ArticleGone` with what the article says that
    was asked for, not its successors.
    """
    gone: Item | None = None
    for hop in range(HOPS):
        item = reader.get(table, {"address": {"S": address}}, deadline)
        if item is None:
            break
        if "view" in item:
            return item, hop > 0
        here = item.get("gone", {}).get("M", {})
        gone = gone or here or None
        onward = item.get("moved_to") or here.get("successor")
        if onward is None:
            break
        address = onward["S"]
    if gone is None:
        raise ArticleNotFound()
    told = {name: gone[name]["S"] for name in ("at", "note") if name in gone}
    raise ArticleGone(told.get("note", ""), **told)


def document(item: Item) -> dict[str, Any]:
    """The public article itself, unpacked: for pages and for what must look inside."""
    unpacked: dict[str, Any] = json.loads(decompress(b64decode(item["view"]["B"]), 31))
    return unpacked


def identity(item: Item) -> str:
    """`{id, lang, slug, url}` as JSON: what a redirection tells a client that does not follow it."""
    article = document(item)
    return compact({name: article[name] for name in ("id", "lang", "slug", "url")})


def answer_parts(item: Item) -> dict[str, Any]:
    """View, ETag, date and the moment past which the article may not be kept, as `http.answers.stored` takes them."""
    return {
        "view": item["view"]["B"],
        "etag": item["etag"]["S"],
        # Not `updated_at`: a minor correction or a new translation changes the view and leaves that.
        "last_modified": item["rendered_at"]["S"],
        "until": until(item),
    }


def until(item: Item) -> float | None:
    """Seconds since 1970 at which the article is to be withdrawn, where that is planned."""
    planned = item.get("unpublish_at")
    return parse_timestamp(planned["S"]).timestamp() if planned else None
