"""Counts what happened on some days, from the items of the Subscribers table."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from gazette.dynamodb.items import deserialize
from gazette.subscriptions.consent import CHANGED, DECLINED, REQUESTED, UNDONE, UNSUBSCRIBED
from gazette.subscriptions.consent import CONFIRMED as CONFIRMED_EVENT
from gazette.times import parse_timestamp

NAMES = ("requests", "mailed", "confirmed", "left", "bounced", "complained", "declined")
SIZE = "size"
NO_LIST = "-"
"""In place of a list: what is about none, such as the decline of a signup."""

ATTRIBUTES = ("part", "event", "at", "lists", "removed", "kind", "list", "state")
"""Attributes that are read."""

_EVENTS = {REQUESTED: "requests", CONFIRMED_EVENT: "confirmed", UNSUBSCRIBED: "left", DECLINED: "declined"}
_REPORTS = {"complaint": "complained", "hard-bounce": "bounced", "soft-bounce": "bounced"}


_DATED = ("consent", "feedback", "mark")
_MINUTE = len("2026-11-30T08:00")


@lru_cache(maxsize=100_000)
def _find_day(minute: str, zone: str) -> str:
    """The day of the site in which a minute of UTC is."""
    return parse_timestamp(f"{minute}:00Z").astimezone(ZoneInfo(zone)).date().isoformat()


@dataclass
class Counter:
    """Counts of `days` (texts such as `2026-11-30`, in the time zone of the site) by day, list and name of the figure,
    and the present size of each list. Both are mappings that JSON can hold."""

    days: frozenset[str]
    zone: str
    counts: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)

    def add(self, items: Iterable[Mapping[str, Any]]) -> None:
        """Count items as DynamoDB gives them. Only those of the days become Python values: most are of other days."""
        for item in items:
            kind, _, name = item["part"]["S"].partition("/")
            if kind == "list":
                self.sizes[name] = self.sizes.get(name, 0) + 1
            elif kind in _DATED and (day := _find_day(item["at"]["S"][:_MINUTE], self.zone)) in self.days:
                for list_id, figure, count in _read(kind, deserialize(item)):
                    figures = self.counts.setdefault(day, {}).setdefault(list_id, {})
                    figures[figure] = figures.get(figure, 0) + count

    def build_figures(self, day: str, *, is_last: bool) -> dict[str, dict[str, int]]:
        """The figures of a day by list. The last day has the sizes too: those of the days before are not known."""
        counted, sizes = self.counts.get(day, {}), self.sizes if is_last else {}
        return {
            list_id: {**counted.get(list_id, {}), **({SIZE: sizes[list_id]} if list_id in sizes else {})}
            for list_id in sorted({*counted, *sizes})
        }


def _read(kind: str, item: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """(list, figure, count) of what an item says."""
    if kind == "mark" and item["state"] == "sent":
        yield item["part"].split("/")[1], "mailed", 1
    elif kind == "feedback":
        yield item["list"], _REPORTS[item["kind"]], 1
    elif kind == "consent" and item["event"] in _EVENTS:
        for list_id in item.get("lists") or [NO_LIST]:
            yield list_id, _EVENTS[item["event"]], 1
    elif kind == "consent" and item["event"] == UNDONE:
        for list_id in item["lists"]:
            yield list_id, "left", -1
    elif kind == "consent" and item["event"] == CHANGED:
        for list_id in item.get("removed", ()):
            yield list_id, "left", 1
