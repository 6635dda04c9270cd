"""Everything that decides whether one reader gets the mail of an issue, read at one moment just before the mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gazette.articles.public.planned_withdrawals import has_ended
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.subscriptions.digest.model import Issue
from gazette.subscriptions.digest.repository import build_issue_key, parse_issue
from gazette.subscriptions.model import Profile
from gazette.subscriptions.repository import (
    MARK,
    PROFILE,
    SUPPRESSION,
    build_key,
    find_suppression_end,
    parse_profile,
)

Item = dict[str, Any]


@dataclass(frozen=True)
class ReaderState:
    """One reader and one issue: `mark` is None before a claim, `positions` are those of the articles that readers see.
    `profile` is None after an erasure, `membership` without the list."""

    issue: Issue
    profile: Profile | None
    membership: Item | None
    suppression: Item | None
    mark: Item | None
    positions: frozenset[str]

    def find_reason_to_skip(self, at: datetime) -> str:
        """Why this reader gets no mail; empty if the mail may be sent."""
        if reason := self.issue.find_reason_to_skip(at):
            return reason
        if self.profile is None:
            return "erased"
        if not self.profile.is_active or self.issue.list_id not in self.profile.lists or self.membership is None:
            return "left"
        if self.membership["lang"] != self.issue.lang:
            return "language"
        if self.suppression and find_suppression_end(self.suppression) > at.timestamp():
            return "suppressed"
        if self.profile.paused_until > at.timestamp():
            return "paused"
        return "" if self.positions else "withdrawn"


class ReaderStates:
    """Reads states by one BatchGetItem. `subscribers` and `listings` are names of tables."""

    def __init__(self, dynamodb: Any, subscribers: str, listings: str) -> None:
        self._dynamodb, self._subscribers, self._listings = dynamodb, subscribers, listings

    def load(self, issue: Issue, reader: str, positions: Sequence[str], at: datetime) -> ReaderState:
        """The state of a reader. `positions` are those of the articles in the issue. Raises as `batch_get`."""
        list_part, mark_part = f"list/{issue.list_id}", MARK + issue.id
        own = [build_key(reader, part) for part in (PROFILE, list_part, SUPPRESSION, mark_part)]
        reply = batch_get(
            self._dynamodb,
            {
                self._subscribers: [serialize(key) for key in (build_issue_key(issue.id), *own)],
                self._listings: [serialize({"listing": issue.lang, "position": position}) for position in positions],
            },
        )
        items = {item["part"]: item for item in map(deserialize, reply[self._subscribers])}
        shown = [item for item in reply[self._listings] if not has_ended(item, at)]
        profile = items.get(PROFILE)
        return ReaderState(
            parse_issue(items["issue"]),
            parse_profile(profile) if profile else None,
            items.get(list_part),
            items.get(SUPPRESSION),
            items.get(mark_part),
            frozenset(item["position"]["S"] for item in shown),
        )


def drop_withdrawn(content: Mapping[str, Any], shown: frozenset[str]) -> dict[str, Any]:
    """The content of an issue without the articles that readers do not see any more."""
    pairs = zip(content["stories"], content["positions"], strict=True)
    kept = [(story, position) for story, position in pairs if position in shown]
    return {**content, "stories": [story for story, _ in kept], "positions": [position for _, position in kept]}
