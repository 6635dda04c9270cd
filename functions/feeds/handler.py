"""Feeds of the newest articles, sitemaps, and robots.txt. Parameters that somebody appends are no error."""

from __future__ import annotations

import os

from gazette.aws.public.reader import Reader
from gazette.embedded_metrics import count_swallowed
from gazette.errors import GazetteError
from gazette.feeds.feed import Feed, find_term_name
from gazette.feeds.guessed_paths import GUESSES, choose_feed
from gazette.feeds.reads import add_bodies, load_newest
from gazette.feeds.request import ATOM, PARAMETERS, RSS, FeedRequest
from gazette.feeds.xml import drop_forbidden
from gazette.http.public import Request, dispatch
from gazette.http.responses import HttpResponse, computed_response, redirect
from gazette.settings import Settings
from gazette.times import now
from gazette.urls import site_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CACHE, SITEMAP_CACHE = (15, 30), (300, 900)
"""(max-age, s-maxage) in seconds. A map of news is as young as a feed."""
XML, TEXT = "application/xml; charset=utf-8", "text/plain; charset=utf-8"

settings, reader = Settings(os.environ), Reader(os.environ)
articles, listings = settings.table("articles"), settings.table("listings")


def get_feed(request: Request) -> HttpResponse:
    wanted = FeedRequest(
        request.path["lang"], request.path["file"], request.loose_query(*PARAMETERS), settings.languages
    )
    at = now()
    cards, until = load_newest(reader, listings, wanted.listing, at, request.deadline)
    term = find_term_name(cards[0], wanted.kind, wanted.slug) if wanted.kind and cards else None
    if wanted.kind and not cards:
        stored = load_term(wanted, request.deadline)
        if "moved_to" in stored:
            return redirect(request, wanted.build_path(stored["moved_to"]), "", content_type=TEXT)
        term = stored["name"]
    entries = add_bodies(reader, articles, cards, at, request.deadline) if wanted.full else [(c, None) for c in cards]
    site = site_url(settings, request.deadline)
    feed = Feed(wanted, entries, term=term, site=site, site_name=settings.site_name)
    text, content_type = render(wanted.file, feed)
    return computed_response(
        request, drop_forbidden(text), cache=CACHE, until=until, content_type=content_type, large=True
    )


def load_term(wanted: FeedRequest, deadline: float) -> dict[str, Any]:
    """The term of a feed that has no articles. Raises `NotFound`."""
    from gazette.taxonomy.public.terms import PublicTerms  # other feeds have the name in their cards

    terms = PublicTerms(reader, settings.table("taxonomy"), settings.default_language)
    return terms.get(wanted.kind or "", wanted.slug, wanted.lang, deadline)


def render(file: str, feed: Feed) -> tuple[str, str]:
    """The feed in the format of a file, and its content type. A format is loaded when it is first asked for."""
    if file == RSS:
        from gazette.feeds import rss

        return rss.render_rss(feed), f"{rss.CONTENT_TYPE}; charset=utf-8"
    if file == ATOM:
        from gazette.feeds import atom

        return atom.render_atom(feed, settings.require("SITE_ID")), f"{atom.CONTENT_TYPE}; charset=utf-8"
    from gazette.feeds import json_feed

    return json_feed.render_json_feed(feed), f"{json_feed.CONTENT_TYPE}; charset=utf-8"


def redirect_guess(request: Request) -> HttpResponse:
    """Addresses where people and feed readers look for a feed lead to it."""
    route, lang = request.event["routeKey"], request.path.get("lang")
    chosen = choose_feed(route, lang, request.loose_query(*PARAMETERS), settings.languages)
    return redirect(request, chosen.build_path(), "", content_type=TEXT)


def get_sitemap_index(request: Request) -> HttpResponse:
    from gazette.feeds import sitemaps  # not needed by feeds

    files = sitemaps.list_files(reader, listings, settings.languages, request.deadline)
    text = sitemaps.render_index(site_url(settings, request.deadline), files)
    return computed_response(request, text, cache=SITEMAP_CACHE, content_type=XML, large=True)


def get_sitemap(request: Request) -> HttpResponse:
    from gazette.feeds import sitemaps

    lang, part = sitemaps.parse_file(request.path["file"], settings.languages)
    if part == sitemaps.NEWS:
        return respond_with_news(request, lang)
    urls, until = sitemaps.load_month(reader, listings, lang, part, now=now(), deadline=request.deadline)
    text = drop_forbidden(sitemaps.render_sitemap(urls))
    return computed_response(request, text, cache=SITEMAP_CACHE, until=until, content_type=XML, large=True)


def respond_with_news(request: Request, lang: str) -> HttpResponse:
    from gazette.feeds import news, sitemaps

    cards, until = news.load_news(reader, listings, lang, now(), request.deadline)
    urls = [news.render_news_url(card, settings.site_name) for card in cards]
    text = drop_forbidden(sitemaps.render_sitemap(urls, news.NAMESPACES))
    return computed_response(request, text, cache=CACHE, until=until, content_type=XML, large=True)


def get_robots(request: Request) -> HttpResponse:
    """Never an error: a search engine that gets one reads no page of the site for hours. Without the sitemaps, which
    cannot be listed for the moment, caches keep it briefly."""
    from gazette.feeds import robots, sitemaps

    addresses: list[str] = []
    cache = SITEMAP_CACHE
    try:
        site = site_url(settings, request.deadline)
        files = sitemaps.list_files(reader, listings, settings.languages, request.deadline)
        addresses = [site + path for path in ("/sitemap.xml", *files)]
    except GazetteError as error:
        count_swallowed("robots-without-sitemaps", error)
        cache = CACHE
    text = robots.render_robots(addresses, refuse_ai=settings.require("AI_CRAWLERS") == "refuse")
    return computed_response(request, text, cache=cache, content_type=TEXT)


handler = dispatch(
    {
        "GET /v1/feeds/{lang}/{file}": get_feed,
        "GET /sitemap.xml": get_sitemap_index,
        "GET /sitemaps/{file}": get_sitemap,
        "GET /robots.txt": get_robots,
        **{f"GET {path}": redirect_guess for path in GUESSES},
    }
)
