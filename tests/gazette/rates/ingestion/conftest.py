"""Backfills over the template's own tables."""

import pytest

from tests.support.backfills import Archive, Backfills, publish_calendar
from tests.support.crash_injection import CrashInjector


@pytest.fixture
def archive() -> Archive:
    return publish_calendar()


@pytest.fixture
def open_backfills(archive, stack, raw_bucket):
    """Backfills by the clients of a process, which may be killed."""
    tables = [stack.physical(name) for name in ("RatesTable", "JobsTable")]
    return lambda aws: Backfills(archive, aws, *tables, raw_bucket)


@pytest.fixture
def backfills(open_backfills) -> Backfills:
    return open_backfills(CrashInjector())
