"""Errors of search, which become problem documents."""

from gazette.errors import Unavailable

RETRY_SECONDS = 30


class SearchUnavailable(Unavailable):
    """There is no index of a language yet. An empty list would say that the site has no such article."""

    code, title = "search-unavailable", "The search is being prepared; try again"

    def __init__(self) -> None:
        super().__init__(retry_after=RETRY_SECONDS)
