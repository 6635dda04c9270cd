"""Consistent reads of the public state of an article, before it is published or withdrawn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gazette.articles.model import Article
from gazette.articles.publishing.serializers import unpack_view
from gazette.articles.terms import Aliases, find_aliases, list_terms
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.media.items import build_key as build_media_key
from gazette.media.items import parse_media
from gazette.media.model import Media
from gazette.settings import Settings
from gazette.taxonomy.items import build_key, parse_term
from gazette.taxonomy.model import Term


class SnapshotChanged(Exception):
    """Another writer changed the public state after it was read; nothing was written. Read it again and repeat."""


@dataclass(frozen=True)
class TableNames:
    drafts: str
    articles: str
    listings: str
    taxonomy: str
    media: str

    @classmethod
    def from_settings(cls, settings: Settings) -> "TableNames":
        return cls(*(settings.table(noun) for noun in ("drafts", "articles", "listings", "taxonomy", "media")))


@dataclass(frozen=True)
class StoredView:
    """A published article: its document, and the ETag of its view when it was read."""

    document: dict[str, Any]
    etag: str


@dataclass(frozen=True)
class Snapshot:
    """The public state of an article.

    `document` is the published article, None if it is not published; `etag` and `format` are those of its view, and
    `related` are the positions of its related stories. `slug` is its present or last public slug, None if it was never
    published. `redirects_from` is the time until which its former addresses do not redirect to it, if there is one;
    `successor` is the article to which its own addresses redirect after a withdrawal. `front` is its row on the front
    page, if it is pinned or breaking news. `members` are the published articles of the story by language,
    `story_version` is the version of the item with them (0 if there is no item). `names` are the names of the article's
    categories, tags and known authors. `aliases` are those of them that were merged; `names` has the others into which
    they were. `pictures` are its pictures by id.
    """

    document: dict[str, Any] | None
    slug: str | None
    redirects_from: str | None
    successor: str | None
    front: Mapping[str, Any] | None
    members: dict[str, dict[str, Any]]
    story_version: int
    siblings: list[StoredView] = field(default_factory=list)
    names: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)
    aliases: Aliases = field(default_factory=dict)
    pictures: Mapping[str, Media] = field(default_factory=dict)
    etag: str | None = None
    format: int = 0
    related: Sequence[str] = ()


def refuse_changed(stored: Mapping[str, Any]) -> SnapshotChanged:
    """The refusal of a write that must find the public state unchanged since the snapshot."""
    return SnapshotChanged()


def load_snapshot(dynamodb: Any, tables: TableNames, article: Article) -> Snapshot:
    """Read the article's own items in one batch, then the views of its translations in another.

    One batch more is read if a term of the article was merged."""
    front = {"listing": f"{article.lang}/front", "position": f"{article.published_at}#{article.id}"}
    story = {"listing": f"story/{article.story}", "position": "members"}
    items = batch_get(
        dynamodb,
        {
            tables.articles: [serialize({"address": article.id})],
            tables.listings: [serialize(story)] + ([serialize(front)] if article.published_at else []),
            tables.taxonomy: [serialize(build_key(kind, slug)) for kind, slug in list_terms(article)],
            tables.media: [serialize(build_media_key(id)) for id in article.media],
        },
    )
    listings = {item["listing"]: item for item in map(deserialize, items[tables.listings])}
    views = [deserialize(item) for item in items[tables.articles]]
    members = listings.get(story["listing"], {}).get("members", {})
    terms = [parse_term(deserialize(item)) for item in items[tables.taxonomy]]
    aliases = find_aliases(terms)
    terms += _load_targets(dynamodb, tables, aliases)
    return Snapshot(
        document=unpack_view(views[0]["view"]) if views and "view" in views[0] else None,
        etag=views[0].get("etag") if views else None,
        format=views[0].get("format", 0) if views else 0,
        related=views[0].get("related", ()) if views else (),
        slug=views[0]["slug"] if views else None,
        redirects_from=views[0].get("redirects_from") if views else None,
        successor=views[0].get("gone", {}).get("successor") if views else None,
        front=listings.get(front["listing"]),
        members={lang: json.loads(text) for lang, text in members.items()},
        story_version=listings.get(story["listing"], {}).get("version", 0),
        siblings=_load_siblings(dynamodb, tables, _list_sibling_ids(members, article)),
        pictures={picture.id: picture for picture in map(parse_media, map(deserialize, items[tables.media]))},
        names={(term.kind, term.slug): term.names for term in terms if term.merged_into is None},
        aliases=aliases,
    )


def _load_targets(dynamodb: Any, tables: TableNames, aliases: Aliases) -> list[Term]:
    """The terms into which others were merged. Raises `SnapshotChanged` if one was merged just now."""
    if not aliases:
        return []
    keys = [serialize(build_key(kind, slug)) for kind, slug in {(kind, aliases[kind, old]) for kind, old in aliases}]
    stored = batch_get(dynamodb, {tables.taxonomy: keys})[tables.taxonomy]
    targets = [parse_term(deserialize(item)) for item in stored]
    if find_aliases(targets):
        raise SnapshotChanged
    return targets


def _list_sibling_ids(members: Mapping[str, str], article: Article) -> list[str]:
    return [json.loads(text)["id"] for lang, text in members.items() if lang != article.lang]


def _load_siblings(dynamodb: Any, tables: TableNames, ids: list[str]) -> list[StoredView]:
    if not ids:
        return []
    stored = batch_get(dynamodb, {tables.articles: [serialize({"address": id}) for id in ids]})
    items = [deserialize(item) for item in stored[tables.articles]]
    return [StoredView(unpack_view(item["view"]), item["etag"]) for item in items if "view" in item]
