"""A sheet as it is kept: what the bank published, how that was judged, and the view that is served."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from gazette.encoding import pack, unpack
from gazette.rates.bank import Bank
from gazette.rates.fragments import find_fragment, render_view
from gazette.rates.keys import LONGEST_GAP, key
from gazette.rates.model import Sheet
from gazette.rates.validation import overrides as kept
from gazette.rates.validation.evaluation import EvaluatedRate, EvaluatedSheet, evaluate
from gazette.rates.validation.overrides import Override

FORMAT = 1
"""Counts changes in the form of views."""


@dataclass(frozen=True)
class StoredSheet:
    """`revision` counts from 1, `raw` is the SHA-256 of the answer that it came in, `seen_at` the time at which that
    was first seen, `previous` the date of the sheet that it was judged by, `decisions` all that were ever made about
    its rates, the oldest first."""

    source: str
    base: str
    judged: EvaluatedSheet
    view: str
    revision: int
    raw: str
    seen_at: str
    previous: date | None
    decisions: tuple[Override, ...] = ()

    @classmethod
    def new(cls, bank: Bank, sheet: Sheet, current: StoredSheet | None, *, raw: str, seen_at: str) -> StoredSheet:
        """A publication that was not judged yet, and corrects the current one of its day, if there is one."""
        revision, decisions = (current.revision + 1, current.decisions) if current else (1, ())
        return cls(bank.id, bank.base, EvaluatedSheet(sheet, {}), "", revision, raw, seen_at, None, decisions)

    @classmethod
    def of(cls, item: dict[str, Any]) -> StoredSheet:
        day = date.fromisoformat(item["date"]["S"])
        good = {code: Decimal(value["S"]) for code, value in item.get("held", {"M": {}})["M"].items()}
        return cls(
            item["series"]["S"],
            item["base"]["S"],
            EvaluatedSheet(Sheet.from_content(day, unpack(item["published"]["B"])), good),
            unpack(item["view"]["B"]),
            int(item["revision"]["N"]),
            item["raw"]["S"],
            item["seen_at"]["S"],
            date.fromisoformat(item["previous_date"]["S"]) if "previous_date" in item else None,
            kept.load_overrides(item["decisions"]["S"]) if "decisions" in item else (),
        )

    def predecessor(self, before: StoredSheet | None) -> StoredSheet | None:
        """The sheet before this one, unless it is too old."""
        return before if before and before.date >= self.date - LONGEST_GAP else None

    def after(self, before: StoredSheet | None, bank: Bank) -> tuple[StoredSheet, list[EvaluatedRate]]:
        """The same publication, judged by the sheet before it, where that is its predecessor."""
        before = self.predecessor(before)
        quotes = evaluate(self.sheet, before.judged if before else None, bank, self.decisions)
        judged, previous = EvaluatedSheet.by(self.sheet, quotes), before.date if before else None
        return replace(self, judged=judged, view=render_view(quotes), previous=previous), quotes

    def following(self, before: StoredSheet, bank: Bank) -> StoredSheet | None:
        """The sheet as it is now that the one before it has changed; None where that changes nothing in it."""
        anew, _ = self.after(before, bank)
        return None if (anew.view, anew.previous) == (self.view, self.previous) else anew

    def deciding(self, decision: Override) -> StoredSheet:
        """With one decision more; to be judged anew."""
        return replace(self, decisions=(*self.decisions, decision))

    def decided(self, currency: str) -> Override | None:
        """The decision that counts for a currency of the sheet."""
        return kept.effective_override(self.decisions, self.sheet.rates[currency])

    @property
    def sheet(self) -> Sheet:
        return self.judged.sheet

    @property
    def date(self) -> date:
        return self.judged.sheet.date

    @property
    def held(self) -> list[str]:
        return sorted(self.judged.good)

    def item(self, main: Iterable[str]) -> dict[str, Any]:
        """`main` of it (JSON, the header's currencies) is all that the line in the header reads."""
        header = [find_fragment(self.view, currency) or "null" for currency in main]
        item = {
            **key(self.source, self.date.isoformat()),
            "format": {"N": str(FORMAT)},
            "base": {"S": self.base},
            "view": {"B": pack(self.view)},
            "main": {"S": f"[{','.join(header)}]"},
            "revision": {"N": str(self.revision)},
            **self._publication(),
        }
        if self.previous is not None:
            item["previous_date"] = {"S": self.previous.isoformat()}
        if self.judged.good:
            item["held"] = {"M": {code: {"S": f"{good:f}"} for code, good in sorted(self.judged.good.items())}}
        if self.decisions:
            item["decisions"] = {"S": kept.dump_overrides(self.decisions)}
        return item

    def revision_item(self) -> dict[str, Any]:
        """What the bank published, never changed again."""
        return {**key(f"{self.source}/revision", f"{self.date}#{self.revision:04}"), **self._publication()}

    def _publication(self) -> dict[str, Any]:
        return {
            "published": {"B": pack(self.sheet.content)},
            "hash": {"S": self.sheet.hash},
            "raw": {"S": self.raw},
            "seen_at": {"S": self.seen_at},
        }
