"""Events of backfills, and the jobs that they start."""

from datetime import date, timedelta

import pytest

from gazette.errors import Invalid
from gazette.rates.ingestion.input_events import StartBackfill
from tests.support.backfills import TODAY, WEEKDAYS


def test_the_same_range_is_the_same_job():
    def id(**event: object) -> str:
        return StartBackfill.model_validate({"source": "cbu", **event}).to_job(TODAY).id

    assert id(**{"from": "2021-01-19", "to": "2021-02-26"}) == "rates.backfill/cbu/2021-01-19/2021-02-26"
    assert id(**{"from": "2021-01-19"}) == "rates.backfill/cbu/2021-01-19/today"
    assert id(**{"from": "2021-01-19", "fewer": True}) == "rates.backfill/cbu/2021-01-19/today/fewer"


@pytest.mark.parametrize(
    ("first", "last", "problem"),
    [
        (TODAY, WEEKDAYS[0], "2021-03-01 is later than 2021-02-15"),
        (TODAY + timedelta(1), None, "2021-03-02 is later than 2021-03-01"),
        (date.min, None, "0001-01-01 is too early: no bank has sheets before 1990-01-01"),
        (TODAY, TODAY + timedelta(1), "2021-03-02 lies in the future: the bank's today is 2021-03-01"),
    ],
)
def test_an_impossible_range_is_refused(backfills, first, last, problem):
    with pytest.raises(Invalid, match=problem):
        backfills.open(first, last)
