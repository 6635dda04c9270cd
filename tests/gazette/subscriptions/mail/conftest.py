"""Plans the responses of SES; no test waits."""

from collections.abc import Iterator

import pytest

from functions.mailer import handler as mailer
from gazette.aws.clients import client
from tests.support.fake_ses import FakeSes, plan_failures


@pytest.fixture
def ses() -> Iterator[FakeSes]:
    with plan_failures(client("sesv2", read_seconds=5, tries=1)) as fake:
        yield fake


@pytest.fixture(autouse=True)
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that Mailer has waited between two mails; they do not pass."""
    seconds: list[float] = []
    monkeypatch.setattr(mailer, "sleep", seconds.append)
    return seconds
