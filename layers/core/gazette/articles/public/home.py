"""The first screen of the site in one response, from three concurrent reads; with a block per category, from five."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from gazette.articles.public.category_blocks import build_blocks_request, choose_positions, load_blocks
from gazette.articles.public.lists import build_newest_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import Reader, fetch
from gazette.encoding import compact_json
from gazette.rates.public import headline
from gazette.settings import Settings
from gazette.subscriptions.public.channels import describe_channels
from gazette.times import parse_timestamp, timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NEWEST = 20
"""Cards."""
PINS = 10
"""Pinned cards at most. As many of the newest cards are read in addition, because pinned cards are not repeated."""
FRONT_ROWS = 40
"""Pinned cards and breaking news, of which some have ended: DynamoDB deletes these within two days."""

_NEVER = {"S": ""}


class Home:
    """The first screen of a language: breaking news, the rates line, the pinned cards by rank, the newest cards without
    those, and a block for each category if it is asked for."""

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._settings, self._readers = settings, readers
        self._listings, self._rates = settings.table("listings"), settings.table("rates")

    def load(
        self, lang: str, now: datetime, deadline: float | None = None, *, with_blocks: bool = False
    ) -> dict[str, Any]:
        """`rates` and `breaking` (or None), the cards of `top` and `newest` as JSON texts, `blocks`, and `until`
        (seconds since 1970).

        `newest` has `NEWEST` cards at most, without those in `top`. `blocks` is a list of `{slug, name, newest}`
        without the articles of the two, None unless asked for. `until` is the moment when the rates line changes, when
        breaking news end, or when the first of the articles is withdrawn as planned. No cache may keep the first
        screen longer.
        """
        replies = fetch(self._readers, self.build_requests(lang, now, with_blocks=with_blocks), deadline)
        return self.compose(lang, replies, now, deadline)

    def compose(
        self,
        lang: str,
        replies: Sequence[dict[str, Any]],
        now: datetime,
        deadline: float | None,
        *,
        fewest_in_block: int = 1,
    ) -> dict[str, Any]:
        """The result of `load` from the replies to `build_requests`. Blocks with fewer articles are left out."""
        rates, front, newest, *blocks = replies
        rows = drop_ended(front["Items"], now)
        pins = sorted((row for row in rows if "rank" in row), key=lambda row: int(row["rank"]["N"]))
        breaking = [row for row in rows if row.get("breaking_until", _NEVER)["S"] > timestamp(now)]
        shown = drop_ended(newest["Items"], now)
        pinned = _list_positions(pins)
        latest = [item for item in shown if item["position"]["S"] not in pinned][:NEWEST]
        above = pinned | _list_positions(latest)
        positions = choose_positions(blocks[0], above, fewest_in_block) if blocks else []
        below, in_blocks = load_blocks(self._readers[0], self._listings, lang, positions, now=now, deadline=deadline)
        return {
            "rates": headline.build_headline(rates, lang),
            "breaking": breaking[0]["card"]["S"] if breaking else None,
            "top": [item["card"]["S"] for item in pins],
            "newest": [item["card"]["S"] for item in latest],
            "blocks": below if blocks else None,
            "until": min(
                headline.compute_expiry(now),
                find_first_end([*rows, *shown, *in_blocks]) or float("inf"),
                *(parse_timestamp(row["breaking_until"]["S"]).timestamp() for row in breaking),
            ),
        }

    def build_requests(
        self, lang: str, now: datetime, *, with_blocks: bool = False
    ) -> list[tuple[str, dict[str, Any]]]:
        """The reads of the rates, the rows of the front page, the newest cards and, if asked for, the blocks."""
        requests = [
            ("Query", headline.build_headline_query(self._rates, now)),
            ("Query", build_newest_request(self._listings, f"{lang}/front", FRONT_ROWS)),
            ("Query", build_newest_request(self._listings, lang, NEWEST + PINS)),
        ]
        return [*requests, build_blocks_request(self._listings, lang)] if with_blocks else requests

    def render(self, lang: str, home: Mapping[str, Any]) -> str:
        """`{lang, breaking, rates, top, newest, blocks?, channels}` as JSON, from the result of `load`."""
        rates, invitation = (compact_json(value) for value in (home["rates"], describe_channels(self._settings, lang)))
        blocks = "" if home["blocks"] is None else f'"blocks":[{",".join(map(_render_block, home["blocks"]))}],'
        return (
            f'{{"lang":{compact_json(lang)},"breaking":{home["breaking"] or "null"},"rates":{rates},'
            f'"top":[{",".join(home["top"])}],"newest":[{",".join(home["newest"])}],{blocks}"channels":{invitation}}}'
        )


def _list_positions(items: Iterable[Mapping[str, Any]]) -> set[str]:
    return {item["position"]["S"] for item in items}


def _render_block(block: Mapping[str, Any]) -> str:
    slug, name = compact_json(block["slug"]), compact_json(block["name"])
    return f'{{"slug":{slug},"name":{name},"newest":[{",".join(block["newest"])}]}}'
