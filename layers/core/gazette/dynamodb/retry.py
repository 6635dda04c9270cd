"""Repeats a function that failed because of another writer or a busy table."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from gazette.errors import Unavailable

TRIES = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds. The pause before try n + 1 is random between 0 and `FIRST_PAUSE` × 2ⁿ, and at most `LONGEST_PAUSE`."""

Result = TypeVar("Result")


def retry(
    attempt: Callable[[], Result],
    *errors: type[Exception],
    tries: int = TRIES,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Result of `attempt`, which is called again while it raises one of `errors`, with full jitter between the calls.

    Raises `Unavailable` after the last try. Other errors are raised at once.
    """
    last: Exception | None = None
    for number in range(tries):
        if number:
            sleep(random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**number)))  # noqa: S311 (jitter)
        try:
            return attempt()
        except errors as error:
            last = error
    raise Unavailable() from last
