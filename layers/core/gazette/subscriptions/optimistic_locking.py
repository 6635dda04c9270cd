"""Repeats a change of a profile that other writers change at the same time."""

from collections.abc import Callable
from typing import TypeVar

from gazette.dynamodb.retry import retry

TRIES = 3

Result = TypeVar("Result")


class ProfileChanged(Exception):
    """Another writer changed the subscriber's items after they were read; nothing was written."""


def retry_if_changed(change: Callable[[], Result]) -> Result:
    """Calls `change`, which reads and writes a profile, and returns its result.

    Repeats the call if it raises `ProfileChanged`. Raises `Unavailable` after the last attempt.
    """
    return retry(change, ProfileChanged, tries=TRIES)
