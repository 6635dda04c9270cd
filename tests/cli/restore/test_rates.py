"""Restoring rates: a bank returns whole, or not at all."""

from datetime import date

import pytest

from cli.restore.rates import RateRule
from gazette.rates.sources import load_bank
from tests.support import fake_ecb
from tests.support.aws import STACK
from tests.support.fake_cbu import document
from tests.support.rate_table import RateTable


@pytest.fixture
def rate_table(dynamodb):
    table = RateTable(dynamodb, STACK.physical("RatesTable"))
    table.store(document(date(2025, 12, 17)))
    table.store(document(date(2025, 12, 18)))
    table.store(fake_ecb.daily(date(2025, 12, 17)), of=load_bank("ecb"))
    return table


def test_lost_banks_return_whole(rate_table, restore, save_restored, empty):
    restored, before = save_restored("Rates"), rate_table.scan()
    empty("Rates")
    assert restore("Rates", restored) == {"copied": len(before)}
    assert rate_table.scan() == before
    assert restore("Rates", restored) == {"of banks that the table has": len(before)}


def test_a_bank_that_has_stored_a_sheet_since_is_left_alone(rate_table, restore, save_restored, empty):
    restored, before = save_restored("Rates"), rate_table.scan()
    empty("Rates")
    rate_table.store(document(date(2025, 12, 19)))
    anew = rate_table.scan()
    restore("Rates", restored)
    after = rate_table.scan()
    assert {key: after[key] for key in anew} == anew
    returned = after.keys() - anew.keys()
    assert returned == {key for key in before if key[0].startswith("ecb") or key[1] == "ecb"}


def interrupt(rule):
    raise KeyboardInterrupt


def test_an_interrupted_copy_is_continued(rate_table, restore, save_restored, empty, monkeypatch):
    """The item that marks a bank as stored comes last."""
    restored, before = save_restored("Rates"), rate_table.scan()
    empty("Rates")
    with monkeypatch.context() as patch:
        patch.setattr(RateRule, "finish", interrupt)
        with pytest.raises(KeyboardInterrupt):
            restore("Rates", restored)
    assert len(rate_table.scan()) == len(before) - 2
    assert restore("Rates", restored) == {"there already": len(before) - 2, "copied": 2}
    assert rate_table.scan() == before
