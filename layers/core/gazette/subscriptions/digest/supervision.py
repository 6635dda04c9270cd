"""Brings each issue to its end: begins alerts, opens shards, queues lost pages again, and stores the final figures.

The scheduler starts it each minute while an issue has not ended. It repairs what was cut off: a planner that was killed
before it opened the shards, a mapping that a deployment has disabled, a message that the queue has lost.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gazette.embedded_metrics import count_swallowed
from gazette.observability import describe_error, logger
from gazette.subscriptions.digest.marks import Marks, find_outcome
from gazette.subscriptions.digest.model import FAILED, SKIPPED, UNKNOWN, WAITING, Issue
from gazette.subscriptions.digest.page_queue import PageName
from gazette.subscriptions.digest.planning import Planner
from gazette.subscriptions.model import SHARDS
from gazette.times import parse_timestamp

GRACE = timedelta(minutes=30)
"""After the end of its time, an issue waits so long for the results of its last pages."""


@dataclass(frozen=True)
class Supervisor:
    dynamodb: Any
    planner: Planner

    def run(self, at: datetime) -> dict[str, str]:
        """Look at every issue that is due. Returns the status of each. An error of one does not stop the others."""
        statuses = {}
        for id in self.planner.issues.list_due(at):
            try:
                statuses[id] = self._look_at(id, at)
            except Exception as error:
                count_swallowed("digest-waits", issue=id, **describe_error(error))
                statuses[id] = "failed"
        if not self.planner.issues.list_running():
            self.planner.mapping.disable()
        return statuses

    def _look_at(self, id: str, at: datetime) -> str:
        issue = self.planner.issues.get(id)
        if issue is None or issue.ended_at:  # the index lags behind
            return "ended"
        if issue.status == WAITING:
            self.planner.begin_alert(issue, at)
            return "begun"
        if not issue.shards_opened:
            self.planner.open_shards(id, at)
        return self._bring_to_end(issue, at)

    def _bring_to_end(self, issue: Issue, at: datetime) -> str:
        """End the issue if every page has a result, else see to it that its pages are sent."""
        issues = self.planner.issues
        counted = issues.count_pages(issue.id)
        over = at >= issue.ends_at + GRACE
        if over and counted["waiting"]:
            self._close_pages(issue, counted["waiting"], at)
            counted = issues.count_pages(issue.id)
        planned = counted["shards"] == SHARDS or bool(issue.stopped_at) or over
        if planned and not counted["waiting"]:
            return self._end(issue, counted, at)
        issues.postpone(issue.id, at)
        self.planner.mapping.enable()
        if planned and not issue.is_held(at) and self.planner.queue.is_empty():
            self.requeue(issue.id, counted["waiting"])
        return "running"

    def requeue(self, id: str, pages: Sequence[str]) -> None:
        """Queue pages without a result again. Harmless: a mark lets each mail be sent once."""
        logger.warning("pages are queued again", extra={"issue": id, "pages": len(pages)})
        self.planner.queue.put([PageName(id, page) for page in pages])

    def _end(self, issue: Issue, counted: dict[str, Any], at: datetime) -> str:
        status, figures = "stopped" if issue.stopped_at else "sent", counted["figures"]
        if counted["shards"] < SHARDS and not issue.stopped_at:
            count_swallowed("digest-incomplete", issue=issue.id, count=SHARDS - counted["shards"])
        for outcome in (UNKNOWN, FAILED, f"{SKIPPED}late"):
            if figures[outcome]:
                count_swallowed("digest-not-sent", issue=issue.id, outcome=outcome, count=figures[outcome])
        self.planner.issues.end(issue, status, figures, at)
        seconds = int((at - parse_timestamp(issue.begun_at)).total_seconds())
        logger.info("issue ended", extra={"issue": issue.id, "status": status, "seconds": seconds, **figures})
        return status

    def _close_pages(self, issue: Issue, pages: Sequence[str], at: datetime) -> None:
        """Give pages a result that no sender has finished in time: the marks tell who got a mail."""
        marks = Marks(self.dynamodb, self.planner.issues.table, issue.id)
        for name in pages:
            page = self.planner.issues.get_page(issue.id, name) or {}
            found = marks.load(page.get("readers", ()))
            figures: Counter[str] = Counter()
            for reader in page.get("readers", ()):
                mark = found.get(reader)
                figures[(find_outcome(mark, at) or UNKNOWN) if mark else f"{SKIPPED}late"] += 1
            self.planner.issues.finish_page(issue.id, name, figures)
