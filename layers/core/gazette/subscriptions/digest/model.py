"""An issue of a mailing list: its id, its times, its status, and the figures of its report.

    alert requested ──▶ waiting ──┬──▶ sending ──┬──▶ sent
                                  └─▶ cancelled  └──▶ stopped
    schedule ──▶ planned ──▶ sending … or empty, or late

An issue exists once: `daily/en/2026-11-30`, `weekly/en/2026-11-28`, `breaking/en/<id of the article>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from gazette.times import parse_timestamp, timestamp

DAILY, WEEKLY, BREAKING = "daily", "weekly", "breaking"
PERIODS = {DAILY: timedelta(days=1), WEEKLY: timedelta(weeks=1)}
"""What the first issue of a list covers. Later issues cover the time since the issue before."""
MAX_STORIES = {DAILY: 12, WEEKLY: 7, BREAKING: 1}

MAX_DELAY = timedelta(hours=6)
"""An issue that was not opened this long after its time is not sent, and no alert is sent for an older article."""
MAX_DURATION = timedelta(hours=24)
"""An issue is sent for this long. Its other readers get nothing."""
ALERT_DELAY = timedelta(minutes=2)
"""Time in which an editor can withdraw an article before its alert is sent."""

PAGE_SIZE = 50
"""Readers of one message of the queue."""

Status = Literal["planned", "waiting", "sending", "sent", "stopped", "cancelled", "empty", "late"]

PLANNED: Final = "planned"
WAITING: Final = "waiting"
SENDING: Final = "sending"

SENT, UNKNOWN, FAILED = "sent", "unknown", "failed"
"""Outcomes for one reader: SES accepted the mail; no answer came, so that it may have been sent; SES refused it."""
SKIPPED = "skipped-"
"""Beginning of the outcomes without a mail. What follows is the reason, such as `left`."""


@dataclass(frozen=True)
class Issue:
    """`planned_at` is the time of the schedule, or the time at which an alert may begin. `held_until` is the time until
    which no mail is tried, because SES accepts none (`held_reason`). `totals` are the final figures.
    `position` is that of the card of an alert's article, `article_version` the version that asked for the alert or took
    it back.
    """

    id: str
    status: Status
    planned_at: str
    begun_at: str = ""
    ended_at: str = ""
    stopped_at: str = ""
    held_until: str = ""
    held_reason: str = ""
    shards_opened: bool = False
    position: str = ""
    article_version: int = 0
    totals: Mapping[str, int] | None = None

    @property
    def list_id(self) -> str:
        return self.id.split("/")[0]

    @property
    def lang(self) -> str:
        return self.id.split("/")[1]

    def find_reason_to_skip(self, at: datetime) -> str:
        """Why no further reader gets this issue; empty if they do."""
        if self.stopped_at:
            return "stopped"
        return "late" if at >= self.ends_at else ""

    @property
    def ends_at(self) -> datetime:
        """The moment after which no mail of this issue is sent."""
        return parse_timestamp(self.begun_at or self.planned_at) + MAX_DURATION

    def is_held(self, at: datetime) -> bool:
        return self.held_until > timestamp(at)

    def compute_hold(self, at: datetime) -> int:
        """The seconds until mails may be tried again."""
        return max(0, int((parse_timestamp(self.held_until) - at).total_seconds()) + 1)


def build_issue_id(list_id: str, lang: str, planned_at: datetime, zone: str) -> str:
    """The id of the issue of a schedule: the day of its time, in the time zone of the site."""
    return f"{list_id}/{lang}/{planned_at.astimezone(ZoneInfo(zone)).date().isoformat()}"


def build_alert_id(lang: str, article: str) -> str:
    return f"{BREAKING}/{lang}/{article}"


def sum_up(issue: Issue, pages: Mapping[str, Any]) -> dict[str, Any]:
    """The report of an issue from the sums of its pages (`IssueRepository.count_pages`), or from its final figures.

    queued = sent + unknown + failed + the sum of skipped + waiting. `waiting` are readers whose page has no result yet.
    """
    figures = dict(issue.totals or pages["figures"])
    skipped = {name.removeprefix(SKIPPED): count for name, count in figures.items() if name.startswith(SKIPPED)}
    known = {name: figures.get(name, 0) for name in ("queued", SENT, UNKNOWN, FAILED)}
    waiting = known["queued"] - sum(known[name] for name in (SENT, UNKNOWN, FAILED)) - sum(skipped.values())
    times = {name: getattr(issue, name) for name in ("planned_at", "begun_at", "ended_at", "stopped_at")}
    held = {"held_until": issue.held_until, "held_reason": issue.held_reason} if issue.held_until else {}
    return {
        "issue": issue.id,
        "status": issue.status,
        **{name: time for name, time in times.items() if time},
        **held,
        **known,
        "skipped": skipped,
        "waiting": waiting,
    }
