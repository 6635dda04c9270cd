"""The first screen of the site in one response, from three concurrent reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from gazette.articles.public.lists import build_newest_request
from gazette.aws.public.reader import Reader, fetch
from gazette.encoding import compact_json
from gazette.rates.public import headline
from gazette.settings import Settings
from gazette.subscriptions.public.channels import describe_channels

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

READS = 3
"""Concurrent requests, each on its own reader."""
NEWEST = 20
"""Cards."""
PINS = 12
"""Pinned cards at most. As many of the newest cards are read in addition, because pinned cards are not repeated."""


class Home:
    """The first screen of a language: the rates line, the pinned cards by rank, and the newest cards without those.

    No route pins a card yet, so the API does not name pins; the site's page is ready for them.
    """

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._settings, self._readers = settings, readers
        self._listings, self._rates = settings.table("listings"), settings.table("rates")

    def load(self, lang: str, now: datetime, deadline: float | None = None) -> dict[str, Any]:
        """`rates` (or None), and the cards of `top` and `newest` as JSON texts."""
        rates, front, newest = fetch(
            self._readers,
            [
                ("Query", headline.build_headline_query(self._rates, now)),
                ("Query", build_newest_request(self._listings, f"{lang}/front", PINS)),
                ("Query", build_newest_request(self._listings, lang, NEWEST + PINS)),
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

    def valid_until(self, now: datetime) -> float:
        """Seconds since 1970 of the moment when the rates line changes. No cache may keep the first screen longer."""
        return headline.compute_expiry(now)

    def render(self, lang: str, now: datetime, deadline: float | None = None) -> str:
        """`{lang, rates, newest, channels}` as JSON."""
        home = self.load(lang, now, deadline)
        rates, invitation = (compact_json(value) for value in (home["rates"], describe_channels(self._settings, lang)))
        return (
            f'{{"lang":{compact_json(lang)},"rates":{rates},'
            f'"newest":[{",".join(home["newest"])}],"channels":{invitation}}}'
        )
