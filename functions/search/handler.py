"""Search over the published articles: results, suggestions for the box, and the page of the site."""

from __future__ import annotations

import os
import time

from gazette.articles.public.lists import CACHE
from gazette.aws.public.reader import Reader
from gazette.cursors import link_header
from gazette.encoding import compact_json
from gazette.errors import Invalid
from gazette.http.public import Request, dispatch, problem_response
from gazette.http.responses import computed_response
from gazette.pages.reads import READS
from gazette.pages.search.page import show_search
from gazette.pages.site import Site
from gazette.search.public.indexes import Indexes
from gazette.search.public.parameters import PARAMETERS, SearchPage
from gazette.search.public.query import check_query
from gazette.search.public.results import find_results
from gazette.search.public.suggestions import Suggestions
from gazette.settings import Settings
from gazette.times import now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.responses import HttpResponse

settings = Settings(os.environ)
site = Site(settings, [Reader(os.environ) for _ in range(READS)])
indexes = Indexes(settings)

ERROR_SECONDS = 3
"""Time for the reads of an error's page."""


def search(request: Request) -> HttpResponse:
    parameters, at = request.query(*PARAMETERS), now()
    lang = settings.language(parameters.get("lang"))
    page = SearchPage(parameters, lang, at)
    results = find_results(indexes, site.reader, site.listings, lang, page.request, now=at, deadline=request.deadline)
    cursor = page.encode_next(results.count)
    headers = link_header("/v1/search", parameters, cursor)
    return computed_response(request, results.render(cursor), cache=CACHE, until=results.until, headers=headers)


def suggest(request: Request) -> HttpResponse:
    parameters, at = request.query("q", "lang"), now()
    if "q" not in parameters:
        raise Invalid.at("?q", "This parameter is needed.")
    lang, text = settings.language(parameters.get("lang")), check_query(parameters["q"])
    suggestions = indexes.search(lang, request.deadline, lambda searcher: Suggestions(searcher, lang, text, at))
    items, until = suggestions.load(site.reader, site.listings, now=at, deadline=request.deadline)
    return computed_response(request, compact_json({"items": items}), cache=CACHE, until=until)


def show_page(request: Request) -> HttpResponse:
    return site.redirect_case(request) or show_search(site, indexes, request, now())


def show_error(error: Exception, event: dict[str, Any]) -> HttpResponse:
    if event["rawPath"].startswith("/v1/"):
        return problem_response(error, event)
    return site.show_error(error, event, now(), time.monotonic() + ERROR_SECONDS)


handler = dispatch(
    {
        "GET /v1/search": search,
        "GET /v1/search/suggest": suggest,
        "GET /{lang}/search": show_page,
    },
    show_error,
)
