"""Writes of the Articles table: the items at an article's two addresses, its id, and its language and slug.

An item has the packed view, or `moved_to` (the id, for a former slug), or `gone` (after a withdrawal), or only
`released_at` (a slug that any article may take).
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gazette.articles.errors import SlugTaken
from gazette.articles.model import Article
from gazette.articles.publishing.serializers import FORMAT, View, pack_view
from gazette.articles.publishing.snapshot import Snapshot, StoredView, refuse_changed
from gazette.articles.requests import Withdrawal
from gazette.dynamodb.conditions import if_absent, if_equal, if_present
from gazette.dynamodb.writes import Write, assign, put, update
from gazette.times import timestamp


def build_slug_address(lang: str, slug: str) -> str:
    return f"{lang}/{slug}"


def list_addresses(document: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The two addresses of an article: the id, and language and slug. None without a document."""
    return () if document is None else (document["id"], build_slug_address(document["lang"], document["slug"]))


def put_view(
    table: str,
    view: View,
    after: Article,
    before: Snapshot,
    redirects_from: str | None,
    *,
    related: Sequence[str],
    silent: bool,
    alert: bool | None,
) -> list[Write]:
    """The view at both addresses; a former slug gets a reference to the id.

    Until `redirects_from` readers see the article at its former addresses too, instead of a redirect. `related` are the
    positions of related stories. `silent` and `alert` mark the event of this write (see `stream_events`). `telegram` is
    beside the view, for the function that announces the article; readers never get it. Refused with `SlugTaken` if the
    slug has belonged to another article and was not released.
    """
    item = build_view_item(
        view,
        after,
        rendered_at=after.changed_at,
        unpublish_at=after.unpublish_at,
        redirects_from=redirects_from,
        related=related,
        silent=silent,
        alert=alert,
    )
    by_id, by_slug = list_addresses(view.document)
    free_or_own = if_absent("id") | if_equal("id", after.id)
    return [
        put(table, {"address": by_id, **item}),
        put(table, {"address": by_slug, **item}, free_or_own, refusal=_refuse_slug),
        *_put_former_slug(table, after, before),
    ]


def build_view_item(
    view: View,
    article: Article,
    *,
    rendered_at: str,
    unpublish_at: str | None,
    redirects_from: str | None,
    related: Sequence[str],
    silent: bool,
    alert: bool | None,
) -> dict[str, Any]:
    """The item of a published version without its address. `put_view` describes the members."""
    return {
        "id": article.id,
        "kind": article.kind,
        "lang": article.lang,
        "slug": article.slug,
        "view": view.packed,
        "etag": view.etag,
        "version": article.version,
        "published_at": article.published_at,
        "updated_at": article.updated_at,
        "rendered_at": rendered_at,
        "unpublish_at": unpublish_at,
        "redirects_from": redirects_from,
        "related": related or None,
        "format": FORMAT,
        "silent": silent or None,
        "alert": alert,
        "telegram": article.telegram,
    }


def put_tombstones(table: str, before: Snapshot, after: Article, withdrawal: Withdrawal, at: datetime) -> list[Write]:
    """At both addresses: the time of the withdrawal, its public note, and the successor."""
    gone = {"at": timestamp(at), "note": withdrawal.note, "successor": withdrawal.redirect_to}
    item = {
        "id": after.id,
        "kind": after.kind,
        "lang": after.lang,
        "slug": before.slug,
        "version": after.version,
        "redirects_from": before.redirects_from,
        "gone": {name: value for name, value in gone.items() if value is not None},
        "silent": withdrawal.silent or None,
    }
    return [put(table, {"address": address, **item}) for address in list_addresses(before.document)]


def set_end(table: str, document: Mapping[str, Any], unpublish_at: str | None) -> list[Write]:
    """The planned time of the withdrawal in the view; None removes it."""
    change = assign(unpublish_at=unpublish_at)
    return [
        update(table, {"address": address}, *change, if_present("address"), refusal=refuse_changed)
        for address in list_addresses(document)
    ]


def update_view(
    table: str, before: StoredView, document: Mapping[str, Any], now: datetime, *, format: int | None = None
) -> list[Write]:
    """The view of a published article in another form, if nobody has written it since. Its version stays.

    `format` is that of a document that was rendered anew; None leaves the stored one.
    """
    view = pack_view(dict(document))
    changes: dict[str, Any] = {"view": view.packed, "etag": view.etag, "rendered_at": timestamp(now)}
    if format is not None:
        changes["format"] = format
    return [
        update(
            table,
            {"address": address},
            *assign(**changes),
            if_equal("etag", before.etag),
            refusal=refuse_changed,
        )
        for address in list_addresses(before.document)
    ]


def release_address(table: str, stored: Mapping[str, Any], now: datetime) -> Write:
    """A former slug or a tombstone without its article, if nobody has changed it since it was read."""
    unchanged = if_equal("id", stored["id"]) & if_present("gone" if "gone" in stored else "moved_to")
    item = {"address": stored["address"], "released_at": timestamp(now)}
    return put(table, item, unchanged, refusal=refuse_changed)


def _put_former_slug(table: str, after: Article, before: Snapshot) -> list[Write]:
    if before.slug in (None, after.slug):
        return []
    item = {"address": build_slug_address(after.lang, str(before.slug)), "id": after.id, "moved_to": after.id}
    return [put(table, item)]


def _refuse_slug(stored: Mapping[str, Any]) -> Exception:
    if "view" in stored:
        return SlugTaken(article=stored["id"])
    return SlugTaken(
        "It belongs to an article that was renamed or withdrawn. An admin can release it.", article=stored.get("id")
    )
