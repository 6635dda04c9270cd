"""The pages of an issue in the Subscribers table, and the readers of a list.

    subscriber   part           content
    issue/<id>   shard/07       a shard whose readers are all on pages
    issue/<id>   page/07/0001   up to 50 readers; after their mails `figures` instead of them

A page is stored before its message is queued, and never changes: a message may be queued and delivered any number of
times, and the pages of an issue are its queued readers.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from gazette.dynamodb.commit import return_stored, try_commit
from gazette.dynamodb.conditions import if_absent, if_present
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import assign, put, update
from gazette.subscriptions.digest.repository import RETENTION, Item, build_partition
from gazette.subscriptions.model import build_shard_segment, compute_expiry, list_shards
from gazette.subscriptions.repository import build_key

SHARD, PAGE = "shard/", "page/"


class StoredPage(NamedTuple):
    """`last` is the id of the last of the `queued` readers. The page of the next readers begins behind it."""

    queued: int
    last: str
    is_new: bool


class PageRepository:
    """Reads of pages are consistent; those of a list may lag behind the table."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def list_readers(self, list_id: str, lang: str, shard: int, after: str, limit: int) -> list[str]:
        """The next readers of a shard of a list, in the order of their ids. The index may lag behind the table."""
        segment = build_shard_segment(list_id, lang, shard)
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "Segments",
            "KeyConditionExpression": "#segment = :segment AND subscriber > :after",
            "ExpressionAttributeNames": {"#segment": "segment"},
            "ExpressionAttributeValues": serialize({":segment": segment, ":after": after}),
            "Limit": limit,
        }
        if not after:  # a key is never empty
            request["KeyConditionExpression"] = "#segment = :segment"
            del request["ExpressionAttributeValues"][":after"]
        return [item["subscriber"]["S"] for item in self._dynamodb.query(**request)["Items"]]

    def count_readers(self, list_id: str, lang: str) -> int:
        """The readers of a list in a language, paused ones included."""
        return sum(self._count_segment(build_shard_segment(list_id, lang, shard)) for shard in list_shards())

    def put_page(self, id: str, page: str, readers: Sequence[str], at: datetime) -> StoredPage:
        """Store the readers of a page. Returns what is stored: a run that was cut off may have stored other readers."""
        item = {
            **build_key(build_partition(id), PAGE + page),
            "readers": list(readers),
            "queued": len(readers),
            "last": readers[-1],
            "expires_at": compute_expiry(at, RETENTION),
        }
        refused = try_commit(self._dynamodb, [put(self._table, item, if_absent("subscriber"), refusal=return_stored)])
        stored = refused[0].stored if refused else item
        return StoredPage(stored["queued"], stored["last"], is_new=not refused)

    def get_page(self, id: str, page: str) -> Item | None:
        key = serialize(build_key(build_partition(id), PAGE + page))
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        return deserialize(reply["Item"]) if "Item" in reply else None

    def finish_page(self, id: str, page: str, figures: Mapping[str, int]) -> None:
        """Replace the readers of a page by the number of each outcome. A repetition changes nothing."""
        change, values = assign(figures=dict(figures), readers=None)
        key = build_key(build_partition(id), PAGE + page)
        allowed = if_absent("figures") & if_present("queued")
        try_commit(self._dynamodb, [update(self._table, key, change, values, allowed)])

    def put_shard(self, id: str, shard: int, at: datetime) -> None:
        """Store that all readers of a shard are on pages."""
        item = {**build_key(build_partition(id), f"{SHARD}{shard:02d}"), "expires_at": compute_expiry(at, RETENTION)}
        try_commit(self._dynamodb, [put(self._table, item)])

    def count_pages(self, id: str) -> dict[str, Any]:
        """`shards` that are complete, `figures` (queued readers, and the number of each outcome), and `waiting`, the
        names of the pages without a result.

        Shards are read first: a shard is stored after its pages, so with all shards no page is missing.
        """
        shards, figures = len(list(self._query_parts(id, SHARD))), Counter[str]()
        waiting = []
        for item in self._query_parts(id, PAGE):
            figures["queued"] += item["queued"]
            if "figures" in item:
                figures.update(item["figures"])
            else:
                waiting.append(item["part"].removeprefix(PAGE))
        return {"figures": figures, "shards": shards, "waiting": waiting}

    def _query_parts(self, id: str, prefix: str) -> Iterator[Item]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="subscriber = :issue AND begins_with(part, :prefix)",
            ExpressionAttributeValues=serialize({":issue": build_partition(id), ":prefix": prefix}),
            ProjectionExpression="part, queued, figures",
            ConsistentRead=True,
        )
        return (deserialize(item) for page in pages for item in page["Items"])

    def _count_segment(self, segment: str) -> int:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="Segments",
            KeyConditionExpression="#segment = :segment",
            ExpressionAttributeNames={"#segment": "segment"},
            ExpressionAttributeValues=serialize({":segment": segment}),
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)
