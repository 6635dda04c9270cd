"""Texts about a backfill job for people: its progress in one line, and its results."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gazette.jobs.model import Job

OUTCOMES = ("stored", "corrected", "unchanged", "rejected", "failed")
MAX_NAMED_CURRENCIES = 8
"""Currencies of a sheet that the summary names. It counts the others."""


def describe_progress(job: Job) -> str:
    """The next day, and the results of the days before it."""
    # The reason of a failed call begins with the path of the call.
    _, _, reason = job.reason.partition(": ") if job.reason.startswith("/") else ("", "", job.reason)
    waits = f"; waits until {job.due_at[11:]}: {reason}" if job.status == "waiting" and reason else ""
    return f"{job.parameters['source']} {job.state['day']}  {_format_counts(job)}{waits}"


def count_steps(job: Job) -> int:
    """Number of days that have a result."""
    return sum(job.state["counts"].values())


def summarize(job: Job) -> str:
    """Results by outcome, skipped days, and the rates that are held now."""
    parameters, state = job.parameters, job.state
    lines = [
        f"{parameters['source']}, {parameters['from']} to {parameters['to']}: {_format_counts(job)}",
        *([job.reason] if job.reason else []),
    ]
    lines += [f"{_format_note(note)}: {note['reason']}" for note in state["notes"]]
    lines += [f"skipped {state['unnoted']} days more"] if state["unnoted"] else []
    lines += [f"held {sheet['date']}: {_format_codes(sheet['currencies'])}" for sheet in state.get("held", [])]
    return "\n".join(lines)


def _format_counts(job: Job) -> str:
    """`1,204 stored, 3 unchanged`."""
    counts = job.state["counts"]
    return ", ".join(f"{counts[name]:,} {name}" for name in OUTCOMES if counts.get(name)) or "nothing yet"


def _format_codes(codes: list[str]) -> str:
    named, more = codes[:MAX_NAMED_CURRENCIES], len(codes[MAX_NAMED_CURRENCIES:])
    return f"{', '.join(named)} and {more} more" if more else ", ".join(named)


def _format_note(note: dict[str, str]) -> str:
    """`skipped 2021-02-17, failed`, or `doubtful 2021-02-17` for a stored sheet that lost currencies."""
    if note["outcome"] == "doubtful":
        return f"doubtful {_format_days(note)}"
    return f"skipped {_format_days(note)}, {note['outcome']}"


def _format_days(note: dict[str, str]) -> str:
    return note["first"] if note["first"] == note["last"] else f"{note['first']} to {note['last']}"
