"""Walking back through a bank's history. Asked for a day, a bank answers with the sheet in force then, under that
sheet's own date; the day before that date is the next to ask for. So each sheet costs one call, weekends and the years
of weekly sheets none more.

Only a date that is very old is not believed: an answer that somebody kept too long would lead past all sheets between.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from gazette.rates.ingestion.run import Outcome

Note = dict[str, str]
"""Days in a row that were skipped for one reason: `{first, last, outcome, reason}`; or a day whose sheet is `doubtful`:
it has lost many currencies of the one before it, which came after it."""

DAY = timedelta(1)
NOTHING = 31
"""Days in a row without a sheet before which a bank's history is taken to begin, if it still answers for later ones."""
BELIEVED = timedelta(7)
"""From a day back to the date of the sheet in force then. Holidays that last longer cost some calls more."""
NOTES = 50
"""Notes that are kept; of the days of more only their number is."""


@dataclass(frozen=True)
class HistoryCrawler:
    """`day` is the next to ask for. `found` is the date of the earliest sheet so far. `counts` are days asked for by
    outcome. `missing` are the last days in a row for which there was no sheet: a gap once an earlier one is found.
    `notes` are the skipped and doubtful days, the latest first, `unnoted` how many found no room there. `silent` is how
    often the bank was not to be reached since its last sheet. `put_off` tells that `day` was asked for in vain already.
    `doubted` is `{day, dated}`: the first day in a row that was answered with a date too old to be believed, and that
    date."""

    day: date
    found: date | None = None
    counts: dict[str, int] = field(default_factory=dict)
    missing: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    unnoted: int = 0
    silent: int = 0
    put_off: bool = False
    doubted: dict[str, str] | None = None

    @property
    def nothing(self) -> int:
        """Days in a row without a sheet."""
        return sum(map(_days, self.missing))

    def after(self, outcome: Outcome) -> HistoryCrawler:
        """Once the bank has answered for `day`: with a sheet, with one that is refused, or with none. The first day of
        a row without is put off once."""
        if outcome.outcome == "failed" and not self.missing and not self.put_off:
            return replace(self, put_off=True)
        return replace(self, put_off=False)._on(outcome)

    def _on(self, outcome: Outcome) -> HistoryCrawler:
        if outcome.outcome == "failed":
            return replace(self, day=self.day - DAY, missing=_with(self.missing, outcome))
        passed = self.past_the_gap()
        counts = {**passed.counts, outcome.outcome: passed.counts.get(outcome.outcome, 0) + 1}
        if outcome.valid and outcome.dated:
            walk = replace(passed, silent=0, counts=counts)._doubting(outcome.thinned)
            return walk._from_sheet(outcome.dated)
        walk = replace(passed, day=self.day - DAY, silent=0, counts=counts)
        return walk._noting(_with((), outcome))

    def _doubting(self, thinned: dict[str, str]) -> HistoryCrawler:
        if not thinned:
            return self
        day, reason = thinned["date"], thinned["reason"]
        return self._noting(({"first": day, "last": day, "outcome": "doubtful", "reason": reason},))

    def _from_sheet(self, dated: date) -> HistoryCrawler:
        """One day back instead of before a sheet that is too old to be believed, and to where that began, once a sheet
        in between shows that it was indeed: by then the old one is refused there."""
        if self.doubted and dated > date.fromisoformat(self.doubted["dated"]):
            return replace(self, day=date.fromisoformat(self.doubted["day"]), doubted=None)
        if self.day - dated > BELIEVED:
            doubted = self.doubted or {"day": self.day.isoformat(), "dated": dated.isoformat()}
            return replace(self, day=self.day - DAY, doubted=doubted)
        return replace(self, day=dated - DAY, doubted=None, found=min(self.found or dated, dated))

    def over(self, first: date) -> bool:
        """Whether all days from the first of a range on are behind, and sure. Where the last ones had no sheet, an
        earlier sheet tells that they lack one, or a month without that a history begins. Where the first one was
        answered with a sheet that is too old, a week before it must say the same."""
        return not self.missing and self.day < first - (BELIEVED if self.doubted else timedelta(0))

    def past_the_gap(self) -> HistoryCrawler:
        """The days without a sheet were skipped."""
        if not self.missing:
            return self
        counts = {**self.counts, "failed": self.counts.get("failed", 0) + self.nothing}
        return replace(self, counts=counts, missing=())._noting(self.missing)

    def before_the_gap(self) -> HistoryCrawler:
        """As if the days without a sheet had not been asked for."""
        return replace(self, day=self.day + self.nothing * DAY, missing=())

    def unanswered(self) -> HistoryCrawler:
        """The bank was not to be reached: the same day again, later."""
        return replace(self, silent=self.silent + 1)

    def _noting(self, notes: tuple[Note, ...]) -> HistoryCrawler:
        every = self.notes
        for note in notes:
            every = _joined(every, note)
        return replace(self, notes=every[:NOTES], unnoted=self.unnoted + sum(map(_days, every[NOTES:])))

    def state(self) -> dict[str, Any]:
        """As a job keeps it."""
        found = self.found.isoformat() if self.found else None
        lists = {"missing": list(self.missing), "notes": list(self.notes)}
        return {**asdict(self), "day": self.day.isoformat(), "found": found, **lists}

    @classmethod
    def of(cls, state: dict[str, Any]) -> HistoryCrawler:
        found = date.fromisoformat(state["found"]) if state["found"] else None
        rest = {name: state[name] for name in ("counts", "unnoted", "silent", "put_off", "doubted") if name in state}
        return cls(
            date.fromisoformat(state["day"]),
            found,
            missing=tuple(state["missing"]),
            notes=tuple(state["notes"]),
            **rest,
        )


def _with(notes: tuple[Note, ...], skipped: Outcome) -> tuple[Note, ...]:
    day = skipped.asked.isoformat()
    return _joined(notes, {"first": day, "last": day, "outcome": skipped.outcome, "reason": skipped.reason})


def _joined(notes: tuple[Note, ...], note: Note) -> tuple[Note, ...]:
    """With a note more, or the last one longer, where the days go on and the reason is the same."""
    if notes:
        before = notes[-1]
        same = (before["outcome"], before["reason"]) == (note["outcome"], note["reason"])
        if same and date.fromisoformat(before["first"]) - DAY == date.fromisoformat(note["last"]):
            return (*notes[:-1], {**before, "first": note["first"]})
    return (*notes, note)


def _days(note: Note) -> int:
    return (date.fromisoformat(note["last"]) - date.fromisoformat(note["first"])).days + 1
