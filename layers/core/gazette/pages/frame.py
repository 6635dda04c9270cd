"""What every page of the site shows around its content: the sections, the rates strip, and the site's own pages.

The sections are the categories with articles in the language, in the order of the front page's blocks.
"""

from datetime import datetime
from typing import Any

from gazette.articles.public.cards import parse_cards
from gazette.articles.public.category_blocks import build_blocks_request, list_blocks
from gazette.articles.public.pages import build_pages_request, sort_pages
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.pages.rates_strip import build_strip
from gazette.rates.public import headline
from gazette.settings import Settings

Reply = dict[str, Any]
Request = tuple[str, dict[str, Any]]

MOST_PAGES = 30
"""Pages of the site that are read for the foot: more would make each page slower and longer."""
READS = 3
"""Requests for the frame."""


def build_frame_requests(settings: Settings, lang: str, now: datetime) -> list[Request]:
    """The reads of the rates, the blocks and the pages, in this order."""
    listings = settings.table("listings")
    return [
        ("Query", headline.build_headline_query(settings.table("rates"), now)),
        build_blocks_request(listings, lang),
        build_foot_request(listings, lang),
    ]


def build_foot_request(listings: str, lang: str) -> Request:
    """The Query of the site's own pages."""
    return "Query", {**build_pages_request(listings, lang), "Limit": MOST_PAGES}


class Frame:
    """The frame of a page.

    `blocks` are the categories as the item of the blocks has them; `sections` (`[{slug, name}]`) those that have
    articles. `foot` are the cards of the site's own pages. `rates` is the strip, None without a sheet. No cache may
    keep the page after `until` (seconds since 1970).
    """

    __slots__ = ("blocks", "foot", "rates", "sections", "until")

    def __init__(self, rates: dict[str, Any] | None, blocks: Reply, pages: Reply, now: datetime) -> None:
        """`rates` is a headline; `blocks` and `pages` are replies."""
        self.blocks: list[dict[str, Any]] = list_blocks(blocks)
        self.sections = [{"slug": block["slug"], "name": block["name"]} for block in self.blocks if block["newest"]]
        shown = drop_ended(sort_pages(pages["Items"]), now)
        self.foot = parse_cards(shown)
        self.rates = build_strip(rates, now)
        self.until: float = min(headline.compute_expiry(now), find_first_end(shown) or float("inf"))


def build_frame(replies: list[Reply], lang: str, now: datetime) -> Frame:
    """The frame from the replies to `build_frame_requests`."""
    rates, blocks, pages = replies
    return Frame(headline.build_headline(rates, lang), blocks, pages, now)
