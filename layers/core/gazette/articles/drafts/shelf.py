"""The shelf: the lists of articles that editors see, by status, filtered."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gazette.articles.drafts import items
from gazette.articles.kinds import Kind
from gazette.articles.model import Shelf, Status, Summary
from gazette.dynamodb.items import deserialize, serialize
from gazette.search.folding import choose_folding

NOT_BINNED: tuple[Status, ...] = ("draft", "scheduled", "published", "withdrawn")

MAX_READ = 1_000
"""Articles that one request looks at, at most. A list that finds few of them ends earlier, with a cursor."""
PAGE = 100
"""Articles in a reply of a query with filters."""


@dataclass(frozen=True)
class ShelfFilter:
    """What a list shows. None filters nothing.

    `statuses` has statuses and `submitted`. `author` and `category` are slugs, `owner` is the id of the person who
    created the article, `title` has words or parts of words that the title has, in any letter case.
    """

    statuses: Sequence[Shelf]
    lang: str | None = None
    kind: Kind | None = None
    author: str | None = None
    category: str | None = None
    owner: str | None = None
    title: str | None = None

    @property
    def shelves(self) -> set[Shelf]:
        """The shelves on which such articles are. Those that wait for an editor are on one of their own."""
        wait_too: set[Shelf] = {"submitted"} if {"draft", "withdrawn"} & set(self.statuses) else set()
        return {*self.statuses, *wait_too}

    @property
    def is_narrow(self) -> bool:
        """Whether it leaves out articles of its shelves."""
        values = (self.lang, self.kind, self.author, self.category, self.owner, self.title)
        return any(value is not None for value in values) or self.shelves != set(self.statuses)

    def matches(self, summary: Summary) -> bool:
        return (
            bool({summary.status, summary.shelf} & set(self.statuses))
            and self.lang in (None, summary.lang)
            and self.kind in (None, summary.kind)
            and self.owner in (None, summary.created_by.id)
            and (self.category is None or self.category in summary.categories)
            and (self.author is None or self.author in [author.slug for author in summary.authors])
            and (self.title is None or _has_words(summary, self.title))
        )


class ShelfReader:
    """Reads the index ByStatus of the Drafts table. It follows a write within a second."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def list(self, shown: ShelfFilter, *, limit: int, after: str | None = None) -> tuple[list[Summary], str | None]:
        """A page of articles, and the position of the last one that was looked at, if there may be more.

        The latest change comes first; scheduled articles, in a list of their own, are in the order of their times.
        In a list of several statuses they come first, the latest time before the others.
        """
        size = PAGE if shown.is_narrow else min(PAGE, limit + 1)
        ascending = shown.shelves == {"scheduled"}
        shelves = [self._read_shelf(shelf, after, size, ascending=ascending) for shelf in sorted(shown.shelves)]
        merged = heapq.merge(*shelves, key=items.build_position, reverse=not ascending)
        found: list[Summary] = []
        last = None
        for number, summary in enumerate(merged):
            if len(found) == limit or number == MAX_READ:
                return found, last
            last = items.build_position(summary)
            if shown.matches(summary):
                found.append(summary)
        return found, None

    def _read_shelf(self, shelf: Shelf, after: str | None, size: int, *, ascending: bool) -> Iterator[Summary]:
        names, values = {"#status": "status"}, {":status": str(shelf)}
        condition = "#status = :status"
        if after is not None:
            names, values = {**names, "#changed": "changed"}, {**values, ":after": after}
            condition += f" AND #changed {'>' if ascending else '<'} :after"
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="ByStatus",
            KeyConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=serialize(values),
            ScanIndexForward=ascending,
            PaginationConfig={"PageSize": size},
        )
        return (items.parse_summary(deserialize(item)) for page in pages for item in page["Items"])


def _has_words(summary: Summary, typed: str) -> bool:
    """Whether the title has each of the typed words, or begins of words. Uzbek is found in both of its scripts."""
    pattern, fold = choose_folding(summary.lang.partition("-")[0])

    def fold_words(text: str) -> list[str]:
        return [fold(word) for word in pattern.findall(text)]

    title, words = " ".join(fold_words(summary.title or "")), fold_words(typed)
    return all(word in title for word in words) if words else typed in (summary.title or "")
