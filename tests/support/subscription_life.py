"""What must hold in the whole life of subscriptions: the state table, and checks of all that is stored and mailed."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from functions.digest import handler as digest
from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY
from gazette.subscriptions.model import NEVER_EXPIRES, Profile, build_segment
from gazette.subscriptions.repository import hash_token, parse_profile
from gazette.subscriptions.subscriber_id import derive_subscriber_id
from tests.support.newsletter import check_sum
from tests.support.subscribers import read_items, read_outbox

NONE, PENDING, ACTIVE, LEFT, SUPPRESSED = "none", "pending", "active", "left", "suppressed"

SAME = {state: {state} for state in (NONE, PENDING, ACTIVE, LEFT, SUPPRESSED)}
ENDS = {state: {SUPPRESSED} for state in SAME}
TABLE: Mapping[str, Mapping[str, set[str]]] = {
    # A request decides nothing. Over a ceiling its mail waits or is dropped.
    "signup": SAME,
    "mail of a signup": {**SAME, NONE: {NONE, PENDING}, LEFT: {LEFT, PENDING}},
    "confirm": {**SAME, PENDING: {ACTIVE}},
    "confirm in vain": SAME,
    "decline": {**SAME, PENDING: {SUPPRESSED}, ACTIVE: {ACTIVE, SUPPRESSED}, LEFT: {SUPPRESSED}},
    "unsubscribe": {**SAME, PENDING: {NONE, LEFT}, ACTIVE: {ACTIVE, LEFT}},
    "undo": {**SAME, LEFT: {LEFT, ACTIVE}, PENDING: {PENDING, ACTIVE}},
    "complaint": ENDS,
    "hard bounce": ENDS,
    "soft bounce": SAME,
    "import with proof": {**SAME, NONE: {NONE, ACTIVE}},
    "import without proof": {**SAME, NONE: {NONE, PENDING}},
    "change": {**SAME, ACTIVE: {ACTIVE, LEFT}},
    "erase": {**SAME, PENDING: {NONE}, ACTIVE: {NONE}, LEFT: {NONE}},
    "read": SAME,
    "digest": SAME,
}
"""The states after an action, by the state before it. Who was erased is `none` to an import too, but stays so."""

CHANGES: Mapping[str, Any] = {
    "confirmed": lambda has, record: has | set(record["lists"]),
    "undone": lambda has, record: has | set(record["lists"]),
    "unsubscribed": lambda has, record: has - set(record["lists"]),
    "declined": lambda has, record: has - set(record.get("lists", has)),
    "changed": lambda _, record: set(record["lists"]),
    "imported": lambda has, record: set(record["lists"]) if "consent_at" in record else has,
    **dict.fromkeys(("complained", "bounced", "address-changed"), lambda *_: set()),
}
"""The lists of a person after an event of the consent record; other events change none."""

ASKED_FOR = re.compile("^(?:Confirm|Add|You are subscribed|Please confirm)|new address", re.IGNORECASE)
"""Subjects of the mails that count in the ceilings: anybody can cause them. Others follow from what a reader did."""


def derive_id(email: str) -> str:
    keyring = subscriptions.keyrings.load(SUBSCRIBER_KEY)
    return derive_subscriber_id(parse_email_address(email), keyring).subscriber


@dataclass
class Stored:
    """All items of the table at one moment."""

    at: datetime
    items: list[dict[str, Any]] = field(default_factory=read_items)

    def parts(self, subscriber: str, kind: str = "") -> list[dict[str, Any]]:
        found = (item for item in self.items if item["subscriber"] == subscriber and item["part"].startswith(kind))
        return sorted(found, key=lambda item: str(item["part"]))

    def profile(self, subscriber: str) -> Profile:
        items = self.parts(subscriber, "profile")
        return parse_profile(items[0] if items else {"subscriber": subscriber})

    def is_suppressed(self, subscriber: str) -> bool:
        items = self.parts(subscriber, "suppression")
        return bool(items) and (items[0].get("until") or NEVER_EXPIRES) > self.at.timestamp()

    def state(self, subscriber: str) -> str:
        return SUPPRESSED if self.is_suppressed(subscriber) else self.profile(subscriber).state_at(self.at)

    def may_get_issue(self, subscriber: str, list_id: str, lang: str) -> bool:
        """Whether a letter may be sent to the person now."""
        profile, members = self.profile(subscriber), self.parts(subscriber, f"list/{list_id}")
        is_free = not self.is_suppressed(subscriber) and profile.paused_until <= self.at.timestamp()
        return is_free and profile.is_active and list_id in profile.lists and members[0]["lang"] == lang

    def tokens(self, subscriber: str) -> dict[str, set[str]]:
        """The lists of each confirm token that the profile names, by its hash."""
        named = self.profile(subscriber).tokens
        items = {item["subscriber"].removeprefix("token/"): item for item in self.items if item["part"] == "confirm"}
        return {token: set(items[token].get("lists", ())) for token in named if token in items}

    def fold_record(self, subscriber: str) -> set[str]:
        """The lists that the consent record accounts for."""
        lists: set[str] = set()
        for record in self.parts(subscriber, "consent/"):
            lists = CHANGES.get(record["event"], lambda has, _: has)(lists, record)
        return lists


def check_lists(stored: Stored, subscriber: str) -> None:
    """Profile, list items, segments and consent record agree."""
    profile, members = stored.profile(subscriber), stored.parts(subscriber, "list/")
    named = {item["part"].removeprefix("list/") for item in members}
    assert named == set(profile.lists) == stored.fold_record(subscriber)
    assert bool(named) == profile.is_active
    for item in members:
        list_id = item["part"].removeprefix("list/")
        assert item["segment"] == build_segment(list_id, item["lang"], subscriber)
    if profile.is_active:
        assert profile.email
        kept = {item["event"] for item in stored.parts(subscriber, "consent/") if "expires_at" not in item}
        assert {"requested", "confirmed"} <= kept or "imported" in kept


def check_erased(stored: Stored, subscriber: str, email: str) -> None:
    """Only a suppression and the note for backups remain, both under the keyed hash."""
    assert {item["part"] for item in stored.parts(subscriber)} <= {"suppression", "erasure"}
    assert email not in json.dumps(stored.items, default=repr)


def check_mails(sent: Sequence[tuple[datetime, dict[str, Any]]], email: str) -> None:
    """The mails that anybody can cause keep the ceilings of an address: 5 in 24 hours, 15 minutes apart."""
    times = [at for at, mail in sent if mail["to"] == email and ASKED_FOR.search(mail["subject"])]
    for earlier, later in pairwise(times):
        assert later - earlier >= timedelta(minutes=15)
    for first, sixth in zip(times, times[5:], strict=False):
        assert sixth - first >= timedelta(hours=24)


def check_reports(issues: Sequence[str]) -> None:
    for issue in issues:
        check_sum(digest.report(issue))


def count_letters(start: int = 0) -> Counter[tuple[str, str]]:
    """How many letters were sent for each issue, with its slashes replaced, and each subscriber id."""
    found: Counter[tuple[str, str]] = Counter()
    for mail in read_outbox()[start:]:
        for subscriber, issue in re.findall(
            r"/unsubscribe/[\w-]+\.([\w-]+)\.\w+\.((?:daily|weekly)-[\w-]+)\.[\w-]{43}", mail["text"]
        )[:1]:
            found[issue, subscriber] += 1
    return found


def find_tokens(mail: Mapping[str, Any], page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf"/v1/subscriptions/{page}[^#\s]*#([\w-]{{43}})", mail["text"])))


def is_valid_confirm_token(stored: Stored, subscriber: str, token: str) -> bool:
    item = next((item for item in stored.items if item["subscriber"] == f"token/{hash_token(token)}"), None)
    is_fresh = item is not None and item["part"] == "confirm" and item["expires_at"] > stored.at.timestamp()
    return is_fresh and hash_token(token) in stored.profile(subscriber).tokens
