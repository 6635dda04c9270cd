"""Delivers the mails that wait: the index Due of the Subscribers table, the longest waiting first."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gazette.embedded_metrics import count_swallowed
from gazette.observability import describe_error
from gazette.subscriptions.mail.delivery.outcomes import NOT_READY, THROTTLED
from gazette.subscriptions.repository import SubscriberRepository

FAILED = "failed"
"""Outcome of a request with an error of ours. It stays due."""
MAX_THROTTLED = 3
"""After so many mails that SES throttled, the others wait for the next minute."""
LONGEST_WAIT_SECONDS = 2.0


@dataclass(frozen=True)
class DueMails:
    """`deliver` delivers the mail of a subscriber and a part. `now` returns the present moment, `has_time` whether time
    is left for one more mail; `wait` sleeps for some seconds."""

    subscribers: SubscriberRepository
    deliver: Callable[[str, str, datetime], str]
    now: Callable[[], datetime]
    has_time: Callable[[], bool]
    wait: Callable[[float], None]

    def deliver_all(self, on_outcome: Callable[[str], None]) -> dict[str, int]:
        """Deliver until nothing is due, no time is left, or SES accepts no mail. Returns the number of each outcome.

        An error of one request does not stop the others. Runs at the same time send no mail twice.
        """
        outcomes: Counter[str] = Counter()
        for subscriber, part in self.subscribers.list_due_mails(self.now()):
            if not self.has_time():
                break
            outcome = self._deliver(subscriber, part)
            outcomes[outcome] += 1
            on_outcome(outcome)
            if outcome == NOT_READY or outcomes[THROTTLED] >= MAX_THROTTLED:
                break
            if outcome == THROTTLED:
                self.wait(random.uniform(1, LONGEST_WAIT_SECONDS))  # noqa: S311 (jitter)
        return dict(outcomes)

    def _deliver(self, subscriber: str, part: str) -> str:
        try:
            return self.deliver(subscriber, part, self.now())
        except Exception as error:
            count_swallowed("mail-waits", outcome=FAILED, **describe_error(error))
            return FAILED
