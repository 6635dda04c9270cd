"""The page of a section, a tag or an author: its stories, newest first."""

from __future__ import annotations

from datetime import datetime

from gazette.errors import NotFound
from gazette.http.public import Request
from gazette.http.responses import HttpResponse
from gazette.pages.lists.days import group_by_day
from gazette.pages.lists.story_list import StoryList
from gazette.pages.reads import Newest
from gazette.pages.site import Site
from gazette.taxonomy.public.terms import PublicTerms
from gazette.urls import BEFORE, list_page_path, term_path

FEATURED = 5
"""Stories with large pictures at the head of a section."""


def show_term(kind: str, site: Site, request: Request, now: datetime) -> HttpResponse:
    """The page of a term of a kind: `category`, `tag` or `author`."""
    lang, slug = request.path["lang"], request.path["slug"]
    terms = PublicTerms(site.reader, site.settings.table("taxonomy"), site.settings.default_language)
    stories = StoryList(f"{lang}/{kind}/{slug}", request.loose_query(BEFORE).get(BEFORE, ""))
    frame, (found, reply, *replies) = site.reads.read(
        lang,
        [
            terms.build_request(kind, slug),
            site.reads.build_newest_request(lang),
            *stories.build_requests(site.listings),
        ],
        now,
        request.deadline,
    )
    newest = Newest(reply, now)
    try:
        term = terms.read(kind, found, lang)
    except NotFound as error:
        return site.respond_with_error(error, lang, frame, newest, now)
    path = term_path(lang, kind, term.get("moved_to", slug))
    if "moved_to" in term:
        return site.redirect(request, list_page_path(path, stories.before_in_address))
    page = stories.read(replies, now)
    if page.is_outside:
        return site.redirect(request, path)
    featured = FEATURED if kind == "category" and page.before is None and len(page.cards) >= FEATURED else 0
    return site.respond(
        request,
        "term.html",
        lang,
        frame,
        until=min(page.until, newest.until),
        kind=kind,
        term=term,
        path=path,
        featured=page.cards[:featured],
        days=group_by_day(page.cards[featured:], site.zone),
        page=page,
        newest=newest.cards,
        paths={other: term_path(other, kind, slug) for other in site.languages},
    )
