"""The Media table: pictures, and which articles and authors show them.

    id      part              what
    <id>    current           the picture; indexes ByStatus (`status`, `changed`) and Due (`due`, `due_at`)
    <id>    use/<article>     an article whose draft or published version may show the picture
    <id>    use/author/<slug> an author who may have the picture
    <id>    deleted           its files are still to be deleted; index Due

A use is put in the transaction that stores an article with the picture, and before an author is stored, so that none is
missing. A use may be left over: the article shows the picture only if its draft or its published version names it, an
author only if it is the author's.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice
from typing import Any

from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import condition, if_absent, if_equal, if_present, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due, query_page
from gazette.dynamodb.writes import Refusal, Write, check, delete, put
from gazette.media.errors import MediaNotFound
from gazette.media.items import (
    DELETED,
    USE,
    build_due_attributes,
    build_item,
    build_key,
    build_status_key,
    parse_media,
)
from gazette.media.model import Media, Status
from gazette.times import timestamp

_MAX_ID = 100
"""Characters. No id is longer, and DynamoDB refuses keys over a limit."""
_THREADS = 8
"""Queries at the same time. A client has ten connections."""


class MediaChanged(Exception):
    """Another writer changed the picture after it was read; nothing was written."""


class MediaRepository:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def get(self, id: str) -> Media:
        """Raises `MediaNotFound`."""
        found = self.find([id]) if 1 <= len(id) <= _MAX_ID else {}
        if id not in found:
            raise MediaNotFound()
        return found[id]

    def find(self, ids: Sequence[str]) -> dict[str, Media]:
        """The pictures with these ids (at most 100), read consistently. Unknown ids are left out."""
        items = batch_get(self._dynamodb, {self._table: [serialize(build_key(id)) for id in ids]})[self._table]
        return {media.id: media for media in map(parse_media, map(deserialize, items))}

    def save(self, before: Media | None, after: Media, *, write_id: str = "", also: Sequence[Write] = ()) -> None:
        """Write a picture, with further writes in one transaction.

        Raises `MediaChanged` if anyone has written the picture since `before` was read.
        """
        unchanged = if_version(before.revision if before else 0, "revision")
        write = put(self._table, build_item(after, write_id), unchanged, refusal=_refuse_changed)
        commit(self._dynamodb, [write, *also], write_id=write_id)

    def check_unchanged(self, media: Media, *, refusal: Refusal) -> Write:
        """The check that nobody has written the picture since it was read."""
        unchanged = if_equal("revision", media.revision)
        return check(self._table, build_key(media.id), unchanged, refusal=refusal)

    def add_use(self, id: str, use: str, at: datetime) -> None:
        """Note that an author (`author/<slug>`) may show a picture. Raises `MediaNotFound` as `put_use` is refused."""
        commit(self._dynamodb, self.put_use(id, use, at, refusal=lambda stored: MediaNotFound()))

    def put_use(self, id: str, use: str, at: datetime, *, refusal: Refusal) -> list[Write]:
        """The writes that note that an article (its id) or an author may show a picture, for a transaction.

        Refused for a picture that is missing or being deleted.
        """
        open_again = condition("#closed_until < :now", now=timestamp(at))
        is_open = if_present("id") & (if_absent("closed_until") | open_again)
        return [
            check(self._table, build_key(id), is_open, refusal=refusal),
            put(self._table, build_key(id, f"{USE}{use}")),
        ]

    def list_uses(self, id: str) -> list[str]:
        """All that may show a picture: ids of articles, and `author/<slug>`."""
        pages = self._dynamodb.get_paginator("query").paginate(**self._build_uses_request(id))
        return [use for page in pages for use in _parse_uses(page)]

    def list_uses_of_all(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """`list_uses` of several pictures by their ids, with a Query for each, some at the same time."""
        with ThreadPoolExecutor(_THREADS) as threads:
            return dict(zip(ids, threads.map(self.list_uses, ids), strict=True))

    def list_uses_page(self, id: str, after: str | None, limit: int) -> tuple[list[str], str | None]:
        """A page of `list_uses` behind a use, and its last use if there are more."""
        request = {**self._build_uses_request(id), "Limit": limit}
        if after is not None:
            request["ExclusiveStartKey"] = serialize(build_key(id, f"{USE}{after}"))
        reply = self._dynamodb.query(**request)
        uses = _parse_uses(reply)
        return uses, uses[-1] if "LastEvaluatedKey" in reply else None

    def _build_uses_request(self, id: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "id = :id AND begins_with(part, :use)",
            "ExpressionAttributeValues": serialize({":id": id, ":use": USE}),
            "ConsistentRead": True,
        }

    def delete(self, media: Media, at: datetime) -> None:
        """Delete a picture; a row remains until MediaIntake has deleted its files. Raises `MediaChanged`."""
        row = {**build_key(media.id, DELETED), **build_due_attributes(timestamp(at))}
        unchanged = if_equal("revision", media.revision)
        commit(
            self._dynamodb,
            [delete(self._table, build_key(media.id), unchanged, refusal=_refuse_changed), put(self._table, row)],
        )

    def is_deleted(self, id: str) -> bool:
        """Whether the files of a deleted picture are still to be deleted."""
        key = serialize(build_key(id, DELETED))
        return "Item" in self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)

    def end_deletion(self, id: str) -> None:
        """Delete what remains of a picture without files."""
        for part in (*(f"{USE}{article}" for article in self.list_uses(id)), DELETED):
            commit(self._dynamodb, [delete(self._table, build_key(id, part))])

    def list_by_status(
        self, status: Status, *, limit: int, after: str | None, name: str | None = None
    ) -> tuple[list[Media], str | None]:
        """A page of the pictures of one status, the latest change first, and its last position if there may be more.

        `name` is a part of the file's name, in any case of letters.
        """
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "ByStatus",
            "KeyConditionExpression": "#status = :status",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": serialize({":status": status}),
            "ScanIndexForward": False,
        }
        if name is not None:
            request["FilterExpression"] = "contains(folded_name, :name)"
            request["ExpressionAttributeValues"] |= serialize({":name": name.casefold()})
        if after is not None:
            request["ExclusiveStartKey"] = serialize(build_status_key(status, after))
        items, last = query_page(self._dynamodb, request, limit)
        return [parse_media(item) for item in items], last["changed"] if last else None

    def list_due(self, at: datetime) -> list[str]:
        """Ids of at most 100 pictures with work for MediaIntake, the longest waiting first."""
        due = islice(query_due(self._dynamodb, self._table, timestamp(at)), 100)
        return list(dict.fromkeys(item["id"] for item in due))


def _parse_uses(reply: Mapping[str, Any]) -> list[str]:
    return [item["part"]["S"].removeprefix(USE) for item in reply["Items"]]


def _refuse_changed(stored: Mapping[str, Any]) -> MediaChanged:
    return MediaChanged()
