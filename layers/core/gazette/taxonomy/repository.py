"""The Taxonomy table: categories, tags and authors, with their names in each language.

Staff create categories. A tag is created after the first publication of an article that has it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit, try_commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal, if_present
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Refusal, Write, check, delete, put, update
from gazette.errors import Conflict, StaleVersion, VersionRequired
from gazette.taxonomy.errors import CategoryInUse, CategoryNotFound
from gazette.taxonomy.model import Category, Editor
from gazette.text import MAX_SLUG
from gazette.times import timestamp

REMOVAL_SECONDS = 60
"""A removal closes the category for this time. The function times out much earlier, so the removal has ended when
publications may use the category again."""

Name = tuple[str, str]
"""(kind, slug); the kind is category, tag or author."""


class TaxonomyRepository:
    """`listings_table` is needed only to remove a category."""

    def __init__(self, dynamodb: Any, table: str, listings_table: str = "") -> None:
        self._table = table
        self._dynamodb, self._listings = dynamodb, listings_table

    def find_existing(self, names: Sequence[Name]) -> set[Name]:
        """The names that are in the table."""
        keys = [serialize(build_key(kind, slug)) for kind, slug in names]
        items = batch_get(self._dynamodb, {self._table: keys})[self._table]
        return {(item["kind"]["S"], item["slug"]["S"]) for item in items}

    def save_tags(self, lang: str, tags: Sequence[Mapping[str, str]]) -> None:
        """Create the tags (`{slug, name}`) of a published article, or add their names in its language.

        Idempotent. A name that exists is not changed.
        """
        keys = [serialize(build_key("tag", tag["slug"])) for tag in tags]
        stored = map(deserialize, batch_get(self._dynamodb, {self._table: keys})[self._table])
        named = {item["slug"] for item in stored if lang in item["names"]}
        for tag in tags:
            if tag["slug"] not in named:
                self._save_tag(tag["slug"], lang, tag["name"])

    def _save_tag(self, slug: str, lang: str, name: str) -> None:
        item = {**build_key("tag", slug), "names": {lang: name}, "version": 1}
        if try_commit(self._dynamodb, [put(self._table, item, if_absent("kind"))]):
            key, values = build_key("tag", slug), {"name": name}
            expression = "SET #names.#lang = if_not_exists(#names.#lang, :name)"
            commit(self._dynamodb, [update(self._table, key, expression, values, names={"lang": lang})])

    def check_category(self, slug: str, now: datetime, *, refusal: Refusal) -> Write:
        """A check that refuses a transaction if the category is missing or being removed."""
        open_again = condition("#closed_until < :now", now=int(now.timestamp()))
        is_open = if_present("kind") & (if_absent("closing") | open_again)
        return check(self._table, build_key("category", slug), is_open, refusal=refusal)

    def get_category(self, slug: str) -> Category:
        reply = self._dynamodb.get_item(
            TableName=self._table, Key=serialize(_build_category_key(slug)), ConsistentRead=True
        )
        if "Item" not in reply:
            raise CategoryNotFound()
        return _parse_category(deserialize(reply["Item"]))

    def list_categories(self, *, limit: int, after: str | None) -> tuple[list[Category], str | None]:
        """A page of categories by slug, and its last slug if there may be more."""
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "kind = :kind",
            "ExpressionAttributeValues": serialize({":kind": "category"}),
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after is not None:
            request["ExclusiveStartKey"] = serialize(_build_category_key(after))
        reply = self._dynamodb.query(**request)
        last = reply.get("LastEvaluatedKey")
        categories = [_parse_category(deserialize(item)) for item in reply["Items"]]
        return categories, deserialize(last)["slug"] if last else None

    def save_category(
        self, slug: str, names: Mapping[str, str], *, expected: int | None, by: Editor, at: datetime, write_id: str
    ) -> Category:
        """Create a category (`expected` is None), or replace the names in the version `expected`.

        Raises `VersionRequired` if the category exists and `expected` is None, `StaleVersion` if the stored version is
        another one.
        """
        category = Category(
            slug=slug, names=dict(names), version=(expected or 0) + 1, changed_at=timestamp(at), changed_by=by
        )
        item = {"kind": "category", "write_id": write_id, **category.model_dump()}
        unchanged = if_absent("kind") if expected is None else if_equal("version", expected)
        write = put(self._table, item, unchanged, refusal=lambda stored: _refuse(stored, expected))
        commit(self._dynamodb, [write], write_id=write_id)
        return category

    def remove_category(
        self, slug: str, *, expected: int | None, languages: Sequence[str], at: datetime, write_id: str
    ) -> None:
        """Remove a category. Raises `CategoryInUse` if it has published articles.

        The category is closed before its lists are read. Publications refuse a closed category, so no article can
        enter it after that read. Closing does not change the category's version. A save opens the category again, and
        so does the end of `REMOVAL_SECONDS`.
        """
        self._close(slug, expected, at, write_id)
        if any(self._has_articles(lang, slug) for lang in languages):
            self._reopen(slug, write_id)
            raise CategoryInUse()
        absent_or_closed = if_absent("kind") | if_equal("closing", write_id)
        commit(
            self._dynamodb, [delete(self._table, _build_category_key(slug), absent_or_closed, refusal=_refuse_reopened)]
        )

    def _close(self, slug: str, expected: int | None, at: datetime, write_id: str) -> None:
        unchanged = if_present("kind") if expected is None else if_present("kind") & if_equal("version", expected)
        write = update(
            self._table,
            _build_category_key(slug),
            "SET #closing = :write_id, #closed_until = :end",
            {"write_id": write_id, "end": int(at.timestamp()) + REMOVAL_SECONDS},
            unchanged,
            refusal=lambda stored: _refuse(stored, expected or 0),
        )
        commit(self._dynamodb, [write])

    def _reopen(self, slug: str, write_id: str) -> None:
        """Open the category again, unless another save or removal has written it since."""
        closed_by_us = if_equal("closing", write_id)
        try_commit(
            self._dynamodb,
            [update(self._table, _build_category_key(slug), "REMOVE #closing, #closed_until", {}, closed_by_us)],
        )

    def _has_articles(self, lang: str, slug: str) -> bool:
        reply = self._dynamodb.query(
            TableName=self._listings,
            KeyConditionExpression="listing = :listing",
            ExpressionAttributeValues=serialize({":listing": f"{lang}/category/{slug}"}),
            ConsistentRead=True,
            Limit=1,
        )
        return bool(reply["Items"])


def build_key(kind: str, slug: str) -> dict[str, str]:
    """Plain key of a category, tag or author."""
    return {"kind": kind, "slug": slug}


def _build_category_key(slug: str) -> dict[str, str]:
    """Plain key of a category. Raises `CategoryNotFound` for a text that is longer than any slug."""
    if not 1 <= len(slug) <= MAX_SLUG:
        raise CategoryNotFound()
    return build_key("category", slug)


def _parse_category(item: Mapping[str, Any]) -> Category:
    return Category.model_validate({name: item[name] for name in Category.model_fields})


def _refuse(stored: dict[str, Any], expected: int | None) -> Exception:
    if not stored:
        return CategoryNotFound()
    if expected is None:
        return VersionRequired("It exists; to change it, say in If-Match which version you read.")
    return StaleVersion.of(stored)


def _refuse_reopened(stored: dict[str, Any]) -> Exception:
    return Conflict("Somebody else changed it in this moment.")
