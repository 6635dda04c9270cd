"""Threads that poll event sources: often after activity, seldom otherwise."""

import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable

BUSY_INTERVAL, IDLE_INTERVAL = 0.2, 3.0
"""Seconds between two polls: after activity, and otherwise. Each poll leaves some data in moto's memory."""

BUSY_PERIOD = 2.0
"""Seconds. The emulator shows a change in its stream shortly after the write."""


class Poller:
    """Calls `poll` until it is stopped. `poll` returns whether there was work."""

    def __init__(self, name: str, poll: Callable[[], bool]) -> None:
        self._poll = poll
        self._due, self._stopped = threading.Event(), threading.Event()
        self._busy_until = 0.0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Poll now."""
        self._busy_until = time.monotonic() + BUSY_PERIOD
        self._due.set()

    def stop(self) -> None:
        self._stopped.set()
        self._due.set()

    def join(self, seconds: float) -> None:
        """Wait for the end of the last poll, at most some seconds."""
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._due.clear()
            try:
                had_work = self._poll()
            except Exception:
                had_work = False
                if not self._stopped.is_set():
                    print(f"{self._thread.name}: {traceback.format_exc()}", file=sys.stderr)
            if had_work:
                self._busy_until = time.monotonic() + BUSY_PERIOD
            busy = time.monotonic() < self._busy_until
            self._due.wait(BUSY_INTERVAL if busy else IDLE_INTERVAL)


class Pollers:
    """Pollers that start, wake and stop together."""

    def __init__(self, pollers: Iterable[Poller]) -> None:
        self._pollers = tuple(pollers)

    def start(self) -> None:
        for poller in self._pollers:
            poller.start()

    def wake(self) -> None:
        for poller in self._pollers:
            poller.wake()

    def stop(self) -> None:
        for poller in self._pollers:
            poller.stop()
        for poller in self._pollers:
            poller.join(2)
