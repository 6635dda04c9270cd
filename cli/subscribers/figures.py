"""Figures of the mailing lists as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

COLUMNS = ("requests", "confirmed", "rate", "left", "declined", "mailed", "bounced", "complained", "size")
OVERDUE = timedelta(hours=26)


def describe_figures(items: Sequence[Mapping[str, Any]], at: datetime) -> str:
    """A line for each day and list, the newest day first, and when the last pass was. `items` are the newest first."""
    if not items:
        return "nothing is counted yet; the first figures come tonight"
    head = f"{'day':10}  {'list':9}" + "".join(f"{name:>11}" for name in COLUMNS)
    counted_at = items[0]["counted_at"]
    late = at > datetime.fromisoformat(counted_at) + OVERDUE
    last = f"counted last at {counted_at}" + ("; a pass is overdue: see `gazette jobs list`" if late else "")
    return "\n".join([head, *(line for item in items for line in _list_lines(item)), last])


def _list_lines(item: Mapping[str, Any]) -> Iterator[str]:
    for list_id, figures in sorted(item["lists"].items()) or [("-", {})]:
        cells = "".join(f"{_describe(figures, name):>11}" for name in COLUMNS)
        yield f"{item['part']:10}  {list_id:9}{cells}"


def _describe(figures: Mapping[str, int], name: str) -> str:
    """A size that was not counted, and the rate of a day without a request, are empty."""
    if name == "rate":
        requests = figures.get("requests", 0)
        return f"{100 * figures.get('confirmed', 0) / requests:.0f} %" if requests else ""
    return f"{figures[name]:,}" if name in figures else "" if name == "size" else "0"
