"""Opens issues, and puts their readers onto pages.

An issue is opened by one transaction, so that two planners at once make one issue. Each shard of its readers is a job
of its own: they run at the same time, and each continues after its last complete page.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from gazette.aws.event_source_mapping import EventSourceMapping
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Unavailable
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.subscriptions.digest.model import (
    ALERT_DELAY,
    MAX_DELAY,
    PAGE_SIZE,
    PERIODS,
    PLANNED,
    SENDING,
    WAITING,
    Issue,
    build_alert_id,
    build_issue_id,
)
from gazette.subscriptions.digest.page_queue import PageName, PageQueue
from gazette.subscriptions.digest.pages import PageRepository
from gazette.subscriptions.digest.rates import RatesReader
from gazette.subscriptions.digest.repository import IssueRepository, Item
from gazette.subscriptions.digest.stories import Selection, StoryReader, Window
from gazette.subscriptions.model import list_shards
from gazette.times import parse_timestamp, timestamp

KIND = "digest.pages"
"""Kind of the jobs that make the pages of a shard."""
PAGES_IN_STEP = 10


@dataclass(frozen=True)
class Planner:
    """`zone` is the time zone of the site. `publish_jobs` starts jobs at once, which the scheduler would start too."""

    issues: IssueRepository
    pages: PageRepository
    stories: StoryReader
    rates: RatesReader
    jobs: JobRepository
    queue: PageQueue
    mapping: EventSourceMapping
    publish_jobs: Callable[[Sequence[str]], None]
    zone: str

    def plan(self, list_id: str, lang: str, planned_at: datetime, at: datetime) -> Issue:
        """Open the issue of a schedule, and return it as it is stored. A repetition returns the same issue.

        The issue is stored as planned first: if this run is cut off, `open` follows in a minute.
        """
        issue = Issue(build_issue_id(list_id, lang, planned_at, self.zone), PLANNED, timestamp(planned_at))
        self.issues.put_planned(issue, at)
        return self.open(self.issues.get(issue.id) or issue, at)

    def open(self, issue: Issue, at: datetime) -> Issue:
        """Open a planned issue, and the shards of one that is sent. Returns it as it is stored then.

        Raises `Unavailable` if another issue of its list was opened at the same time.
        """
        if issue.status == PLANNED:
            self._decide(issue, at)
            # Another planner may have been first, and the answer of our own write may be lost.
            issue = self.issues.get(issue.id) or issue
        if issue.status == PLANNED:
            raise Unavailable("another issue of this list was opened at the same time")
        if issue.status == SENDING and not issue.shards_opened:
            self.open_shards(issue.id, at)
        return issue

    def preview(self, list_id: str, lang: str, at: datetime) -> dict[str, Any]:
        """The content that an issue would have now. Nothing is stored."""
        issue = Issue(build_issue_id(list_id, lang, at, self.zone), SENDING, timestamp(at))
        window = self._find_window(self.issues.get_last(list_id, lang), list_id, at)
        return self._build_content(issue, window, self.stories.select(list_id, lang, window))

    def request_alert(self, article: Mapping[str, Any], at: datetime) -> bool:
        """Store an alert that an editor asked for. `article` is the detail of the event of its publication.

        Returns False if it was stored before, if a newer version took it back, and for an article that is announced to
        nobody.
        """
        published_at = parse_timestamp(article["published_at"])
        if article["silent"] or article["kind"] == "page" or at > published_at + MAX_DELAY:
            return False
        id, position = build_alert_id(article["lang"], article["id"]), f"{article['published_at']}#{article['id']}"
        issue = Issue(id, WAITING, timestamp(at + ALERT_DELAY), position=position, article_version=article["version"])
        return self.issues.request_alert(issue)

    def take_alert_back(self, article: Mapping[str, Any], at: datetime) -> None:
        """Cancel the alert of an article that was withdrawn, or whose editor wants none any more, if it still waits.
        `article` is the detail of the event."""
        id = build_alert_id(article["lang"], article["id"])
        self.issues.cancel_alert(id, at, article_version=article["version"])

    def begin_alert(self, issue: Issue, at: datetime) -> None:
        """Send an alert whose time has come, if readers still see its article."""
        if issue.stopped_at:
            self.issues.end(issue, "stopped", {}, at)
            return
        card = self.stories.find_card(issue.lang, issue.position, at)
        if card is None:
            self.issues.cancel_alert(issue.id, at, article_version=issue.article_version)
            return
        window = Window(parse_timestamp(card["published_at"]), at)
        selection = Selection([card], [issue.position], frozenset())
        content = self._build_content(issue, window, selection, with_rates=False)
        self.issues.begin_alert(replace(issue, status=SENDING, begun_at=timestamp(at)), content, at)
        self.open_shards(issue.id, at)

    def open_shards(self, id: str, at: datetime) -> None:
        """Open the jobs of all shards of an issue, and start them. Harmless if they exist."""
        self.mapping.enable()
        jobs = [build_shard_job(id, shard) for shard in list_shards()]
        for job in jobs:
            self.jobs.open(job, at)
        self.issues.note_shards(id)
        self.publish_jobs([job.id for job in jobs])

    def make_pages(self, job: Job, at: datetime) -> Job:
        """One step of the job of a shard: some pages, stored and queued; then the cursor moves.

        A step that was cut off is repeated: it finds the pages that it stored, and queues them again.
        """
        id, shard, after = job.parameters["issue"], int(job.parameters["shard"]), job.state.get("after", "")
        issue = self.issues.get(id)
        if issue is None or issue.status != SENDING or issue.find_reason_to_skip(at):
            return job.finish(job.state, "the issue has ended")
        pages, queued, complete = int(job.state.get("pages", 0)), job.done, False
        names: list[PageName] = []
        while len(names) < PAGES_IN_STEP and not complete:
            found = self.pages.list_readers(issue.list_id, issue.lang, shard, after, PAGE_SIZE)
            complete = len(found) < PAGE_SIZE
            if found:
                pages += 1
                name = PageName(id, f"{shard:02d}/{pages:04d}")
                stored = self.pages.put_page(id, name.page, found, at)
                complete = complete and stored.is_new
                names.append(name)
                queued, after = queued + stored.queued, stored.last
        self.queue.put(names)
        state = {"after": after, "pages": pages}
        if complete:
            self.pages.put_shard(id, shard, at)
            return replace(job, total=queued).finish(state, f"{pages} pages")
        return job.advance(state, queued)

    def _decide(self, issue: Issue, at: datetime) -> None:
        """Store the issue with its content, or that it is not sent: it is too late, or nothing is new."""
        if at > parse_timestamp(issue.planned_at) + MAX_DELAY:
            count_swallowed("digest-late", issue=issue.id)
            self.issues.put_decision(issue, "late", at)
            return
        last = self.issues.get_last(issue.list_id, issue.lang)
        window = self._find_window(last, issue.list_id, at)
        selection = self.stories.select(issue.list_id, issue.lang, window)
        if not selection.cards:
            self.issues.put_decision(issue, "empty", at)
            return
        begun = replace(issue, status=SENDING, begun_at=timestamp(at))
        content = self._build_content(begun, window, selection)
        self.issues.open(begun, content, at, seen=selection.considered, last=last)

    def _find_window(self, last: Item, list_id: str, at: datetime) -> Window:
        if last:
            return Window(parse_timestamp(last["until"]), at, frozenset(last["seen"]))
        return Window(at - PERIODS[list_id], at)

    def _build_content(
        self, issue: Issue, window: Window, selection: Selection, *, with_rates: bool = True
    ) -> dict[str, Any]:
        return {
            "issue": issue.id,
            "list": issue.list_id,
            "lang": issue.lang,
            "from": timestamp(window.since),
            "until": timestamp(window.until),
            "stories": self.stories.add_openings(selection.cards),
            "positions": list(selection.positions),
            "rates": self.rates.load(issue.list_id, window.until) if with_rates else None,
        }


def build_shard_job(issue: str, shard: int) -> Job:
    id = f"{KIND}/{issue}/{shard:02d}"
    return Job(id, concurrency_key=id, parameters={"issue": issue, "shard": shard}, unit="readers")
