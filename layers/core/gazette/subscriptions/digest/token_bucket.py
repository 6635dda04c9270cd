"""Limits how often threads do something, with even pauses between."""

import threading
from collections.abc import Callable


class TokenBucket:
    """One token every `1 / rate` seconds, for any number of threads. Tokens are not saved up.

    `clock` returns seconds of a clock that never goes back, `sleep` waits for some seconds.
    """

    def __init__(self, rate: float, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._interval = 1 / rate
        self._clock, self._sleep = clock, sleep
        self._lock = threading.Lock()
        self._next = clock()

    def take(self) -> None:
        """Wait for a token."""
        with self._lock:
            now = self._clock()
            due = max(now, self._next)
            self._next = due + self._interval
        if due > now:
            self._sleep(due - now)

    def pause(self, seconds: float) -> None:
        """Give no token for some seconds."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)
