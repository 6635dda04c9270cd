"""The reads of a page: its frame and its own items, at the same time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gazette.articles.public import article as public_article
from gazette.articles.public.cards import parse_cards
from gazette.articles.public.home import Home
from gazette.articles.public.lists import build_newest_request
from gazette.articles.public.planned_withdrawals import drop_ended, find_first_end
from gazette.aws.public.reader import CloseOnError, Reader, fetch, start_all
from gazette.errors import GazetteError
from gazette.pages.frame import READS as FRAME_READS
from gazette.pages.frame import Frame, Reply, Request, build_foot_request, build_frame, build_frame_requests
from gazette.settings import Settings

READS = FRAME_READS + 4
"""Concurrent requests of a page at most, each on its own reader."""
NOT_THERE = (404, 410)
"""Statuses of what readers do not find, or do not find any more."""
NEWEST = 10
"""Headlines of the column with the newest stories."""


class PageReads:
    """Reads of one site. Not safe between threads."""

    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self._settings, self._readers = settings, readers
        self._home = Home(settings, readers)

    def read(
        self, lang: str, requests: Sequence[Request], now: datetime, deadline: float | None = None
    ) -> tuple[Frame, list[Reply]]:
        """The frame, and the replies to a page's own requests."""
        every = [*build_frame_requests(self._settings, lang, now), *requests]
        replies = fetch(self._readers, every, deadline)
        return build_frame(replies[:FRAME_READS], lang, now), replies[FRAME_READS:]

    def read_front(
        self, lang: str, now: datetime, deadline: float | None = None, *, fewest_in_block: int
    ) -> tuple[Frame, dict[str, Any]]:
        """The frame, and the first screen with blocks as `Home.load` has it. Five requests and a BatchGetItem."""
        listings = self._settings.table("listings")
        own = self._home.build_requests(lang, now, with_blocks=True)
        replies = fetch(self._readers, [*own, build_foot_request(listings, lang)], deadline)
        first = self._home.compose(lang, replies[: len(own)], now, deadline, fewest_in_block=fewest_in_block)
        return Frame(first["rates"], replies[len(own) - 1], replies[-1], now), first

    def read_article(
        self, address: str, lang: str, now: datetime, deadline: float | None = None
    ) -> tuple[Frame, list[Reply], tuple[Reply, bool] | GazetteError]:
        """The frame, the reply for the newest stories, and the result of `load_view`, or its error for readers.

        A page about that error has the frame too.
        """
        requests = [*build_frame_requests(self._settings, lang, now), self.build_newest_request(lang)]
        found: tuple[Reply, bool] | GazetteError
        with CloseOnError(self._readers):
            calls = start_all(self._readers[1:], requests, deadline)
            try:
                found = public_article.load_view(
                    self._readers[0], self._settings.table("articles"), address, now, deadline
                )
            except GazetteError as error:
                if error.status not in NOT_THERE:
                    raise
                found = error
            replies = [call.result() for call in calls]
        return build_frame(replies[:FRAME_READS], lang, now), replies[FRAME_READS:], found

    def build_newest_request(self, lang: str) -> Request:
        """The Query of the newest stories of a language, for the column beside a page."""
        return "Query", build_newest_request(self._settings.table("listings"), lang, NEWEST)


class Newest:
    """The cards of the newest stories, without those whose planned withdrawal has passed, and the first such plan of
    the others (`until`, in seconds since 1970)."""

    __slots__ = ("cards", "until")

    def __init__(self, reply: Reply, now: datetime) -> None:
        shown = drop_ended(reply["Items"], now)
        self.cards = parse_cards(shown)
        self.until: float = find_first_end(shown) or float("inf")
