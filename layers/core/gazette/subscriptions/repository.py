"""The Subscribers table: its items, and the writes that change a profile."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.commit import try_commit
from gazette.dynamodb.conditions import Condition, condition, if_absent, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due
from gazette.dynamodb.writes import Write, check, put, update
from gazette.subscriptions.model import NEVER_EXPIRES, PENDING_DURATION, Profile, compute_expiry
from gazette.times import timestamp

PROFILE, SUPPRESSION, ERASURE = "profile", "suppression", "erasure"
MARK = "mark/"
"""Beginning of the part of a mark: the mail of an issue to this reader (digest/marks.py)."""
TRAP = "trapped"
"""Part of the signups of robots: as long as `profile`, so that their write has the same size."""
CONFIRM, MANAGE = "confirm", "manage"
"""Purposes of tokens, each in the key of its items: a token of one purpose is unknown for the other."""

DUE_ATTRIBUTES = (
    *("mail_due", "due", "due_at", "signup_request", "requested_lists"),
    *("reserved_request", "unused_reservation", "unsent_token"),
)
"""Attributes of a profile whose signup request still waits for its mail."""
DUE_MAIL = "mail"
DUE_ISSUE = "issue"
DUE_NEVER = "trap"
"""Partitions of the index Due: mails of signup requests, issues of mailing lists, and what nobody reads."""
STREAM_GRACE = timedelta(minutes=2)
"""A new request is due in the index after this time, in case the stream did not deliver it."""

Item = dict[str, Any]

_NUMBERS = ("version", "pending_until", "confirmed_at", "reminded_at", "declined_until", "paused_until")
_SETS, _TUPLES = ("lists", "requested_lists"), ("tokens", "manage_tokens")


class SubscriberRepository:
    """Reads are consistent. Changes of several items are committed together, under names of the caller's choice."""

    def __init__(self, table: str, dynamodb: Any) -> None:
        self.table = table
        self._dynamodb = dynamodb

    def get(self, subscriber: str, part: str) -> Item | None:
        """An item as Python values, None if there is none. It may have expired: DynamoDB deletes items days later."""
        reply = self._dynamodb.get_item(
            TableName=self.table, Key=serialize(build_key(subscriber, part)), ConsistentRead=True
        )
        return deserialize(reply["Item"]) if "Item" in reply else None

    def get_unexpired(self, subscriber: str, part: str, at: datetime) -> Item | None:
        """An item that has not expired at that time."""
        item = self.get(subscriber, part)
        return item if item and item["expires_at"] > at.timestamp() else None

    def get_profile(self, subscriber: str) -> Profile:
        return parse_profile(self.get(subscriber, PROFILE) or {"subscriber": subscriber})

    def save_signup_request(
        self,
        subscriber: str,
        request: Mapping[str, Any],
        lists: Iterable[str],
        key_id: str,
        at: datetime,
        *,
        part: str = PROFILE,
    ) -> None:
        """Add a signup request to the profile. The write is the same for every state of the profile.

        The lists of an earlier request that still waits for its mail stay requested. The item expires after a week
        unless it has `kept_until`.
        """
        expression = (
            "SET #mail_due = :at, #due = :due, #due_at = :due_at, #signup_request = :request, #key_id = :key_id, "
            "#expires_at = if_not_exists(#kept_until, :expires_at) ADD #requested_lists :lists"
        )
        values = {
            "at": timestamp(at),
            "due": DUE_MAIL if part == PROFILE else DUE_NEVER,
            "due_at": timestamp(at + STREAM_GRACE),
            "request": request,
            "lists": set(lists),
            "key_id": key_id,
            "expires_at": compute_expiry(at, PENDING_DURATION),
        }
        self.commit({part: update(self.table, build_key(subscriber, part), expression, values)})

    def list_items(self, subscriber: str, prefix: str = "") -> Iterator[Item]:
        """All items of a subscriber whose part begins with `prefix`, by part. Expired ones may be among them."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            KeyConditionExpression="subscriber = :subscriber" + (" AND begins_with(part, :prefix)" if prefix else ""),
            ExpressionAttributeValues=serialize({":subscriber": subscriber} | ({":prefix": prefix} if prefix else {})),
            ConsistentRead=True,
        )
        return (deserialize(item) for page in pages for item in page["Items"])

    def list_due_mails(self, at: datetime, *, page_size: int = 100) -> Iterator[tuple[str, str]]:
        """(subscriber, part) of each item whose mail is due, the longest waiting first. The index may lag behind."""
        due = query_due(self._dynamodb, self.table, timestamp(at), due=DUE_MAIL, page_size=page_size)
        return ((item["subscriber"], item["part"]) for item in due)

    def has_due_mails(self, at: datetime) -> bool:
        return next(self.list_due_mails(at, page_size=1), None) is not None

    def has_due_issues(self, at: datetime) -> bool:
        """Whether an issue of a mailing list has something to do."""
        due = query_due(self._dynamodb, self.table, timestamp(at), due=DUE_ISSUE, page_size=1)
        return next(due, None) is not None

    def commit(self, members: Mapping[str, Write]) -> frozenset[str]:
        """Write all members or none. Returns the names of the refused members, empty if all were written.

        Raises `Unavailable` if too many other writers change the same items.
        """
        names = list(members)
        return frozenset(names[refused.position] for refused in try_commit(self._dynamodb, list(members.values())))


def build_key(subscriber: str, part: str) -> Item:
    return {"subscriber": subscriber, "part": part}


def hash_token(token: str) -> str:
    """The stored form of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


