"""The site of readers: what its pages share. A page is a function `show_…(site, request, now)` in a module of its own.

All pages answer what a browser expects: HTML, also for errors, and parameters that mail programs append are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from gazette.articles.public.redirects import find_redirect
from gazette.aws.public.reader import Reader
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Failed, GazetteError, NotFound, problem_headers
from gazette.http.header_values import build_location
from gazette.http.public import Request
from gazette.http.responses import HttpResponse, computed_response, redirect, text_response
from gazette.pages.frame import Frame
from gazette.pages.reads import NOT_THERE, Newest, PageReads
from gazette.pages.response_headers import HTML, SECURITY, build_security_headers
from gazette.pages.templates import Pages
from gazette.settings import Settings
from gazette.urls import find_language, site_url

CACHE = (30, 60)
"""(max-age, s-maxage) in seconds."""
ERROR_SECONDS = 10
"""Time for which caches keep a page about what is not there."""
ERROR_WORDS = {404: "not_found", 410: "gone", 503: "unavailable"}
"""Key of the words for an error, by status. Other statuses have the key `failed`."""


class Site:
    def __init__(self, settings: Settings, readers: Sequence[Reader]) -> None:
        self.settings, self.readers, self.reader = settings, readers, readers[0]
        self.reads, self.pages = PageReads(settings, readers), Pages(settings)
        self.languages, self.zone = settings.languages, ZoneInfo(settings.timezone)
        self.listings = settings.table("listings")

    def get_address(self, request: Request) -> str:
        """The base address of the site. Raises as `site_url` does."""
        return site_url(self.settings, request.deadline)

    def respond(
        self,
        request: Request,
        template: str,
        lang: str,
        frame: Frame,
        *,
        until: float = float("inf"),
        frame_sources: Sequence[str] = (),
        **values: Any,
    ) -> HttpResponse:
        """A page that caches may keep, not longer than `until` and than its frame; it may frame `frame_sources`."""
        html = self.pages.render(template, lang, frame=frame, site_url=self.get_address(request), **values)
        return computed_response(
            request,
            html,
            cache=CACHE,
            until=min(until, frame.until),
            content_type=HTML,
            headers=build_security_headers(frame_sources),
        )

    def redirect(self, request: Request, location: str, until: float | None = None) -> HttpResponse:
        return redirect(request, location, "", content_type=HTML, until=until)

    def redirect_with_query(self, request: Request, path: str) -> HttpResponse:
        """Redirect to another path (percent-decoded) with the query of the request."""
        return self.redirect(request, build_location(path, request.event.get("rawQueryString", "")))

    def redirect_case(self, request: Request) -> HttpResponse | None:
        """Redirect to the same page if somebody typed its language or slug in other letter cases than the site has.

        Raises `NotFound` for a language that the site does not have.
        """
        own = dict(request.path)
        if "lang" in own:
            lang = find_language(own["lang"], self.languages)
            if lang is None:
                raise NotFound()
            own["lang"] = lang
        if "slug" in own:
            own["slug"] = own["slug"].lower()
        if own == request.path:
            return None
        return self.redirect_with_query(request, request.event["routeKey"].partition(" ")[2].format_map(own))

    def redirect_old_path(self, request: Request) -> HttpResponse | None:
        """Redirect from a path of the former site to its article, None without a redirect. The query is left out."""
        articles, path = self.settings.table("articles"), request.event["rawPath"]
        location = find_redirect(self.reader, articles, path, request.deadline)
        return self.redirect(request, location) if location else None

    def show_error(self, error: Exception, event: Mapping[str, Any], now: datetime, deadline: float) -> HttpResponse:
        """The page of an error, in the language of the request's path if the site has that language.

        A page about what is not there offers the newest stories, if they can be read. Not in place of a file: programs
        that look for weak places ask for many, and nobody sees the page.
        """
        problem = error if isinstance(error, GazetteError) else Failed()
        lang = (event.get("pathParameters") or {}).get("lang", "")
        lang = lang if lang in self.languages else self.settings.default_language
        frame, newest = None, None
        if problem.status in NOT_THERE and "." not in event["rawPath"].rpartition("/")[2]:
            try:
                frame, [reply] = self.reads.read(lang, [self.reads.build_newest_request(lang)], now, deadline)
                newest = Newest(reply, now)
            except GazetteError as failure:  # the page has no frame then
                count_swallowed("error-page", failure, route=event.get("routeKey"))
        return self.respond_with_error(problem, lang, frame, newest, now)

    def respond_with_error(
        self, problem: GazetteError, lang: str, frame: Frame | None, newest: Newest | None, now: datetime
    ) -> HttpResponse:
        words = self.pages.texts[lang].words["site"][ERROR_WORDS.get(problem.status, "failed")]
        html = self.pages.render(
            "error.html",
            lang,
            frame=frame,
            words=words,
            status=problem.status,
            details=problem.extensions,
            newest=newest.cards if newest else [],
        )
        headers = {**problem_headers(problem), **SECURITY, "content-type": HTML}
        left = min(frame.until, newest.until) - now.timestamp() if frame and newest else ERROR_SECONDS
        if left < ERROR_SECONDS:
            headers["cache-control"] = f"public, max-age={max(0, int(left))}"
        return text_response(problem.status, headers, html)
