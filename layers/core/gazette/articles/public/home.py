"""The first screen of the site in one response, from three concurrent reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from gazette.articles.public.lists import build_newest_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
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
        """`rates` (or None), the cards of `top`, `newest` and `rest` as JSON texts, and `until` (seconds since 1970).

        `newest` has `NEWEST` cards at most, `rest` as many of those that are not in `top`.

        `until` is the moment when the rates line changes, or when the first of the articles is withdrawn as planned. No
        cache may keep the first screen longer.
        """
        rates, front, newest = fetch(
            self._readers,
            [
                ("Query", headline.build_headline_query(self._rates, now)),
                ("Query", build_newest_request(self._listings, f"{lang}/front", PINS)),
                ("Query", build_newest_request(self._listings, lang, NEWEST + PINS)),
            ],
            deadline,
        )
        pins = sorted(drop_ended(front["Items"], now), key=lambda item: int(item["rank"]["N"]))
        shown = drop_ended(newest["Items"], now)
        pinned = {item["position"]["S"] for item in pins}
        return {
            "rates": headline.build_headline(rates, lang),
            "top": [item["card"]["S"] for item in pins],
            "newest": [item["card"]["S"] for item in shown[:NEWEST]],
            "rest": [item["card"]["S"] for item in shown if item["position"]["S"] not in pinned][:NEWEST],
            "until": min(headline.compute_expiry(now), find_first_end([*pins, *shown]) or float("inf")),
        }

    def render(self, lang: str, home: Mapping[str, Any]) -> str:
        """`{lang, rates, newest, channels}` as JSON, from the result of `load`."""
        rates, invitation = (compact_json(value) for value in (home["rates"], describe_channels(self._settings, lang)))
        return (
            f'{{"lang":{compact_json(lang)},"rates":{rates},'
            f'"newest":[{",".join(home["newest"])}],"channels":{invitation}}}'
        )