def build_token_key(token_hash: str, purpose: str = CONFIRM) -> Item:
    return build_key(f"token/{token_hash}", purpose)


def parse_profile(item: Mapping[str, Any]) -> Profile:
    names = {field.name for field in fields(Profile)}
    values = {name: value for name, value in item.items() if name in names}
    values |= {name: int(values[name]) for name in _NUMBERS if name in values}
    values |= {name: frozenset(values.get(name, ())) for name in _SETS}
    values |= {name: tuple(values.get(name, ())) for name in _TUPLES}
    return Profile(**values)


def append(table: str, item: Mapping[str, Any]) -> Write:
    """Write of a new item. Refused if the item exists."""
    return put(table, item, if_absent("subscriber"))


def change_profile(
    table: str,
    profile: Profile,
    attributes: Mapping[str, Any],
    remove: Sequence[str],
    condition: Condition | None = None,
) -> Write:
    """Write that sets and removes attributes of a profile; refused if the profile changed since it was read."""
    attributes = {"version": profile.version + 1, **attributes}
    unchanged = if_version(profile.version)
    return update(
        table,
        build_key(profile.subscriber, PROFILE),
        f"{set_clause(attributes)} {remove_clause(remove)}",
        attributes,
        unchanged & condition if condition else unchanged,
    )


def set_clause(names: Iterable[str]) -> str:
    """The clause of an update expression that sets each attribute to the value of its name."""
    return f"SET {', '.join(f'#{name} = :{name}' for name in names)}"


def remove_clause(names: Sequence[str]) -> str:
    """The clause of an update expression that removes these attributes; empty without names."""
    return f"REMOVE {', '.join(f'#{name}' for name in names)}" if names else ""


def check_not_suppressed(table: str, subscriber: str, at: datetime) -> Write:
    """Check that mail to this subscriber is allowed. A suppression without `until` (a complaint) never ends."""
    ended = condition("#until <= :now", now=int(at.timestamp()))
    return check(table, build_key(subscriber, SUPPRESSION), if_absent("subscriber") | ended)


def find_suppression_end(item: Mapping[str, Any]) -> int:
    """The end of a suppression in seconds since 1970; that of a complaint never comes."""
    return int(item.get("until") or NEVER_EXPIRES)
