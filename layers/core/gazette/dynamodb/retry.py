"""Repeats what another writer, or a busy table, interrupted."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from gazette.errors import Unavailable

TRIES = 6
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.0
"""Seconds. The pause before the second try lasts up to twice the first value, each further one up to twice as long."""

Result = TypeVar("Result")


def retry(
    attempt: Callable[[], Result],
    *errors: type[Exception],
    tries: int = TRIES,
    sleep: Callable[[float], None] = time.sleep,
) -> Result:
    """Result of `attempt`, which is called again while it raises one of `errors`, with full jitter between the calls.

    Raises `Unavailable` after the last try. Every other error ends it at once.
    """
    for number in range(tries):
        if number:
            sleep(random.uniform(0, min(LONGEST_PAUSE, FIRST_PAUSE * 2**number)))  # noqa: S311 (jitter)
        try:
            return attempt()
        except errors:
            continue
    raise Unavailable()
