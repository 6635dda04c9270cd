"""Waiting for conditions instead of seconds."""

import time

LIMIT = 120.0
"""Seconds after which a wait fails. Only a failure waits so long, also on a slow machine."""


def eventually(condition, seconds: float = LIMIT):
    """Call `condition` until its result is true, and return that."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")
