"""Progress of a source: its first and last sheet, and the counter that puts its writes in an order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from gazette.dynamodb.conditions import Condition, if_absent, if_equal, if_version
from gazette.rates.store.sheets import StoredSheet


@dataclass(frozen=True)
class Progress:
    """`writes` counts all writes of the source. Every write is conditional on it.

    `first` and `last` are dates of sheets (empty before the first sheet), `seen_at` belongs to the last one.
    If `reevaluate_after` is not empty, the sheets after that date may have to be evaluated again. `invalidation_due` is
    true if a past sheet has changed and caches may have the former answers.
    """

    source: str
    writes: int = 0
    first: str = ""
    last: str = ""
    seen_at: str = ""
    reevaluate_after: str = ""
    invalidation_due: bool = False

    @classmethod
    def from_item(cls, source: str, item: dict[str, Any] | None) -> Progress:
        if item is None:
            return cls(source)
        return cls(
            source,
            item["writes"],
            item["first_date"],
            item["last_date"],
            item["seen_at"],
            item.get("reevaluate_after", ""),
            item.get("invalidation_due", False),
        )

    def record(self, stored: StoredSheet, reevaluate_after: str, *, today: date) -> Progress:
        """The progress with one more stored sheet. `today` is the bank's."""
        day = stored.date.isoformat()
        return Progress(
            self.source,
            self.writes + 1,
            min(self.first or day, day),
            max(self.last, day),
            stored.seen_at if day >= self.last else self.seen_at,
            reevaluate_after,
            self.invalidation_due or stored.date < today,
        )

    def count_write(self) -> Progress:
        """The progress after a write that changes nothing else of it."""
        return replace(self, writes=self.writes + 1)

    def move_reevaluation(self, reevaluate_after: str) -> Progress:
        return replace(self, reevaluate_after=reevaluate_after)

    def to_item(self, base: str) -> dict[str, Any]:
        return {
            "series": "source",
            "date": self.source,
            "base": base,
            "writes": self.writes,
            "first_date": self.first,
            "last_date": self.last,
            "seen_at": self.seen_at,
            "reevaluate_after": self.reevaluate_after or None,
            "invalidation_due": self.invalidation_due or None,
        }

    def is_unchanged(self) -> Condition:
        """Condition that nobody has written anything of this source since this progress was read."""
        pending = self.reevaluate_after
        same_mark = if_equal("reevaluate_after", pending) if pending else if_absent("reevaluate_after")
        return if_version(self.writes, "writes") & same_mark
