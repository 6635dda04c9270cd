"""All that a first screen needs, in one answer made of three reads at once. Lean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gazette.articles.public.lists import compact, newest_request
from gazette.aws.public.reader import Reader, fetch
from gazette.rates.public import headline
from gazette.settings import Settings
from gazette.subscriptions.public.channels import describe_channels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READS = 3
"""Requests at once, each on a reader of its own."""
NEWEST = 20
PINS = 12
"""Pinned cards that are read; so many more of the newest are, since none is shown twice."""


class Home:
    """The first screen of a language: its rates line, the pinned cards by rank, and the newest that are not pinned."""

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._settings, self._readers = settings, readers
        self._listings, self._rates = settings.table("listings"), settings.table("rates")

    def read(self, lang: str, now: datetime, deadline: float | None = None) -> dict[str, Any]:
        """`rates` (or None), and the cards of `top` and `newest`, as JSON texts."""
        rates, front, newest = fetch(
            self._readers,
            [
                ("Query", headline.headline_query(self._rates, now)),
                ("Query", newest_request(self._listings, f"{lang}/front", PINS)),
                ("Query", newest_request(self._listings, lang, NEWEST + PINS)),
            ],
            deadline,
        )
        pins = sorted(front["Items"], key=lambda item: int(item["rank"]["N"]))
        pinned = {item["position"]["S"] for item in pins}
        rest = [item for item in newest["Items"] if item["position"]["S"] not in pinned]
        return {
            "rates": headline.build_headline(rates, lang),
            "top": [item["card"]["S"] for item in pins],
            "newest": [item["card"]["S"] for item in rest[:NEWEST]],
        }

    def until(self, now: datetime) -> float:
        """Seconds since 1970 past which no first screen may be kept: its rates line changes then."""
        return headline.valid_until(now)

    def render(self, lang: str, now: datetime, deadline: float | None = None) -> str:
        """`{lang, breaking, rates, top, newest, channels}` as JSON."""
        home = self.read(lang, now, deadline)
        rates, invitation = (compact(value) for value in (home["rates"], describe_channels(self._settings, lang)))
        return (
            f'{{"lang":{compact(lang)},"breaking":null,"rates":{rates},"top":[{",".join(home["top"])}],'
            f'"newest":[{",".join(home["newest"])}],"channels":{invitation}}}'
        )
