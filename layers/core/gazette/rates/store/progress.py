"""How far a source has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from gazette.rates.keys import key
from gazette.rates.store.sheets import StoredSheet


@dataclass(frozen=True)
class Progress:
    """`writes` counts all that was ever stored of the source: the condition that puts its writes in a row.

    `first`, `last` are dates of sheets (empty before the first), `seen_at` is that of the last. `unsettled` is the
    date of a sheet after which others may have to be judged anew; mostly empty.
    """

    source: str
    writes: int = 0
    first: str = ""
    last: str = ""
    seen_at: str = ""
    unsettled: str = ""

    @classmethod
    def of(cls, source: str, item: dict[str, Any] | None) -> Progress:
        if item is None:
            return cls(source)
        return cls(
            source,
            int(item["writes"]["N"]),
            item["first_date"]["S"],
            item["last_date"]["S"],
            item["seen_at"]["S"],
            item.get("unsettled", {"S": ""})["S"],
        )

    def after(self, stored: StoredSheet, unsettled: str) -> Progress:
        """Once the sheet is written too."""
        day = stored.date.isoformat()
        return Progress(
            self.source,
            self.writes + 1,
            min(self.first or day, day),
            max(self.last, day),
            stored.seen_at if day >= self.last else self.seen_at,
            unsettled,
        )

    def settled_to(self, unsettled: str) -> Progress:
        return replace(self, unsettled=unsettled)

    def item(self, base: str) -> dict[str, Any]:
        item = {
            **key("source", self.source),
            "base": {"S": base},
            "writes": {"N": str(self.writes)},
            "first_date": {"S": self.first},
            "last_date": {"S": self.last},
            "seen_at": {"S": self.seen_at},
        }
        return {**item, "unsettled": {"S": self.unsettled}} if self.unsettled else item

    def unchanged(self) -> tuple[str, dict[str, Any]]:
        """Condition and its values: nobody has written anything of this source since it was read."""
        if not self.writes:
            return "attribute_not_exists(series)", {}
        values = {":writes": {"N": str(self.writes)}}
        if not self.unsettled:
            return "writes = :writes AND attribute_not_exists(unsettled)", values
        return "writes = :writes AND unsettled = :unsettled", {**values, ":unsettled": {"S": self.unsettled}}
