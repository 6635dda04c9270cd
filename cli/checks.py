"""Checks of a deployment: findings, how they are printed, and the exit code that follows from them."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from cli.http_client import Reply, Site, SiteUnreachable, UnexpectedReply

Value = TypeVar("Value")

NOTICE_INTERVAL = 10.0
"""Seconds between two lines about a wait."""


class Status(StrEnum):
    OK = "ok"
    WARNING = "warning"
    """It works, and somebody should look at it."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """It cannot be told here. This is no success and no failure."""
    STAYS = "stays"
    """Not a result: the check left this behind."""


@dataclass(frozen=True)
class Finding:
    """One result of a check."""

    status: Status
    text: str


class CheckFailed(Exception):
    """Ends a check. The text is that of its last finding."""


def ok(text: str) -> Finding:
    return Finding(Status.OK, text)


def warning(text: str) -> Finding:
    return Finding(Status.WARNING, text)


def failed(text: str) -> Finding:
    return Finding(Status.FAILED, text)


def unknown(text: str) -> Finding:
    return Finding(Status.UNKNOWN, text)


def stays(text: str) -> Finding:
    return Finding(Status.STAYS, text)


Check = Callable[[], Iterable[Finding]]


def run_checks(checks: Iterable[tuple[str, Check]]) -> bool:
    """Run checks by their names. Prints a line for each finding and a summary. Returns whether none failed."""
    counts: Counter[Status] = Counter()
    for name, check in checks:
        # Closed also on Ctrl-C, so that a check undoes what it has done.
        with closing(_catch_errors(check)) as findings:
            for finding in findings:
                counts[finding.status] += 1
                print(f"{finding.status:8} {name}: {_to_one_line(finding.text)}", flush=True)
    results = [f"{counts[status]} {status}" for status in Status if counts[status] and status is not Status.STAYS]
    print(", ".join(results))
    return not counts[Status.FAILED]


def _catch_errors(check: Check) -> Generator[Finding]:
    """The findings of a check. What it could not ask AWS or the site is a failure too."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield from check()
    except (CheckFailed, SiteUnreachable, UnexpectedReply) as error:
        yield failed(str(error))
    except (BotoCoreError, ClientError) as error:
        yield failed(f"cannot be checked: {error}")


def get_document(site: Site, path: str, **headers: str) -> Reply:
    """The response to a GET, with status 200. Raises `CheckFailed` for another status."""
    reply = site.get(path, **headers)
    if reply.status != 200:
        raise CheckFailed(f"GET {path} → {reply.describe()}")
    return reply


def _to_one_line(text: str) -> str:
    return " ".join(text.split())


def wait_for(probe: Callable[[], Value | None], seconds: float, what: str, *, pause: float = 1.0) -> Value:
    """Call `probe` until it returns a value that is true, and return that.

    Prints a line to standard error every 10 seconds. Raises `CheckFailed` after `seconds`.
    """
    start = next_notice = time.monotonic()
    while True:
        value = probe()
        if value:
            return value
        waited = time.monotonic() - start
        if waited >= seconds:
            raise CheckFailed(f"{what} did not happen within {seconds:.0f} s")
        if time.monotonic() >= next_notice + NOTICE_INTERVAL:
            next_notice = time.monotonic()
            print(f"… waiting for {what}: {waited:.0f} of at most {seconds:.0f} s", file=sys.stderr, flush=True)
        time.sleep(pause)
