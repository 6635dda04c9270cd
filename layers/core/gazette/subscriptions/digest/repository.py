"""Issues in the Subscribers table.

subscriber             part              content
issue/<id>             issue             the issue (model.py); index Due while it has not ended (`due` = "issue")
issue/<id>             content           what its mails show: gzip of JSON
issue/<id>             shard/…, page/…   its pages (pages.py)
digest/<list>/<lang>   last              end of the last issue, and the articles that it has considered
<reader>               mark/<id>         the mail of this reader: claimed, then its outcome (marks.py)
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.commit import Refused, try_commit
from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal, if_present, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due
from gazette.dynamodb.writes import Write, assign, put, update
from gazette.encoding import compact_json, pack, unpack
from gazette.subscriptions.digest.model import PLANNED, SENDING, WAITING, Issue
from gazette.subscriptions.model import compute_expiry
from gazette.subscriptions.repository import DUE_ISSUE, build_key
from gazette.times import timestamp

ISSUE, CONTENT, LAST = "issue", "content", "last"
RETENTION = timedelta(days=30)
"""Content and pages are kept for this long, the issue itself for ever: an alert is sent once."""
CANCELLED_RETENTION = timedelta(days=1)
CHECK_INTERVAL = timedelta(minutes=1)

Item = dict[str, Any]
_STORED = {field.name for field in fields(Issue)} - {"id"}


class IssueRepository:
    """Reads are consistent, apart from the index Due."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self.table = dynamodb, table

    def get(self, id: str) -> Issue | None:
        item = self._get(build_issue_key(id))
        return parse_issue(item) if item else None

    def load_content(self, id: str) -> dict[str, Any]:
        """What the mails of an issue show. KeyError if the issue has none."""
        return dict(json.loads(unpack((self._get(build_key(build_partition(id), CONTENT)) or {})["packed"])))

    def get_last(self, list_id: str, lang: str) -> Item:
        """`issue`, `until`, `seen` and `version` of the last issue of a list, empty without one."""
        return self._get(_build_last_key(list_id, lang)) or {}

    def put_planned(self, issue: Issue, at: datetime) -> None:
        """Store an issue that is to be opened, unless there is one with its id. It is due until it is opened."""
        due = {"due": DUE_ISSUE, "due_at": timestamp(at + CHECK_INTERVAL)}
        self._try([put(self.table, {**_build_item(issue), **due}, if_absent("subscriber"))])

    def put_decision(self, issue: Issue, status: str, at: datetime) -> None:
        """Store that a planned issue is not sent."""
        change, values = assign(status=status, ended_at=timestamp(at), due=None, due_at=None)
        self._try([update(self.table, build_issue_key(issue.id), change, values, if_equal("status", PLANNED))])

    def request_alert(self, issue: Issue) -> bool:
        """Store an alert that waits. Returns False if there is one already, or a newer version cancelled it."""
        due = {"due": DUE_ISSUE, "due_at": issue.planned_at}
        older = condition("#article_version < :version", version=issue.article_version)
        allowed = if_absent("subscriber") | (if_equal("status", "cancelled") & older)
        return not self._try([put(self.table, {**_build_item(issue), **due}, allowed)])

    def open(self, issue: Issue, content: Mapping[str, Any], at: datetime, *, seen: frozenset[str], last: Item) -> None:
        """Begin to send an issue that is planned.

        `last` is the last issue of the list as it was read; the new one replaces it, with the articles in `seen`.
        """
        list_id, lang = issue.list_id, issue.lang
        new_last = {
            **_build_last_key(list_id, lang),
            "issue": issue.id,
            "until": content["until"],
            "seen": sorted(seen),
            "version": last.get("version", 0) + 1,
        }
        begun = [*self._begin(issue, content, at, if_equal("status", PLANNED))]
        self._try([*begun, put(self.table, new_last, if_version(last.get("version", 0)))])

    def begin_alert(self, issue: Issue, content: Mapping[str, Any], at: datetime) -> None:
        """Begin to send an alert that waited."""
        self._try(self._begin(issue, content, at, if_equal("status", WAITING) & if_absent("stopped_at")))

    def cancel_alert(self, id: str, at: datetime, *, article_version: int) -> None:
        """End an alert that waits. A newer version of its article may ask for it again.

        Without an alert the item only remembers the version for a day, since events come in any order.
        """
        change, values = assign(
            status="cancelled",
            planned_at=timestamp(at),
            ended_at=timestamp(at),
            article_version=article_version,
            expires_at=compute_expiry(at, CANCELLED_RETENTION),
            due=None,
            due_at=None,
        )
        allowed = if_absent("subscriber") | if_equal("status", WAITING)
        self._try([update(self.table, build_issue_key(id), change, values, allowed)])

    def note_shards(self, id: str) -> None:
        """Store that the jobs of all shards exist."""
        self._change(id, shards_opened=True)

    def hold(self, id: str, until: datetime, reason: str) -> None:
        """Let nobody try a mail of this issue until that time."""
        self._change(id, held_until=timestamp(until), held_reason=reason)

    def stop(self, id: str, at: datetime) -> bool:
        """Send no further mail of an issue. Returns False if there is none, or it has ended."""
        return not self._change(id, stopped_at=timestamp(at))

    def postpone(self, id: str, at: datetime) -> None:
        """Look at a running issue again after a minute."""
        self._change(id, due_at=timestamp(at + CHECK_INTERVAL))

    def end(self, issue: Issue, status: str, totals: Mapping[str, int], at: datetime) -> None:
        """Store the final figures. The issue stays due until `retire`, so that its end is followed up."""
        due_at = timestamp(at + CHECK_INTERVAL)
        self._change(issue.id, status=status, totals=dict(totals), ended_at=timestamp(at), due_at=due_at)

    def retire(self, id: str) -> None:
        """Nothing is left to do for an issue that has ended."""
        change, values = assign(due=None, due_at=None)
        self._try([update(self.table, build_issue_key(id), change, values, if_present("ended_at"))])

    def list_due(self, at: datetime) -> Iterator[str]:
        """Ids of the issues that have something to do, the longest waiting first."""
        due = query_due(self._dynamodb, self.table, timestamp(at), due=DUE_ISSUE)
        return (item["subscriber"].partition("/")[2] for item in due)

    def list_unretired(self) -> list[str]:
        """Ids of the issues that have not ended, or whose end is not followed up yet, by the index Due."""
        due = query_due(self._dynamodb, self.table, "~", due=DUE_ISSUE)
        return [item["subscriber"].partition("/")[2] for item in due]

    def _begin(self, issue: Issue, content: Mapping[str, Any], at: datetime, allowed: Condition) -> list[Write]:
        due = {"due": DUE_ISSUE, "due_at": timestamp(at + CHECK_INTERVAL)}
        packed = pack(compact_json(content))
        item = {
            **build_key(build_partition(issue.id), CONTENT),
            "packed": packed,
            "expires_at": compute_expiry(at, RETENTION),
        }
        return [put(self.table, {**_build_item(issue), **due}, allowed), put(self.table, item)]

    def _change(self, id: str, **attributes: Any) -> tuple[Refused, ...]:
        """Change an issue. Refused if it has ended."""
        change, values = assign(**attributes)
        running = condition("#status IN (:if_sending, :if_waiting)", if_sending=SENDING, if_waiting=WAITING)
        return self._try([update(self.table, build_issue_key(id), change, values, running)])

    def _try(self, writes: list[Write]) -> tuple[Refused, ...]:
        return try_commit(self._dynamodb, writes)

    def _get(self, key: Item) -> Item | None:
        reply = self._dynamodb.get_item(TableName=self.table, Key=serialize(key), ConsistentRead=True)
        return deserialize(reply["Item"]) if "Item" in reply else None


def build_issue_key(id: str) -> Item:
    return build_key(build_partition(id), ISSUE)


def parse_issue(item: Mapping[str, Any]) -> Issue:
    values = {name: value for name, value in item.items() if name in _STORED}
    return Issue(id=item["subscriber"].partition("/")[2], **values)


def _build_item(issue: Issue) -> Item:
    members = {name: getattr(issue, name) for name in _STORED}
    kept = {name: value for name, value in members.items() if value not in ("", None, False)}
    return {**build_issue_key(issue.id), **kept}


def _build_last_key(list_id: str, lang: str) -> Item:
    return build_key(f"digest/{list_id}/{lang}", LAST)


def build_partition(id: str) -> str:
    """`subscriber` of the items of an issue."""
    return f"issue/{id}"
