"""Sends the mails of a page, each once: claims the mark of a reader, sends, and stores the outcome.

A page is repeated until each of its readers has an outcome. Then the page has a result, and its message is done.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from gazette.embedded_metrics import count_swallowed
from gazette.subscriptions.digest.mailing import Mail
from gazette.subscriptions.digest.marks import Marks, find_outcome
from gazette.subscriptions.digest.model import FAILED, SENDING, SENT, SKIPPED, UNKNOWN, Issue
from gazette.subscriptions.digest.page_queue import PageName
from gazette.subscriptions.digest.pages import PageRepository
from gazette.subscriptions.digest.readers import ReaderState, ReaderStates, drop_withdrawn
from gazette.subscriptions.digest.repository import IssueRepository
from gazette.subscriptions.digest.token_bucket import TokenBucket
from gazette.subscriptions.mail.ses import NotReady, QuotaReached, SendRejected, SendUnknown, Throttled
from gazette.subscriptions.model import Profile

HOLD = timedelta(minutes=15)
"""Pause of an issue while SES accepts no mail at all."""
THROTTLE_HOLD = timedelta(minutes=1)
"""Pause of an issue whose mail SES has throttled several times."""
THROTTLED_TRIES = 3
MAX_UNANSWERED = 5
"""Mails in a row without an answer of SES, after which the issue pauses."""
LONGEST_THROTTLE_PAUSE = 2.0
"""Seconds."""
CLAIMED_DELAY = 900
"""Seconds after which a page is tried again whose reader another sender has claimed: longer than its lease lasts."""


class Silence:
    """Counts mails in a row that SES has not answered. Each may be lost, so an issue must not go on like that."""

    def __init__(self) -> None:
        self._count, self._lock = 0, threading.Lock()

    def note_no_answer(self) -> bool:
        """Whether it is time to stop."""
        with self._lock:
            self._count += 1
            return self._count >= MAX_UNANSWERED

    def note_answer(self) -> None:
        with self._lock:
            self._count = 0


class Mailing(Protocol):
    """Builds and sends mails. `send` raises the errors of `mail/ses.py`, and returns the message id of SES."""

    def build(self, content: dict[str, Any], reader: str) -> Mail: ...

    def send(self, mail: Mail, to: str) -> str: ...


class NoOutcome(Exception):
    """A reader has no outcome yet; the page is to be tried again after `delay` seconds."""

    def __init__(self, delay: int) -> None:
        super().__init__(f"again after {delay} s")
        self.delay = delay


@dataclass(frozen=True)
class PageSender:
    """`workers` is the number of mails at the same time. `has_time` tells whether time is left for one more mail;
    `new_id` makes a ULID. `silence` and `contents` outlive an invocation."""

    issues: IssueRepository
    pages: PageRepository
    states: ReaderStates
    dynamodb: Any
    mailing: Mailing
    bucket: TokenBucket
    workers: int
    now: Callable[[], datetime]
    has_time: Callable[[], bool]
    new_id: Callable[[], str]
    silence: Silence = field(default_factory=Silence)
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send_page(self, name: PageName) -> int | None:
        """Send the mails of a page. Returns None if each of its readers has an outcome, else the seconds after which
        the page is to be tried again. Raises errors of DynamoDB; the mails of other readers are sent nevertheless.
        """
        issue, page = self.issues.get(name.issue), self.pages.get_page(name.issue, name.page)
        if issue is None or page is None or "figures" in page or issue.status != SENDING:
            return None
        if issue.is_held(self.now()) and not issue.find_reason_to_skip(self.now()):
            return issue.compute_hold(self.now())
        content = self._load_content(issue.id)
        with ThreadPoolExecutor(self.workers) as pool:
            results = list(pool.map(lambda reader: self._try_reader(issue, content, reader), page["readers"]))
        if errors := [result for result in results if isinstance(result, Exception) and type(result) is not NoOutcome]:
            raise errors[0]
        if delays := [result.delay for result in results if isinstance(result, NoOutcome)]:
            return max(delays)
        self.pages.finish_page(issue.id, name.page, Counter(str(outcome) for outcome in results))
        return None

    def _try_reader(self, issue: Issue, content: dict[str, Any], reader: str) -> str | Exception:
        """The outcome of a reader, or the error: the other readers of the page get their mails all the same."""
        try:
            return self._send_to(issue, content, reader)
        except Exception as error:  # no failure: `send_page` raises it at the end
            return error

    def _send_to(self, issue: Issue, content: dict[str, Any], reader: str) -> str:
        if not issue.find_reason_to_skip(self.now()):
            self.bucket.take()
        if not self.has_time():
            raise NoOutcome(0)
        for _ in range(THROTTLED_TRIES):
            state = self.states.load(issue, reader, content["positions"], self.now())
            if state.mark:
                return self._read_mark(state.mark)
            if reason := state.find_reason_to_skip(self.now()):
                return SKIPPED + reason
            if state.issue.is_held(self.now()):
                raise NoOutcome(state.issue.compute_hold(self.now()))
            if state.profile and (outcome := self._send_mail(state, state.profile, content)):
                return outcome
        raise self._hold(issue, "throttled", THROTTLE_HOLD)

    def _read_mark(self, mark: dict[str, Any]) -> str:
        outcome = find_outcome(mark, self.now())
        if outcome is None:
            raise NoOutcome(CLAIMED_DELAY)
        return outcome

    def _send_mail(self, state: ReaderState, profile: Profile, content: dict[str, Any]) -> str | None:
        """The outcome of the mail; None if it is to be tried again: another sender has claimed it, the reader has
        changed something, or SES is busy."""
        marks = Marks(self.dynamodb, self.issues.table, state.issue.id)
        claim, reader = self.new_id(), profile.subscriber
        mail = self.mailing.build(drop_withdrawn(content, state.positions), reader)
        if not marks.claim(profile, claim, self.now()):
            return None
        outcome, message_id = SENT, None
        try:
            message_id = self.mailing.send(mail, profile.email)
        except SendUnknown as error:  # no failure: the outcome is counted
            outcome = UNKNOWN
            if self.silence.note_no_answer():
                self._hold(state.issue, str(error))
        except SendRejected:  # no failure: the outcome is counted
            outcome = FAILED
        except QuotaReached as error:
            marks.release(reader, claim)
            raise self._hold(state.issue, str(error)) from None
        except Throttled:  # no failure: it is tried again
            marks.release(reader, claim)
            self.bucket.pause(random.uniform(1, LONGEST_THROTTLE_PAUSE))  # noqa: S311 (jitter)
            self.bucket.take()
            return None
        except NotReady as error:
            marks.release(reader, claim)
            raise self._hold(state.issue, str(error)) from None
        if outcome != UNKNOWN:
            self.silence.note_answer()
        marks.finish(reader, claim, outcome, message_id)
        return outcome

    def _hold(self, issue: Issue, reason: str, pause: timedelta = HOLD) -> NoOutcome:
        """Let nobody try a mail of the issue for some time. Returns the outcome of the present mail."""
        count_swallowed("digest-held", issue=issue.id, code=reason)
        self.issues.hold(issue.id, self.now() + pause, reason)
        return NoOutcome(int(pause.total_seconds()))

    def _load_content(self, id: str) -> dict[str, Any]:
        if id not in self.contents:
            self.contents.clear()
            self.contents[id] = self.issues.load_content(id)
        return self.contents[id]
