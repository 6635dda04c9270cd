"""Reads one article with its history, so that its records fit together although editors go on writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from cli.moving.problems import describe_error
from cli.moving.records import (
    AddressRecord,
    AnyRecord,
    ArticleRecord,
    Gone,
    Public,
    RevisionRecord,
    Withdrawn,
    describe_differences,
)
from cli.moving.stack import Stack
from gazette.articles.drafts.items import CURRENT, REVISION, build_current_key, parse_article
from gazette.articles.model import Article
from gazette.articles.publishing.views import build_slug_address
from gazette.articles.terms import list_terms
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize

TRIES = 10
_PUBLIC = ("address", "id", "kind", "lang", "slug", "version", "etag", "rendered_at", "redirects_from", "related")
_ATTRIBUTES = (*_PUBLIC, "alert", "silent", "gone")

Item = dict[str, Any]


class ArticleDamaged(Exception):
    """An article cannot be exported. The text says why."""


@dataclass(frozen=True)
class ExportedArticle:
    """`records` are its lines in order. `addresses` are those at which it is, or at which its withdrawal is known.

    `is_published` says whether readers see it. `story` is the id of its story with the number of that item's changes,
    None if nothing of it was published. `terms` (kind, slug) and `pictures` are those of the version that readers see,
    `draft_pictures` those of the last save.
    """

    id: str
    records: Sequence[AnyRecord]
    addresses: Sequence[str]
    is_published: bool
    story: tuple[str, int] | None = None
    terms: Sequence[tuple[str, str]] = field(default_factory=tuple)
    pictures: Sequence[str] = field(default_factory=tuple)
    draft_pictures: Sequence[str] = field(default_factory=tuple)


class _Changed(Exception):
    """Somebody wrote the article between the reads."""


def read_article(stack: Stack, id: str) -> ExportedArticle | None:
    """None if there is no such article any more. Raises `ArticleDamaged`."""
    reason = ""
    for _ in range(TRIES):
        try:
            return _read_once(stack, id)
        except _Changed as error:  # no failure: it is read again
            reason = str(error)
        except ValidationError as error:
            raise ArticleDamaged(f"the article {id} cannot be read: {'; '.join(describe_error(error))}") from None
    raise ArticleDamaged(f"the article {id} does not fit together after {TRIES} reads: {reason}")


def _read_once(stack: Stack, id: str) -> ExportedArticle | None:
    items = _query(stack, id)
    current = items.get(CURRENT)
    if current is None or current.get("purging"):
        return None
    article = parse_article(current)
    # A Query reads in the order of the keys: versions that were saved after the present one was read come behind.
    revisions = [
        item for part, item in sorted(items.items()) if part.startswith(REVISION) and item["version"] <= article.version
    ]
    versions = {item["version"]: item for item in revisions}
    needed = {article.version, article.published_version} - {None}
    if missing := needed - versions.keys():
        raise _Changed(f"there is no revision {min(version for version in missing if version)}")
    public, story = _read_public(stack, article)
    own = public.get(article.id, {})
    _check_fits(article, own)
    last = parse_article(versions[article.version])
    published = None if article.published_version is None else parse_article(versions[article.published_version])
    record = ArticleRecord(
        id=article.id,
        version=article.version,
        revisions=len(revisions),
        current=describe_differences(article, last),
        public=_build_public(own) if published else None,
    )
    gone = [] if published else _build_tombstones(stack, own)
    return ExportedArticle(
        id,
        [record, *map(_build_revision, revisions), *gone],
        addresses=_list_addresses(article, published, gone),
        is_published=published is not None,
        story=story,
        terms=list_terms(published) if published else (),
        pictures=published.media if published else (),
        draft_pictures=article.media,
    )


def _query(stack: Stack, id: str) -> dict[str, Item]:
    """All items of an article by part."""
    pages = stack.dynamodb.get_paginator("query").paginate(
        TableName=stack.tables.drafts,
        KeyConditionExpression="#id = :id",
        ExpressionAttributeNames={"#id": "id"},
        ExpressionAttributeValues=serialize({":id": id}),
        ConsistentRead=True,
    )
    return {item["part"]: item for page in pages for item in map(deserialize, page["Items"])}


def _read_public(stack: Stack, article: Article) -> tuple[dict[str, Item], tuple[str, int] | None]:
    """The item at the article's id, without the view, and the version of its story. One read later than the draft."""
    found = batch_get(
        stack.dynamodb,
        {
            stack.tables.articles: [serialize({"address": article.id})],
            stack.tables.drafts: [serialize(build_current_key(article.id))],
        },
        attributes=(*_ATTRIBUTES, "write_id"),
    )
    [stored] = found[stack.tables.drafts] or [{}]
    if deserialize(stored).get("version") != article.version:
        raise _Changed("it was saved between two reads")
    public = {item["address"]: item for item in map(deserialize, found[stack.tables.articles])}
    return public, next(iter(read_story_versions(stack, [article.story]).items()), None)


def read_story_versions(stack: Stack, ids: Sequence[str]) -> dict[str, int]:
    """The number of changes of each of these stories (at most 100) of which something was ever published."""
    keys = [serialize({"listing": f"story/{id}", "position": "members"}) for id in ids]
    table = stack.tables.listings
    found = map(deserialize, batch_get(stack.dynamodb, {table: keys}, attributes=("listing", "version"))[table])
    return {item["listing"].removeprefix("story/"): item["version"] for item in found}


def _check_fits(article: Article, public: Item) -> None:
    """Raises `_Changed` if readers see another version than the draft says."""
    if "etag" in public and public["version"] != article.published_version:
        raise _Changed(f"readers see version {public['version']}, the draft names {article.published_version}")
    if "etag" not in public and article.published_version is not None:
        raise _Changed(f"readers do not see version {article.published_version}")


def _build_public(item: Item) -> Public:
    members = ("rendered_at", "redirects_from", "alert")
    return Public(**{name: item.get(name) for name in members}, related=tuple(item.get("related", ())))


def _build_revision(item: Item) -> RevisionRecord:
    return RevisionRecord(
        action=item["action"],
        changed=tuple(item["fields"]),
        write_id=item["write_id"],
        article=parse_article(item),
    )


def build_withdrawn(item: Mapping[str, Any]) -> Withdrawn:
    """From an item of the Articles table that has `gone`."""
    names = ("id", "kind", "lang", "slug", "version", "redirects_from", "silent")
    return Withdrawn(**{name: item.get(name) for name in names}, gone=Gone(**item["gone"]))


def _build_tombstones(stack: Stack, own: Item) -> list[AddressRecord]:
    """What a withdrawal has left at the article's addresses. Another article may have its slug since."""
    if "gone" not in own:
        return []
    address = build_slug_address(own["lang"], own["slug"])
    keys = [serialize({"address": address})]
    found = batch_get(stack.dynamodb, {stack.tables.articles: keys}, attributes=_ATTRIBUTES)[stack.tables.articles]
    at_slug = [item for item in map(deserialize, found) if "gone" in item and item["id"] == own["id"]]
    return [AddressRecord(address=item["address"], withdrawn=build_withdrawn(item)) for item in (own, *at_slug)]


def _list_addresses(article: Article, published: Article | None, gone: Sequence[AddressRecord]) -> list[str]:
    if published is None:
        return [record.address for record in gone]
    return [article.id, build_slug_address(article.lang, str(published.slug))]
