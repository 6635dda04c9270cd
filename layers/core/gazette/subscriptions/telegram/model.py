"""The state of the post of an article, and the rules of its changes. Times are texts of gazette.times.

waiting ─ send ─▶ posted ─ edit ─▶ posted        refused: Telegram takes the text of this version in no form
   │         │      │ └── delete ─▶ deleted       given-up: Telegram could not be reached for a day
   │         │      └── too late ─▶ ended ─ edit ─▶ posted
   └ nothing to announce: forgotten  └─ no answer ─▶ unknown

A message with a photo cannot become one without: it is deleted, and the post is `waiting` again. A change or deletion
that is refused or given up leaves the state as it is. `failed_version` then keeps it from being tried again by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from gazette.times import parse_timestamp, timestamp

State = Literal["waiting", "posted", "ended", "deleted", "unknown", "refused", "given-up"]
UNSENT, SHOWN = ("waiting", "refused", "given-up"), ("posted", "ended")
"""States of a post that has no message in the channel, but may get one, and of one that has a message."""
Step = Literal["send", "edit", "delete", "forget", "warn", "note"]

LEASE = timedelta(seconds=120)
"""Time for the calls of one step. It is longer than the function that makes them may run."""
FIRST_PAUSE, SLOW_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1)
"""Pauses double with each try: from the first one if Telegram was not reached, from the second one if an operator has
to repair the channel."""
MAX_WAIT, MAX_REMOVAL_WAIT = timedelta(hours=24), timedelta(days=7)
"""After this time without success a step is given up. The second one is for a message that readers must not see."""
MAY_STAY = "the channel may have the post of an article that was withdrawn, or wants none"
"""Reason of an unknown post that a person has to look for."""
DELETABLE = timedelta(hours=48)
"""Telegram deletes younger messages only."""


@dataclass(frozen=True)
class Post:
    """The post of an article: at most one at a time. `ended` says in the channel that there is no article any more.

    `article_version` is the version of the article that the channel shows, and `failed_version` the one whose step was
    refused or given up (0: none). `chat_id` is that of the message `message_id`, so that it is found after the channel
    was renamed. `photo` is the address of the photo that the channel shows. `step` is what a worker does until
    `due_at`; without a step, `due_at` is when the next try may begin, and empty if there is nothing to do. `attempts`
    counts tries in vain since `waits_since`. `revision` counts writes.
    """

    article: str
    lang: str
    channel: str
    created_at: str
    state: State = "waiting"
    article_version: int = 0
    failed_version: int = 0
    chat_id: int = 0
    message_id: int = 0
    has_photo: bool = False
    photo: str = ""
    posted_at: str = ""
    step: str = ""
    due_at: str = ""
    attempts: int = 0
    waits_since: str = ""
    reason: str = ""
    changed_at: str = ""
    revision: int = 0

    def is_deferred(self, now: datetime) -> bool:
        """Whether a worker is at it, or its next try may not begin yet."""
        return self.due_at > timestamp(now)

    def is_deletable(self, now: datetime) -> bool:
        return now - parse_timestamp(self.posted_at) < DELETABLE

    def begin(self, step: Step, now: datetime) -> Post:
        """The post while a worker makes the calls of a step."""
        return replace(self, step=step, due_at=timestamp(now + LEASE))

    def finish(self, **changes: Any) -> Post:
        """The post after a step that ended well or for good."""
        changed = {"reason": "", "failed_version": 0, **changes}
        return replace(self, **changed, step="", due_at="", attempts=0, waits_since="")

    def retry(self, now: datetime) -> Post:
        """The post whose step is tried again at once, with the longest of a new one."""
        state = "waiting" if self.state in UNSENT else self.state
        return replace(self.finish(state=state, reason=self.reason), due_at=timestamp(now))

    def waits_longer_than(self, time: timedelta, now: datetime) -> bool:
        return bool(self.waits_since) and now - parse_timestamp(self.waits_since) > time

    def wait(self, until: datetime, reason: str, now: datetime, longest: timedelta = MAX_WAIT) -> Post | None:
        """The post whose step is repeated at a time. None if it has waited for too long."""
        since = self.waits_since or timestamp(now)
        if until - parse_timestamp(since) > longest:
            return None
        waiting = replace(self, step="", due_at=timestamp(until), waits_since=since, reason=reason)
        return replace(waiting, attempts=self.attempts + 1)

    def choose_pause(self, first: timedelta) -> timedelta:
        """A pause that grows with each try."""
        return min(first * float(2 ** min(self.attempts, 10)), LONGEST_PAUSE)


def choose_step(post: Post, *, version: int, wanted: bool) -> Step | None:
    """The next step towards the present version of the article; `wanted` says whether the channel should have a post.

    None if there is nothing to do: also after `deleted`, `unknown` and `given-up`, because an article has one post.
    """
    newer = version > max(post.article_version, post.failed_version)
    match post.state:
        case state if state in UNSENT and not wanted:
            return "forget"
        case "waiting":
            return "send"
        case "posted" if newer:
            return "edit" if wanted else "delete"
        case "ended" if wanted and newer:
            return "edit"
        case "refused" if newer:
            return "send"
        case "unknown" if newer and not wanted:
            return "warn"
        case "unknown" if wanted and post.reason == MAY_STAY:
            return "note"
    return None
