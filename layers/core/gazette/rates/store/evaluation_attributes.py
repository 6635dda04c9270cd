"""The attributes of a sheet's item that the evaluation of the next sheet needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from gazette.rates.model import Sheet
from gazette.rates.validation.evaluated_sheet import EvaluatedSheet
from gazette.rates.validation.former_rate import FormerRate
from gazette.rates.validation.jump import Figure


def dump_evaluation(evaluated: EvaluatedSheet) -> dict[str, Any]:
    """`held`, `absent` and `changed_from`, each None if it is empty."""
    return {
        "held": {code: rate.to_text() for code, rate in sorted(evaluated.last_good.items())} or None,
        "absent": [former.to_text() for _, former in sorted(evaluated.absent.items())] or None,
        "changed_from": {code: f"{rate:f}" for code, rate in sorted(evaluated.changed_from.items())} or None,
    }


def load_evaluation(sheet: Sheet, item: dict[str, Any]) -> EvaluatedSheet:
    """The evaluated sheet from its item. Items of earlier versions have last good rates for one unit."""
    last_good = {code: Figure.from_text(rate) for code, rate in item.get("held", {}).items()}
    absent = {former.published.currency: former for former in map(FormerRate.from_text, item.get("absent", []))}
    changed_from = {code: Decimal(rate) for code, rate in item.get("changed_from", {}).items()}
    return EvaluatedSheet(sheet, last_good, absent, changed_from)
