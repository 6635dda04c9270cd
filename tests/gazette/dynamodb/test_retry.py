"""Repeating what was interrupted."""

import pytest

from gazette.dynamodb.retry import LONGEST_PAUSE, TRIES, retry
from gazette.errors import Unavailable


class Interrupted(Exception):
    pass


def interrupted(times):
    """An attempt that is interrupted so many times before it succeeds; the numbers of its calls."""
    calls = []

    def attempt():
        calls.append(len(calls) + 1)
        if len(calls) <= times:
            raise Interrupted
        return "done"

    return attempt, calls


def test_what_succeeds_at_once_is_called_once_without_a_pause():
    attempt, calls = interrupted(0)
    pauses = []
    assert retry(attempt, Interrupted, sleep=pauses.append) == "done"
    assert (calls, pauses) == ([1], [])


def test_it_is_repeated_after_growing_pauses_until_it_succeeds():
    attempt, calls = interrupted(TRIES - 1)
    pauses = []
    assert retry(attempt, Interrupted, sleep=pauses.append) == "done"
    assert len(calls) == TRIES
    assert all(0 <= pause <= min(LONGEST_PAUSE, 0.05 * 2**number) for number, pause in enumerate(pauses, start=1))


def test_after_the_last_try_it_is_unavailable():
    attempt, calls = interrupted(100)
    with pytest.raises(Unavailable):
        retry(attempt, Interrupted, tries=3, sleep=lambda _: None)
    assert calls == [1, 2, 3]


def test_other_errors_end_it_at_once():
    attempt, calls = interrupted(1)
    with pytest.raises(Interrupted):
        retry(attempt, KeyError, sleep=lambda _: None)
    assert calls == [1]
