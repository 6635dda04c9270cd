"""The Taxonomy table: categories, tags and authors, with their names in each language; see `items`.

Staff create terms. A tag is also created after the first publication of an article that has it. A term that was merged
stays as an alias: `merged_into` is the slug of the other one, which is never an alias itself.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit, try_commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal, if_present, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Refusal, Write, check, delete, put, update
from gazette.errors import Conflict
from gazette.taxonomy.items import (
    build_item,
    build_key,
    delete_search_rows,
    parse_term,
    put_search_rows,
    with_search,
)
from gazette.taxonomy.model import Kind, Term
from gazette.taxonomy.public.terms import TAG_SEARCH
from gazette.text import MAX_SLUG

REMOVAL_SECONDS = 60
"""A removal closes the term for this time. The function times out much earlier, so the removal has ended when
publications may use a category again."""

_BATCH = 100
"""Items that DynamoDB reads in one request."""

Name = tuple[str, str]
"""(kind, slug); the kind is category, tag or author."""


class TermChanged(Exception):
    """Another writer changed the term after it was read; nothing was written."""


class TaxonomyRepository:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def find(self, names: Sequence[Name]) -> dict[Name, Term]:
        """The terms of these names, read consistently. Unknown ones are left out."""
        keys = [serialize(build_key(kind, slug)) for kind, slug in dict.fromkeys(names) if 1 <= len(slug) <= MAX_SLUG]
        terms: list[Term] = []
        for start in range(0, len(keys), _BATCH):
            items = batch_get(self._dynamodb, {self._table: keys[start : start + _BATCH]})[self._table]
            terms += [parse_term(deserialize(item)) for item in items]
        return {(term.kind, term.slug): term for term in terms}

    def list_terms(self, kind: Kind, *, limit: int, after: str | None) -> tuple[list[Term], str | None]:
        """A page of terms by slug, and its last slug if there may be more."""
        items, last = self._query(kind, None, limit, after)
        return [parse_term(item) for item in items], last

    def search_tags(self, prefix: str, *, limit: int, after: str | None) -> tuple[list[tuple[str, str]], str | None]:
        """A page of (search text, slug) of tags by a prefix of their search texts, and its last position."""
        items, last = self._query(TAG_SEARCH, prefix, limit, after)
        rows = [item["slug"].rpartition("#") for item in items]
        return [(text, slug) for text, _, slug in rows], last

    def _query(
        self, kind: str, prefix: str | None, limit: int, after: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        values = {":kind": kind, **({":prefix": prefix} if prefix else {})}
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "kind = :kind" + (" AND begins_with(slug, :prefix)" if prefix else ""),
            "ExpressionAttributeValues": serialize(values),
            "ConsistentRead": True,
            "Limit": limit,
        }
        if after is not None:
            request["ExclusiveStartKey"] = serialize(build_key(kind, after))
        reply = self._dynamodb.query(**request)
        last = reply.get("LastEvaluatedKey")
        return [deserialize(item) for item in reply["Items"]], deserialize(last)["slug"] if last else None

    def save(self, before: Term | None, after: Term, *, write_id: str = "", also: Sequence[Write] = ()) -> None:
        """Write a term, with further writes in one transaction. A term that a removal closed is open again.

        Raises `TermChanged` if anyone has written the term since `before` was read.
        """
        commit(self._dynamodb, [*self.put_term(before, after, write_id=write_id), *also], write_id=write_id)

    def put_term(self, before: Term | None, after: Term, *, write_id: str = "") -> list[Write]:
        """The writes of `save`, for a transaction with further writes."""
        unchanged = if_version(before.version if before else 0)
        after = with_search(after)
        return [
            put(self._table, build_item(after, write_id), unchanged, refusal=_refuse_changed),
            *put_search_rows(self._table, before, after),
        ]

    def redirect_alias(self, kind: Kind, slug: str, *, before: str, after: str) -> Write:
        """The write that lets an alias of the term `before` point to the term `after`."""
        values, unchanged = {"after": after}, if_equal("merged_into", before)
        key = build_key(kind, slug)
        return update(self._table, key, "SET #merged_into = :after", values, unchanged, refusal=_refuse_changed)

    def create_missing(self, kind: Kind, lang: str, terms: Sequence[Mapping[str, str]]) -> None:
        """Create the terms (`{slug, name}`) of a published article that do not exist, with a name in its language."""
        for term in terms:
            new = Term(kind=kind, slug=term["slug"], names={lang: term["name"]}, version=1)
            with suppress(TermChanged):  # no failure: it exists by now
                self.save(None, new)

    def check_category(self, slug: str, now: datetime, *, refusal: Refusal) -> Write:
        """A check that refuses a transaction if the category is missing, merged or being removed."""
        open_again = condition("#closed_until < :now", now=int(now.timestamp()))
        is_open = if_present("kind") & if_absent("merged_into") & (if_absent("closing") | open_again)
        return check(self._table, build_key("category", slug), is_open, refusal=refusal)

    def close(self, term: Term, at: datetime, write_id: str) -> None:
        """Let no publication use a category from now on. Raises `TermChanged`."""
        write = update(
            self._table,
            build_key(term.kind, term.slug),
            "SET #closing = :write_id, #closed_until = :end",
            {"write_id": write_id, "end": int(at.timestamp()) + REMOVAL_SECONDS},
            if_equal("version", term.version),
            refusal=_refuse_changed,
        )
        commit(self._dynamodb, [write])

    def reopen(self, term: Term, write_id: str) -> None:
        """Open the term again, unless another save or removal has written it since."""
        key, closed_by_us = build_key(term.kind, term.slug), if_equal("closing", write_id)
        try_commit(self._dynamodb, [update(self._table, key, "REMOVE #closing, #closed_until", {}, closed_by_us)])

    def delete(self, term: Term, write_id: str) -> None:
        """Delete a term that `write_id` closed. Raises `Conflict` if another save or removal has written it since."""
        key, absent_or_closed = build_key(term.kind, term.slug), if_absent("kind") | if_equal("closing", write_id)
        rows = delete_search_rows(self._table, term.slug, list(term.search or ()))
        commit(self._dynamodb, [delete(self._table, key, absent_or_closed, refusal=_refuse_reopened), *rows])


def _refuse_changed(stored: Mapping[str, Any]) -> TermChanged:
    return TermChanged()


def _refuse_reopened(stored: dict[str, Any]) -> Exception:
    return Conflict("Somebody else changed it in this moment.")
