"""The search page of a language: a form, and the stories that it finds."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from gazette.http.public import Request
from gazette.http.responses import HttpResponse
from gazette.pages.reads import Newest
from gazette.pages.search.form import PAGE, PARAMETERS, SearchForm
from gazette.pages.site import Site
from gazette.search.public.indexes import Indexes
from gazette.search.public.results import Results, find_results

MAX_TAGS = 8


def show_search(site: Site, indexes: Indexes, request: Request, now: datetime) -> HttpResponse:
    """Without a word to search for, only the form. Raises `SearchUnavailable`."""
    lang = request.path["lang"]
    form = SearchForm(request.loose_query(*PARAMETERS), lang, site.zone, now)
    wanted, results = form.request, None
    if wanted is not None:
        results = find_results(indexes, site.reader, site.listings, lang, wanted, now=now, deadline=request.deadline)
    frame, [reply] = site.reads.read(lang, [site.reads.build_newest_request(lang)], now, request.deadline)
    newest = Newest(reply, now)
    return site.respond(
        request,
        "search.html",
        lang,
        frame,
        until=min(newest.until, (results and results.until) or float("inf")),
        form=form,
        results=results,
        last=min(form.offset + PAGE, results.count) if results else 0,
        older=form.find_older(results.count) if results else None,
        newer=form.find_newer() if results and results.count else None,
        newest=newest.cards,
        tags=list_tags(results) if results else [],
        paths={other: form.find_translation(other) for other in site.languages},
    )


def list_tags(results: Results) -> list[dict[str, str]]:
    """The tags that most of the stories have: `[{slug, name}]`."""
    tags = [(tag["slug"], tag["name"]) for result in results.results for tag in result.values["tags"]]
    return [{"slug": slug, "name": name} for (slug, name), _ in Counter(tags).most_common(MAX_TAGS)]
