"""A stored sheet: what the bank published, the result of its evaluation, and the view that readers get."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from gazette.encoding import pack, unpack
from gazette.rates.bank import Bank
from gazette.rates.errors import currency_not_found
from gazette.rates.fragments import MISMATCH, find_fragment, render_view
from gazette.rates.iso4217 import NUMERIC, UNNUMBERED
from gazette.rates.keys import LONGEST_GAP
from gazette.rates.model import Rate, Sheet
from gazette.rates.store.evaluation_attributes import dump_evaluation, load_evaluation
from gazette.rates.validation.evaluated_sheet import EvaluatedRate, EvaluatedSheet
from gazette.rates.validation.evaluation import evaluate
from gazette.rates.validation.overrides import (
    Override,
    dump_overrides,
    find_effective_override,
    list_redenominated,
    load_overrides,
)

FORMAT = 1
"""Version of the format of views."""


@dataclass(frozen=True)
class StoredSheet:
    """One revision of a sheet, with all overrides of its rates, the oldest first.

    `revision` counts from 1. `raw` is the SHA-256 of the bank's answer, `seen_at` the time at which Gazette first got
    that answer. `previous` is the date of the sheet that this one was compared with.
    """

    source: str
    base: str
    evaluated: EvaluatedSheet
    view: str
    revision: int
    raw: str
    seen_at: str
    previous: date | None
    overrides: tuple[Override, ...] = ()

    @classmethod
    def new(cls, bank: Bank, sheet: Sheet, current: StoredSheet | None, *, raw: str, seen_at: str) -> StoredSheet:
        """A published sheet before its evaluation. `current` is the sheet that it corrects, if any."""
        revision, overrides = (current.revision + 1, current.overrides) if current else (1, ())
        return cls(bank.id, bank.base, EvaluatedSheet(sheet, {}), "", revision, raw, seen_at, None, overrides)

    @classmethod
    def from_item(cls, item: dict[str, Any]) -> StoredSheet:
        day = date.fromisoformat(item["date"])
        sheet = Sheet.from_content(day, unpack(item["published"]), item.get("left_out"))
        return cls(
            item["series"],
            item["base"],
            load_evaluation(sheet, item),
            unpack(item["view"]),
            item["revision"],
            item["raw"],
            item["seen_at"],
            date.fromisoformat(item["previous_date"]) if "previous_date" in item else None,
            load_overrides(item["overrides"]) if "overrides" in item else (),
        )

    def find_predecessor(self, before: StoredSheet | None) -> StoredSheet | None:
        """`before`, the sheet before this one, or None if it is too old to compare with."""
        return before if before and before.date >= self.date - LONGEST_GAP else None

    def evaluate(self, before: StoredSheet | None, bank: Bank) -> tuple[StoredSheet, list[EvaluatedRate]]:
        """This sheet, evaluated against the sheet before it, and the evaluated rates."""
        before = self.find_predecessor(before)
        evaluated, rates = evaluate(self.sheet, before.evaluated if before else None, bank, self.overrides)
        previous = before.date if before else None
        return replace(self, evaluated=evaluated, view=render_view(rates), previous=previous), rates

    def reevaluate(self, before: StoredSheet, bank: Bank) -> StoredSheet | None:
        """The sheet after a change of the sheet before it. None if that changes nothing here."""
        again, _ = self.evaluate(before, bank)
        return None if again._evaluation == self._evaluation else again

    def with_override(self, override: Override) -> StoredSheet:
        """The sheet with one more override. It has to be evaluated again."""
        return replace(self, overrides=(*self.overrides, override))

    def with_left_out(self, left_out: dict[str, str]) -> StoredSheet:
        """The sheet with other rows that are no rates. Its rates and its answers stay the same."""
        evaluated = copy(self.evaluated)
        evaluated.sheet = Sheet(self.date, self.sheet.rates.values(), left_out)
        return replace(self, evaluated=evaluated)

    def get_rate(self, currency: str) -> Rate:
        """The bank's published rate, 1 for the bank's own money.

        Raises `CurrencyNotFound` if the sheet lacks the currency.
        """
        if currency == self.base:
            return Rate(currency, numeric=NUMERIC.get(currency, UNNUMBERED), nominal="1", rate=Decimal(1))
        rate = self.sheet.rates.get(currency)
        if rate is None:
            raise currency_not_found(self.source, self.date, currency)
        return rate

    def find_override(self, currency: str) -> Override | None:
        """The override that applies to a currency of the sheet."""
        return find_effective_override(self.overrides, self.get_rate(currency))

    @property
    def redenominated(self) -> frozenset[str]:
        """The money that an operator has marked as redenominated between the sheet before and this one."""
        return list_redenominated(self.overrides)

    @property
    def sheet(self) -> Sheet:
        return self.evaluated.sheet

    @property
    def date(self) -> date:
        return self.evaluated.sheet.date

    @property
    def held(self) -> list[str]:
        """Currencies whose rates are held."""
        return sorted(self.evaluated.last_good)

    def list_mismatched(self, currencies: Iterable[str]) -> list[str]:
        """Those of these currencies whose rates do not fit the bank's own change."""
        return [currency for currency in currencies if MISMATCH in (find_fragment(self.view, currency) or "")]

    @property
    def _evaluation(self) -> tuple[object, ...]:
        """All that follows from the sheet before this one."""
        return self.view, self.previous, dump_evaluation(self.evaluated)

    def to_item(self, main: Iterable[str]) -> dict[str, Any]:
        """`main` are the bank's main currencies: their fragments are the only attribute that the headline reads."""
        fragments = [find_fragment(self.view, currency) or "null" for currency in main]
        return {
            "series": self.source,
            "date": self.date.isoformat(),
            "format": FORMAT,
            "base": self.base,
            "view": pack(self.view),
            "main": f"[{','.join(fragments)}]",
            "revision": self.revision,
            **self._build_publication(),
            "left_out": self.sheet.left_out or None,
            "previous_date": self.previous.isoformat() if self.previous else None,
            **dump_evaluation(self.evaluated),
            "overrides": dump_overrides(self.overrides) if self.overrides else None,
        }

    def to_revision_item(self) -> dict[str, Any]:
        """What the bank published. This item never changes."""
        return {
            "series": f"{self.source}/revision",
            "date": f"{self.date}#{self.revision:04}",
            **self._build_publication(),
        }

    def _build_publication(self) -> dict[str, Any]:
        return {
            "published": pack(self.sheet.content),
            "hash": self.sheet.hash,
            "raw": self.raw,
            "seen_at": self.seen_at,
        }
