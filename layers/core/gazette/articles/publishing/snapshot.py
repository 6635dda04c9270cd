"""What stands in public before a publication or a withdrawal: read at once, consistently, to be written over."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gazette.articles.model import Article
from gazette.articles.publishing.serializers import unpack_view
from gazette.dynamodb.batches import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.settings import Settings


@dataclass(frozen=True)
class TableNames:
    drafts: str
    articles: str
    listings: str
    taxonomy: str

    @classmethod
    def of(cls, settings: Settings) -> "TableNames":
        return cls(*(settings.table(noun) for noun in ("drafts", "articles", "listings", "taxonomy")))


@dataclass(frozen=True)
class Sibling:
    """A published translation: its document and the ETag that its view had when it was read."""

    document: dict[str, Any]
    etag: str


@dataclass(frozen=True)
class Snapshot:
    """`document` is the article as readers have it now, None where they do not; `pinned`: it is on the front page.

    `slug` is the one that it has or had last; None where it was never published.

    `members` are the published articles of the story by language, `story_version` that of the item that names them
    (0: there is none). `names` are those of the article's categories, tags and known authors.
    """

    document: dict[str, Any] | None
    slug: str | None
    pinned: bool
    members: dict[str, dict[str, Any]]
    story_version: int
    siblings: list[Sibling] = field(default_factory=list)
    names: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict)


def load_snapshot(dynamodb: Any, tables: TableNames, article: Article) -> Snapshot:
    """Two batches of reads: the article's own surroundings, then the views of its translations."""
    front = {"listing": f"{article.lang}/front", "position": f"{article.published_at}#{article.id}"}
    story = {"listing": f"story/{article.story}", "position": "members"}
    found = batch_get(
        dynamodb,
        {
            tables.articles: [serialize({"address": article.id})],
            tables.listings: [serialize(story)] + ([serialize(front)] if article.published_at else []),
            tables.taxonomy: [serialize({"kind": kind, "slug": slug}) for kind, slug in named(article)],
        },
    )
    listed = {item["listing"]: item for item in map(deserialize, found[tables.listings])}
    own = [deserialize(item) for item in found[tables.articles]]
    members = listed.get(story["listing"], {}).get("members", {})
    return Snapshot(
        document=unpack_view(own[0]["view"]) if own and "view" in own[0] else None,
        slug=own[0]["slug"] if own else None,
        pinned=front["listing"] in listed,
        members={lang: json.loads(text) for lang, text in members.items()},
        story_version=listed.get(story["listing"], {}).get("version", 0),
        siblings=_siblings(dynamodb, tables, _others(members, article)),
        names={(item["kind"], item["slug"]): item["names"] for item in map(deserialize, found[tables.taxonomy])},
    )


def named(article: Article) -> list[tuple[str, str]]:
    """(kind, slug) of what the article names in the taxonomy."""
    return [
        *(("category", slug) for slug in article.categories),
        *(("tag", tag.slug) for tag in article.tags),
        *(("author", author.slug) for author in article.authors if author.slug),
    ]


def _others(members: Mapping[str, str], article: Article) -> list[str]:
    return [json.loads(text)["id"] for lang, text in members.items() if lang != article.lang]


def _siblings(dynamodb: Any, tables: TableNames, ids: list[str]) -> list[Sibling]:
    if not ids:
        return []
    found = batch_get(dynamodb, {tables.articles: [serialize({"address": id}) for id in ids]})
    items = [deserialize(item) for item in found[tables.articles]]
    return [Sibling(unpack_view(item["view"]), item["etag"]) for item in items if "view" in item]
