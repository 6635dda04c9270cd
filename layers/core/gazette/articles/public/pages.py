"""The pages of a language (about, contact, imprint, privacy), for the foot of a site."""

from __future__ import annotations

import json
from datetime import datetime

from gazette.articles.public.lists import build_listing_request, render_page
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

PAGES = "pages"
"""The listing of the pages of a language is `<lang>/pages`."""


def load_pages(
    reader: Reader, table: str, lang: str, now: datetime, deadline: float | None = None
) -> tuple[str, float | None]:
    """The cards of the pages as JSON, by their `order`, and the first planned withdrawal among them.

    All of them: one Query for each megabyte. Pages without an order come last. Pages of one order are by their first
    publication, oldest first.
    """
    items = drop_ended(reader.query_items(build_pages_request(table, lang), deadline), now)
    return render_page([item["card"]["S"] for item in sort_pages(items)], None), find_first_end(items)


def build_pages_request(table: str, lang: str) -> Item:
    """The Query of the cards of the pages; more may follow after a megabyte."""
    return build_listing_request(table, f"{lang}/{PAGES}")


def sort_pages(items: list[Item]) -> list[Item]:
    return sorted(items, key=_get_place)


def _get_place(item: Item) -> tuple[bool, int, str]:
    order = json.loads(item["card"]["S"])["order"]
    return order is None, order or 0, item["position"]["S"]
