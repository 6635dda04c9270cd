"""The sample events of the function."""

from datetime import UTC, date, datetime

import pytest

from cli.local.stack import ROOT
from functions.rates import handler as rates
from tests.support.events import sample_event
from tests.support.fake_cbu import document
from tests.test_sample_events import REFUSALS


@pytest.mark.parametrize("path", sorted((ROOT / "events/rates").iterdir()), ids=lambda path: path.name)
def test_every_sample_event_is_answered(path, publish, clock, context):
    clock(datetime(2026, 4, 5, 7, tzinfo=UTC))
    publish(document(date(2026, 4, 1)), document(date(2026, 4, 2)))
    answer = rates.handler(sample_event(f"rates/{path.name}"), context)
    assert answer["statusCode"] == REFUSALS.get(f"rates/{path.stem}", 200)
