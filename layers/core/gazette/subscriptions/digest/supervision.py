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
from gazette.subscriptions.digest.model import FAILED, PLANNED, SKIPPED, UNKNOWN, WAITING, Issue
from gazette.subscriptions.digest.page_queue import PageName
from gazette.subscriptions.digest.planning import Planner
from gazette.subscriptions.model import list_shards
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
        self._follow_up()
        return statuses

    def _look_at(self, id: str, at: datetime) -> str:
        issue = self.planner.issues.get(id)
        if issue is None or issue.ended_at:
            return "ended"
        if issue.status == PLANNED:
            return self.planner.open(issue, at).status
        if issue.status == WAITING:
            self.planner.begin_alert(issue, at)
            return "begun"
        if not issue.shards_opened:
            self.planner.open_shards(id, at)
        return self._bring_to_end(issue, at)

    def _follow_up(self) -> None:
        """After the last issue, disable the mapping. An issue that has ended stays due until that is done: AWS needs
        some seconds for a change, and takes no other meanwhile."""
        issues = self.planner.issues
        due = [issue for id in issues.list_unretired() if (issue := issues.get(id))]
        ended = [issue.id for issue in due if issue.ended_at]
        if len(ended) < len(due) or (ended and self.planner.mapping.disable()):
            for id in ended:
                issues.retire(id)

    def _bring_to_end(self, issue: Issue, at: datetime) -> str:
        """End the issue if every page has a result, else see to it that its pages are sent.

        Counting the pages reads all of them, so it waits until the queue is empty, or the time of the issue is over.
        """
        pages, over = self.planner.pages, at >= issue.ends_at + GRACE
        if not over and not self.planner.queue.is_empty():
            return self._wait(issue, at)
        counted = pages.count_pages(issue.id)
        if over and counted["waiting"]:
            self._close_pages(issue, counted["waiting"], at)
            counted = pages.count_pages(issue.id)
        planned = counted["shards"] == len(list_shards()) or bool(issue.stopped_at) or over
        if planned and not counted["waiting"]:
            return self._end(issue, counted, at)
        if planned and not issue.is_held(at):
            self.requeue(issue.id, counted["waiting"])
        return self._wait(issue, at)

    def _wait(self, issue: Issue, at: datetime) -> str:
        self.planner.issues.postpone(issue.id, at)
        self.planner.mapping.enable()
        return "running"

    def requeue(self, id: str, pages: Sequence[str]) -> None:
        """Queue pages without a result again. Harmless: a mark lets each mail be sent once."""
        logger.warning("pages are queued again", extra={"issue": id, "pages": len(pages)})
        self.planner.queue.put([PageName(id, page) for page in pages])

    def _end(self, issue: Issue, counted: dict[str, Any], at: datetime) -> str:
        status, figures = "stopped" if issue.stopped_at else "sent", counted["figures"]
        missing = len(list_shards()) - counted["shards"]
        if missing and not issue.stopped_at:
            count_swallowed("digest-incomplete", issue=issue.id, count=missing)
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
            page = self.planner.pages.get_page(issue.id, name) or {}
            found = marks.load(page.get("readers", ()))
            figures: Counter[str] = Counter()
            for reader in page.get("readers", ()):
                mark = found.get(reader)
                figures[(find_outcome(mark, at) or UNKNOWN) if mark else f"{SKIPPED}late"] += 1
            self.planner.pages.finish_page(issue.id, name, figures)
