"""Answers about past days in the CDN, after a change of a past sheet."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from functions.admin import handler as admin
from gazette.aws.clients import client
from tests.support.cloudfront import list_invalidations
from tests.support.events import http_event
from tests.support.fake_cbu import document
from tests.support.swallowed import swallowed

DAY = date(2026, 4, 1)
NEXT_DAY = datetime(2026, 4, 2, 7, tzinfo=UTC)
PATHS = ["/v1/rates*", "/en/rates*", "/ru/rates*", "/uz/rates*", "/uz-Cyrl/rates*"]
RELEASE = {"held": False, "reason": "It is so."}


@pytest.fixture
def past(central_bank: Any, ingest: Any, distribution: str) -> str:
    """The sheet of yesterday, which was published on its eve, holds the manat. Returns the distribution."""
    central_bank.publish(document(DAY - timedelta(1), TMT="4037.68"), document(DAY, TMT="3469.17"))
    ingest("cbu", DAY - timedelta(1), at=NEXT_DAY - timedelta(2))
    ingest("cbu", DAY, at=NEXT_DAY - timedelta(2))
    return distribution


@contextmanager
def broken_cloudfront() -> Iterator[None]:
    def fail(**_: Any) -> None:
        raise EndpointConnectionError(endpoint_url="https://cloudfront.amazonaws.com")

    hooks = client("cloudfront", tries=1).meta.events
    hooks.register("before-call.cloudfront.CreateInvalidation", fail)
    yield
    hooks.unregister("before-call.cloudfront.CreateInvalidation", fail)


def release(context: Any) -> dict[str, Any]:
    params = {"source": "cbu", "date": DAY.isoformat(), "currency": "TMT"}
    route = "PUT /v1/editorial/rates/{source}/{date}/{currency}"
    return admin.handler(http_event(route, params=params, groups=["admin"], body=RELEASE), context)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gazette.times.now", lambda: NEXT_DAY)


def test_sheets_of_today_and_tomorrow_invalidate_nothing(past: str, central_bank: Any, ingest: Any) -> None:
    central_bank.publish(document(DAY + timedelta(1), TMT="3470.00"), document(DAY + timedelta(2), TMT="3470.00"))
    ingest("cbu", at=NEXT_DAY)
    assert list_invalidations(past) == []


def test_a_correction_of_a_past_day_invalidates_all_that_shows_it_once(
    past: str, central_bank: Any, ingest: Any
) -> None:
    central_bank.publish(document(DAY, TMT="4000.00"))
    for outcome in ("corrected", "unchanged"):
        assert ingest("cbu", DAY, at=NEXT_DAY)["results"][0]["outcome"] == outcome
    [batch] = list_invalidations(past)
    assert sorted(batch["Paths"]["Items"]) == sorted(PATHS)


def test_an_operators_release_of_a_past_day_invalidates(past: str, context: Any) -> None:
    for _ in range(2):
        assert release(context)["statusCode"] == 200
    assert len(list_invalidations(past)) == 1


def test_a_failed_invalidation_keeps_the_change_and_is_repeated_by_the_hourly_run(
    past: str, context: Any, ingest: Any, central_bank: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RATE_SOURCES", "cbu")
    central_bank.publish(document(DAY + timedelta(1), TMT="3470.00"))
    with broken_cloudfront():
        assert json.loads(release(context)["body"])["served"]["rate"] == "3469.17"
    assert list_invalidations(past) == []
    for _ in range(2):
        ingest("all", at=NEXT_DAY)
    assert len(list_invalidations(past)) == 1


def test_an_invalidation_stays_due_while_the_parameter_of_the_distribution_is_missing(
    past: str, context: Any, ingest: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("RATE_SOURCES", "cbu")
    with monkeypatch.context() as missing:
        missing.setenv("DISTRIBUTION_PARAMETER", "/gazette/not-there")
        assert release(context)["statusCode"] == 200
    assert swallowed(caplog) == [("invalidation-waits", 1)]
    ingest("all", at=NEXT_DAY)
    assert len(list_invalidations(past)) == 1
