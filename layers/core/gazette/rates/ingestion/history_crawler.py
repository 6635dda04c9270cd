"""Goes back through a bank's history.

A bank answers a request for a day with the sheet in force on that day, under the sheet's own date. The crawler then
requests the day before that date. So each sheet costs one call, also before a weekend or in years of weekly sheets.

The crawler does not trust a sheet that is much older than the requested day: it may be an outdated answer from a cache,
and all sheets between the two days would be skipped.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from gazette.rates.ingestion.day_result import DayResult

Note = dict[str, str]
"""`{first, last, outcome, reason}`: consecutive days that were skipped for one reason. With the outcome `doubtful`:
a stored sheet with faulty rows, or with too few of the currencies of the sheet before it."""

DAY = timedelta(1)
EMPTY_DAYS = 31
"""After so many consecutive days without a sheet, a bank's history has ended, if the bank still sends a later sheet."""
MAX_AGE = timedelta(7)
"""Greatest age of a trusted sheet on the requested day. Longer holidays cost some more calls."""
MAX_NOTES = 50
"""Notes that the state has. The crawler only counts the days of further notes."""


@dataclass(frozen=True)
class HistoryCrawler:
    """The state of a backfill. Each method returns a new state.

    `day` is the next day to request, `earliest` the date of the earliest sheet so far, `counts` are days by outcome.
    `missing` are the latest consecutive days without a sheet. They are a gap if the bank has an earlier sheet.
    `notes` are skipped and doubtful days, the latest first. `unnoted` is the number of days beyond `MAX_NOTES`.
    `silences` counts calls without an answer since the last sheet. `postponed` means that a first call for `day` got
    no sheet. `doubted` is `{day, dated}` of the consecutive days whose sheet was too old: the first of these days, and
    the sheet's date.
    """

    day: date
    earliest: date | None = None
    counts: dict[str, int] = field(default_factory=dict)
    missing: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()
    unnoted: int = 0
    silences: int = 0
    postponed: bool = False
    doubted: dict[str, str] | None = None

    @property
    def missing_days(self) -> int:
        """Number of consecutive days without a sheet."""
        return sum(map(_count_days, self.missing))

    def record(self, result: DayResult) -> HistoryCrawler:
        """The state after the bank's answer for `day`: a sheet, a rejected sheet, or no sheet.

        The first of consecutive days without a sheet is requested a second time.
        """
        if result.outcome == "failed" and not self.missing and not self.postponed:
            return replace(self, postponed=True)
        return replace(self, postponed=False)._move(result)

    def record_silence(self) -> HistoryCrawler:
        """The state after a call without any answer: the same day again, later."""
        return replace(self, silences=self.silences + 1)

    def has_passed(self, first: date) -> bool:
        """Whether the results of all days from `first` on are certain.

        Days without a sheet are certain after an earlier sheet (they are a gap) or after a month (the history begins
        later). A sheet that is too old is certain after a week of such answers.
        """
        return not self.missing and self.day < first - (MAX_AGE if self.doubted else timedelta(0))

    def skip_gap(self) -> HistoryCrawler:
        """The state with the days without a sheet counted and noted as skipped."""
        if not self.missing:
            return self
        counts = {**self.counts, "failed": self.counts.get("failed", 0) + self.missing_days}
        return replace(self, counts=counts, missing=())._add_notes(self.missing)

    def return_before_gap(self) -> HistoryCrawler:
        """The state before the first of the days without a sheet."""
        return replace(self, day=self.day + self.missing_days * DAY, missing=())

    def to_state(self) -> dict[str, Any]:
        """As a job stores it."""
        earliest = self.earliest.isoformat() if self.earliest else None
        lists = {"missing": list(self.missing), "notes": list(self.notes)}
        return {**asdict(self), "day": self.day.isoformat(), "earliest": earliest, **lists}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> HistoryCrawler:
        earliest = date.fromisoformat(state["earliest"]) if state["earliest"] else None
        names = ("counts", "unnoted", "silences", "postponed", "doubted")
        return cls(
            date.fromisoformat(state["day"]),
            earliest,
            missing=tuple(state["missing"]),
            notes=tuple(state["notes"]),
            **{name: state[name] for name in names if name in state},
        )

    def _move(self, result: DayResult) -> HistoryCrawler:
        if result.outcome == "failed":
            return replace(self, day=self.day - DAY, missing=_append_skipped_day(self.missing, result))
        crawler = self.skip_gap()
        counts = {**crawler.counts, result.outcome: crawler.counts.get(result.outcome, 0) + 1}
        crawler = replace(crawler, silences=0, counts=counts)
        if result.valid and result.dated:
            return crawler._add_notes(tuple(_list_doubts(result, result.dated)))._move_before(result.dated)
        return replace(crawler, day=self.day - DAY)._add_notes(_append_skipped_day((), result))

    def _move_before(self, dated: date) -> HistoryCrawler:
        """Moves to the day before a sheet or, if that sheet is too old to be trusted, only one day back.

        A newer sheet after an old one shows that the old one was an outdated answer. Then the crawler returns to the
        first day that got it. There a guard now rejects the old sheet.
        """
        if self.doubted and dated > date.fromisoformat(self.doubted["dated"]):
            return replace(self, day=date.fromisoformat(self.doubted["day"]), doubted=None)
        if self.day - dated > MAX_AGE:
            doubted = self.doubted or {"day": self.day.isoformat(), "dated": dated.isoformat()}
            return replace(self, day=self.day - DAY, doubted=doubted)
        return replace(self, day=dated - DAY, doubted=None, earliest=min(self.earliest or dated, dated))

    def _add_notes(self, notes: tuple[Note, ...]) -> HistoryCrawler:
        all_notes = self.notes
        for note in notes:
            all_notes = _append_note(all_notes, note)
        unnoted = self.unnoted + sum(map(_count_days, all_notes[MAX_NOTES:]))
        return replace(self, notes=all_notes[:MAX_NOTES], unnoted=unnoted)


def _list_doubts(result: DayResult, dated: date) -> Iterator[Note]:
    """Notes about the currencies that the next sheet lost, and about faulty rows of this one."""
    reasons = []
    if lost := result.lost_currencies:
        reasons.append((lost["date"], lost["reason"]))
    if result.left_out:
        first = next(iter(result.left_out.values()))
        reasons.append((dated.isoformat(), f"without {', '.join(result.left_out)}: {first}"))
    for day, reason in reasons:
        yield {"first": day, "last": day, "outcome": "doubtful", "reason": reason}


def _append_skipped_day(notes: tuple[Note, ...], skipped: DayResult) -> tuple[Note, ...]:
    day = skipped.requested_day.isoformat()
    return _append_note(notes, {"first": day, "last": day, "outcome": skipped.outcome, "reason": skipped.reason})


def _append_note(notes: tuple[Note, ...], note: Note) -> tuple[Note, ...]:
    """Adds a note, or extends the last note if that one begins on the next day and has the same reason."""
    if notes:
        last = notes[-1]
        same = (last["outcome"], last["reason"]) == (note["outcome"], note["reason"])
        if same and date.fromisoformat(last["first"]) - DAY == date.fromisoformat(note["last"]):
            return (*notes[:-1], {**last, "first": note["first"]})
    return (*notes, note)


def _count_days(note: Note) -> int:
    return (date.fromisoformat(note["last"]) - date.fromisoformat(note["first"])).days + 1
