"""The Subscribers table: its items, and the conditional writes that changes of state are made of."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.transactions import ConditionFailed, persist, transact
from gazette.subscriptions.model import PENDING_KEPT, Profile, expiry
from gazette.times import timestamp

PROFILE, TRAP, SUPPRESSION, CONFIRM = "profile", "trap", "suppression", "confirm"

NOT_SUPPRESSED = "attribute_not_exists(#subscriber) OR #until <= :now"
"""Condition on a suppression item. One without an end (a complaint) has no `until` and always holds."""

Item = dict[str, Any]


def token_key(token_hash: str) -> str:
    return f"token/{token_hash}"


def token_hash(token: str) -> str:
    """What is stored of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode()).hexdigest()


class SubscriberRepository:
    """Reads are consistent. A write is a member of a transaction (`update`, `put`, …), carried out by `write`."""

    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table = table
        self._dynamodb = dynamodb

    def note_wish(
        self, subscriber: str, wish: Mapping[str, Any], key_id: str, at: datetime, *, part: str = PROFILE
    ) -> None:
        """Write a signup down beside whatever is there: one and the same operation for everybody.

        What must stay has `kept_until`, which the week of a pending subscriber cannot shorten.
        """
        write = self.update(
            subscriber,
            part,
            "SET #mail_due = :at, #wish = :wish, #key_id = :key_id, "
            "#expires_at = if_not_exists(#kept_until, :expires_at)",
            {":at": timestamp(at), ":wish": wish, ":key_id": key_id, ":expires_at": expiry(at, PENDING_KEPT)},
        )
        persist(lambda: self._dynamodb.update_item(**write["Update"]))

    def get(self, subscriber: str, part: str) -> Item | None:
        """An item as Python values; None where there is none. What has expired is still there: look at the clock."""
        reply = self._dynamodb.get_item(TableName=self._table, Key=_key(subscriber, part), ConsistentRead=True)
        return deserialize(reply["Item"]) if "Item" in reply else None

    def profile(self, subscriber: str) -> Profile:
        return profile_of(self.get(subscriber, PROFILE) or {"subscriber": subscriber})

    def live(self, subscriber: str, part: str, at: datetime) -> Item | None:
        """An item that has not expired by the clock."""
        item = self.get(subscriber, part)
        return item if item and item["expires_at"] > at.timestamp() else None

    def write(self, members: Mapping[str, Item]) -> frozenset[str]:
        """Carry out a transaction; the names of the members whose conditions did not hold (then nothing is written)."""
        names = list(members)
        try:
            transact(self._dynamodb, list(members.values()))
        except ConditionFailed as failure:
            return frozenset(names[position] for position in failure.positions)
        return frozenset()

    def write_one(self, member: Item) -> bool:
        """Carry out a single update; whether its condition held."""
        try:
            persist(lambda: self._dynamodb.update_item(**member["Update"]))
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True

    def update(
        self, subscriber: str, part: str, expression: str, values: Mapping[str, Any], condition: str | None = None
    ) -> Item:
        """An update. Attributes are written `#name` in the expressions: some names are reserved words."""
        member = {"Key": _key(subscriber, part), "UpdateExpression": expression}
        return {"Update": self._conditional(member, expression, condition, values)}

    def put(self, item: Mapping[str, Any], condition: str | None = None, **values: Any) -> Item:
        named = {f":{name}": value for name, value in values.items()}
        return {"Put": self._conditional({"Item": serialize(item)}, "", condition, named)}

    def append(self, item: Mapping[str, Any]) -> Item:
        """A put that replaces nothing."""
        return self.put(item, "attribute_not_exists(#subscriber)")

    def delete(self, subscriber: str, part: str, condition: str | None = None, **values: Any) -> Item:
        named = {f":{name}": value for name, value in values.items()}
        return {"Delete": self._conditional({"Key": _key(subscriber, part)}, "", condition, named)}

    def check(self, subscriber: str, part: str, condition: str, values: Mapping[str, Any]) -> Item:
        return {"ConditionCheck": self._conditional({"Key": _key(subscriber, part)}, "", condition, values)}

    def not_suppressed(self, subscriber: str, at: datetime) -> Item:
        """A check that nothing forbids mail to this subscriber."""
        return self.check(subscriber, SUPPRESSION, NOT_SUPPRESSED, {":now": int(at.timestamp())})

    def profile_update(self, profile: Profile, expression: str, values: Mapping[str, Any], condition: str = "") -> Item:
        """A change of state: on condition that the profile is still the version that was read."""
        unchanged = "#version = :version" if profile.version else "attribute_not_exists(#version)"
        values = {":next": profile.version + 1, **values}
        if profile.version:
            values[":version"] = profile.version
        return self.update(
            profile.subscriber,
            PROFILE,
            expression.replace("SET ", "SET #version = :next, ", 1),
            values,
            f"{unchanged} AND {condition}" if condition else unchanged,
        )

    def _conditional(self, member: Item, expression: str, condition: str | None, values: Mapping[str, Any]) -> Item:
        member = {"TableName": self._table, **member}
        if condition:
            member["ConditionExpression"] = condition
        names = set(re.findall(r"#(\w+)", f"{expression} {condition or ''}"))
        if names:
            member["ExpressionAttributeNames"] = {f"#{name}": name for name in names}
        if values:
            member["ExpressionAttributeValues"] = serialize(values)
        return member


def _key(subscriber: str, part: str) -> Item:
    return {"subscriber": {"S": subscriber}, "part": {"S": part}}


_NUMBERS = ("version", "pending_until", "confirmed_at", "reminded_at")


def profile_of(item: Mapping[str, Any]) -> Profile:
    known = {field.name for field in fields(Profile)}
    values = {name: value for name, value in item.items() if name in known}
    values |= {name: int(values[name]) for name in _NUMBERS if name in values}
    values |= {"lists": frozenset(values.get("lists", ())), "tokens": tuple(values.get("tokens", ()))}
    return Profile(**values)
