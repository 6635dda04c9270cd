"""The pages of the archive: all stories of a language, those of a month, and those of a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gazette.errors import NotFound
from gazette.http.public import Request
from gazette.http.responses import HttpResponse
from gazette.pages.lists.days import Period, group_by_day, parse_period
from gazette.pages.lists.neighbours import Neighbours, build_months_request, is_ahead, list_months
from gazette.pages.lists.story_list import StoryList, StoryPage
from gazette.pages.site import Site
from gazette.urls import BEFORE, archive_path

CHOSEN_DAY = "from"
"""The parameter of the form in which readers choose a day."""


def show_archive(site: Site, request: Request, now: datetime) -> HttpResponse:
    """All stories, with the months in which there are some. A chosen day leads to its page."""
    lang, query = request.path["lang"], request.loose_query(BEFORE, CHOSEN_DAY)
    if chosen := parse_period(query.get(CHOSEN_DAY, "")):
        return site.redirect(request, archive_path(lang, chosen.path))
    stories = StoryList(lang, query.get(BEFORE, ""))
    requests = [build_months_request(site.listings, lang), *stories.build_requests(site.listings)]
    frame, (months, *replies) = site.reads.read(lang, requests, now, request.deadline)
    page = stories.read(replies, now)
    if page.is_outside:
        return site.redirect(request, archive_path(lang))
    return site.respond(
        request,
        "archive.html",
        lang,
        frame,
        months=list_months(months),
        **_build_values(site, request, page, None),
    )


def show_period(site: Site, request: Request, now: datetime) -> HttpResponse:
    """The stories of a day or a month of the site's time zone.

    Raises `NotFound` after today, and for a day before the first story.
    """
    lang, period = request.path["lang"], parse_period(request.path["day"])
    if period is None or is_ahead(period, now, site.zone):
        raise NotFound()
    stories = StoryList(lang, request.loose_query(BEFORE).get(BEFORE, ""), *period.limits(site.zone))
    neighbours = Neighbours(lang, period, site.zone)
    requests = [*neighbours.build_requests(site.listings), *stories.build_requests(site.listings)]
    frame, (earlier, later, *replies) = site.reads.read(lang, requests, now, request.deadline)
    page, around = stories.read(replies, now), neighbours.read([earlier, later])
    if page.is_outside:
        return site.redirect(request, archive_path(lang, period.path))
    # The list of months has those of UTC, and keeps a month after the withdrawal of its last story.
    if not page.cards and around[0] is None and not period.is_month:
        raise NotFound()
    return site.respond(
        request,
        "archive.html",
        lang,
        frame,
        around=around,
        **_build_values(site, request, page, period),
    )


def _build_values(site: Site, request: Request, page: StoryPage, period: Period | None) -> dict[str, Any]:
    return {
        "until": page.until,
        "period": period,
        "path": archive_path(request.path["lang"], period.path if period else ""),
        "page": page,
        "days": group_by_day(page.cards, site.zone),
        # Other languages may have nothing of that day.
        "paths": {other: archive_path(other) for other in site.languages},
    }
