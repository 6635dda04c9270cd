"""How a rate stands, as staff see it."""

from __future__ import annotations

from dataclasses import asdict

from gazette.rates.fragments import find_fragment
from gazette.rates.model import Rate
from gazette.rates.review.schemas import DecisionMade, PrintedRate, RateStanding, ServedRate
from gazette.rates.store.override import published_rate
from gazette.rates.store.sheets import StoredSheet
from gazette.rates.validation.overrides import Override


def rate_status(stored: StoredSheet, currency: str) -> RateStanding:
    """`CurrencyNotFound` where the sheet lacks it."""
    row, counting = published_rate(stored, currency), stored.decided(currency)
    return RateStanding(
        source=stored.source,
        date=stored.date.isoformat(),
        currency=currency,
        revision=stored.revision,
        served=ServedRate.model_validate_json(find_fragment(stored.view, currency) or ""),
        printed=_printed(row),
        decisions=[_made(made, counting) for made in stored.decisions if made.currency == currency],
    )


def _printed(row: Rate) -> PrintedRate:
    return PrintedRate(
        rate=f"{row.rate:f}",
        nominal=row.nominal,
        per_unit=f"{row.per_unit:f}",
        bank_change=None if row.bank_change is None else f"{row.bank_change:f}",
    )


def _made(decision: Override, counting: Override | None) -> DecisionMade:
    members = asdict(decision) | {"counts": decision is counting}
    return DecisionMade.model_validate({name: members[name] for name in DecisionMade.model_fields})
