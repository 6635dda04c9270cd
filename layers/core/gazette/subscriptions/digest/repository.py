"""Issues in the Subscribers table.

    subscriber             part           content
    issue/<id>             issue          the issue (model.py); index Due while it has not ended (`due` = "issue")
    issue/<id>             content        what its mails show: gzip of JSON
    issue/<id>             shard/07       a shard whose readers are all on pages
    issue/<id>             page/07/0001   up to 50 readers; after their mails `figures` instead of them
    digest/<list>/<lang>   last           end of the last issue, and the articles that it has considered
    <reader>               mark/<id>      the mail of this reader: claimed, then its outcome (marks.py)

A page is stored before its message is queued, and never changes: a message may be queued and delivered any number of
times, and the pages of an issue are its queued readers.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from gazette.dynamodb.commit import Refused, return_stored, try_commit
from gazette.dynamodb.conditions import Condition, condition, if_absent, if_equal, if_present, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due
from gazette.dynamodb.writes import Write, assign, put, update
from gazette.encoding import compact_json, pack, unpack
from gazette.subscriptions.digest.model import PLANNED, SENDING, WAITING, Issue
from gazette.subscriptions.model import SHARDS
from gazette.subscriptions.repository import DUE_ISSUE, build_key
from gazette.times import timestamp

ISSUE, CONTENT, SHARD, PAGE, LAST = "issue", "content", "shard/", "page/", "last"
RETENTION = timedelta(days=30)
"""Content and pages are kept for this long, the issue itself for ever: an alert is sent once."""
CANCELLED_RETENTION = timedelta(days=1)
CHECK_INTERVAL = timedelta(minutes=1)

Item = dict[str, Any]
_STORED = {field.name for field in fields(Issue)} - {"id"}


class StoredPage(NamedTuple):
    """`last` is the id of the last of the `queued` readers. The page of the next readers begins behind it."""

    queued: int
    last: str
    is_new: bool


class IssueRepository:
    """Reads are consistent, apart from the index Due."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self.table = dynamodb, table

    def get(self, id: str) -> Issue | None:
        item = self._get(build_issue_key(id))
        return parse_issue(item) if item else None

    def load_content(self, id: str) -> dict[str, Any]:
        """What the mails of an issue show. KeyError if the issue has none."""
        return dict(json.loads(unpack((self._get(build_key(_partition(id), CONTENT)) or {})["packed"])))

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
            expires_at=int((at + CANCELLED_RETENTION).timestamp()),
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

    def list_running(self) -> list[str]:
        """Ids of all issues that have not ended, by the index Due."""
        due = query_due(self._dynamodb, self.table, "~", due=DUE_ISSUE)
        return [item["subscriber"].partition("/")[2] for item in due]

    # --- Pages ----------------------------------------------------------------------------------------------------

    def list_readers(self, list_id: str, lang: str, shard: int, after: str, limit: int) -> list[str]:
        """The next readers of a shard of a list, in the order of their ids. The index may lag behind the table."""
        request: dict[str, Any] = {
            "TableName": self.table,
            "IndexName": "Segments",
            "KeyConditionExpression": "#segment = :segment AND subscriber > :after",
            "ExpressionAttributeNames": {"#segment": "segment"},
            "ExpressionAttributeValues": serialize({":segment": f"{list_id}/{lang}/{shard:02d}", ":after": after}),
            "Limit": limit,
        }
        if not after:  # a key is never empty
            request["KeyConditionExpression"] = "#segment = :segment"
            del request["ExpressionAttributeValues"][":after"]
        return [item["subscriber"]["S"] for item in self._dynamodb.query(**request)["Items"]]

    def count_readers(self, list_id: str, lang: str) -> int:
        """The readers of a list in a language, paused ones included."""
        return sum(self._count_shard(f"{list_id}/{lang}/{shard:02d}") for shard in range(SHARDS))

    def put_page(self, id: str, page: str, readers: Sequence[str], at: datetime) -> StoredPage:
        """Store the readers of a page. Returns what is stored: a run that was cut off may have stored other readers."""
        item = {
            **build_key(_partition(id), PAGE + page),
            "readers": list(readers),
            "queued": len(readers),
            "last": readers[-1],
            "expires_at": _expire(at),
        }
        refused = self._try([put(self.table, item, if_absent("subscriber"), refusal=return_stored)])
        stored = refused[0].stored if refused else item
        return StoredPage(stored["queued"], stored["last"], is_new=not refused)

    def get_page(self, id: str, page: str) -> Item | None:
        return self._get(build_key(_partition(id), PAGE + page))

    def finish_page(self, id: str, page: str, figures: Mapping[str, int]) -> None:
        """Replace the readers of a page by the number of each outcome. A repetition changes nothing."""
        change, values = assign(figures=dict(figures), readers=None)
        key = build_key(_partition(id), PAGE + page)
        self._try([update(self.table, key, change, values, if_absent("figures") & if_present("queued"))])

    def put_shard(self, id: str, shard: int, at: datetime) -> None:
        """Store that all readers of a shard are on pages."""
        item = {**build_key(_partition(id), f"{SHARD}{shard:02d}"), "expires_at": _expire(at)}
        self._try([put(self.table, item)])

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
            TableName=self.table,
            KeyConditionExpression="subscriber = :issue AND begins_with(part, :prefix)",
            ExpressionAttributeValues=serialize({":issue": _partition(id), ":prefix": prefix}),
            ProjectionExpression="part, queued, figures",
            ConsistentRead=True,
        )
        return (deserialize(item) for page in pages for item in page["Items"])

    def _count_shard(self, segment: str) -> int:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self.table,
            IndexName="Segments",
            KeyConditionExpression="#segment = :segment",
            ExpressionAttributeNames={"#segment": "segment"},
            ExpressionAttributeValues=serialize({":segment": segment}),
            Select="COUNT",
        )
        return sum(page["Count"] for page in pages)

    # --- Writes ---------------------------------------------------------------------------------------------------

    def _begin(self, issue: Issue, content: Mapping[str, Any], at: datetime, allowed: Condition) -> list[Write]:
        due = {"due": DUE_ISSUE, "due_at": timestamp(at + CHECK_INTERVAL)}
        packed = pack(compact_json(content))
        item = {**build_key(_partition(issue.id), CONTENT), "packed": packed, "expires_at": _expire(at)}
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
    return build_key(_partition(id), ISSUE)


def parse_issue(item: Mapping[str, Any]) -> Issue:
    values = {name: value for name, value in item.items() if name in _STORED}
    return Issue(id=item["subscriber"].partition("/")[2], **values)


def _build_item(issue: Issue) -> Item:
    members = {name: getattr(issue, name) for name in _STORED}
    kept = {name: value for name, value in members.items() if value not in ("", None, False)}
    return {**build_issue_key(issue.id), **kept}


def _build_last_key(list_id: str, lang: str) -> Item:
    return build_key(f"digest/{list_id}/{lang}", LAST)


def _partition(id: str) -> str:
    return f"issue/{id}"


def _expire(at: datetime) -> int:
    return int((at + RETENTION).timestamp())
