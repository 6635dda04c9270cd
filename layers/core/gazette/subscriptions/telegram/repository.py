"""Posts and channels in the Jobs table, beside the jobs. They are no jobs: they have no `version`, and never expire.

    id                       content
    telegram/<article id>    the post of an article; index Due (`due` = "due", `due_at`) while there is work
    telegram-channel/<name>  until when Telegram accepts no calls (`paused_until`), and its id if that changed

The index wakes the Announcer as it wakes the workers of jobs: the scheduler publishes `job.due` with the kind
`telegram`. A write of a post is conditional on the revision that was read, so only one worker begins a step.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due
from gazette.dynamodb.writes import Write, assign, delete, put, update
from gazette.subscriptions.telegram.model import Post
from gazette.times import timestamp

KIND = "telegram"
_PREFIX = f"{KIND}/"


class StalePost(Exception):
    """Another worker has written the post since it was read."""


class PostRepository:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def get(self, article: str) -> Post | None:
        reply = self._dynamodb.get_item(TableName=self._table, Key=serialize(_build_key(article)), ConsistentRead=True)
        return _to_post(reply["Item"]) if "Item" in reply else None

    def save(self, post: Post, now: datetime, write_id: str = "") -> Post:
        """Write the next revision of a post and return it. Raises `StalePost`.

        `write_id` names the write, so that its repetition by the SDK after a lost answer is recognized.
        """
        saved = replace(post, revision=post.revision + 1, changed_at=timestamp(now))
        write = put(
            self._table,
            {**_to_item(saved), "write_id": write_id or None},
            if_version(post.revision, "revision"),
            refusal=_refuse,
        )
        commit(self._dynamodb, [write], write_id=write_id)
        return saved

    def forget(self, post: Post) -> None:
        """Delete a post that nobody has seen. Raises `StalePost`."""
        unchanged = if_version(post.revision, "revision")
        self._commit(delete(self._table, _build_key(post.article), unchanged, refusal=_refuse))

    def list_due(self, now: datetime) -> list[Post]:
        """Posts with work, in the order in which they were announced."""
        ids = [item["id"] for item in query_due(self._dynamodb, self._table, timestamp(now))]
        posts = [self.get(id.removeprefix(_PREFIX)) for id in ids if id.startswith(_PREFIX)]
        return sorted(
            (post for post in posts if post and post.due_at), key=lambda post: (post.created_at, post.article)
        )

    def list_unfinished(self) -> list[Post]:
        """Posts that wait, or that a person has to look at. Scans the whole table, so use it for operators only."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            FilterExpression="begins_with(id, :prefix)",
            ExpressionAttributeValues=serialize({":prefix": _PREFIX}),
        )
        posts = [_to_post(item) for page in pages for item in page["Items"]]
        unfinished = [post for post in posts if post.due_at or post.reason or post.state in ("unknown", "refused")]
        return sorted(unfinished, key=lambda post: post.changed_at)

    def read_channel(self, channel: str) -> tuple[str, int]:
        """Until when the channel is paused (empty if it never was), and its new id (0 if it has none)."""
        key = serialize(_build_channel_key(channel))
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item", {})
        stored = deserialize(item)
        return stored.get("paused_until", ""), stored.get("chat_id", 0)

    def pause_channel(self, channel: str, until: datetime) -> None:
        self._commit(update(self._table, _build_channel_key(channel), *assign(paused_until=timestamp(until))))

    def move_channel(self, channel: str, chat_id: int) -> None:
        self._commit(update(self._table, _build_channel_key(channel), *assign(chat_id=chat_id)))

    def _commit(self, write: Write) -> None:
        commit(self._dynamodb, [write])


def _refuse(_stored: dict[str, Any]) -> Exception:
    return StalePost()


def _build_key(article: str) -> dict[str, Any]:
    return {"id": _PREFIX + article}


def _build_channel_key(channel: str) -> dict[str, Any]:
    return {"id": f"{KIND}-channel/{channel}"}


def _to_item(post: Post) -> dict[str, Any]:
    """The item without empty members: an index allows no empty key."""
    members = {name: value for name, value in asdict(post).items() if value not in ("", 0, False)}
    return {**members, **_build_key(post.article), "due": "due" if post.due_at else None}


def _to_post(item: dict[str, Any]) -> Post:
    members = deserialize(item)
    for name in ("id", "due", "write_id"):
        members.pop(name, None)
    return Post(**members)
