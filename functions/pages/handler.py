"""The site for readers: front pages, articles, the official rates, and the files that these pages load."""

from __future__ import annotations

import json
import os
from datetime import datetime

from gazette.articles.public import article as public_article
from gazette.articles.public.home import READS, Home
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.aws.public.reader import CloseOnError, Reader
from gazette.errors import Failed, GazetteError, NotFound, problem_headers
from gazette.http.public import Request, dispatch
from gazette.http.responses import NO_SNIFFING, computed_response, redirect, stored_response, text_response
from gazette.pages.alternates import (
    build_version_path,
    list_article_alternates,
    list_article_paths,
    list_front_alternates,
)
from gazette.pages.article import describe_for_search, format_body, format_byline
from gazette.pages.assets import IMMUTABLE
from gazette.pages.rates.page import READS as RATES_READS
from gazette.pages.rates.page import RatesPage
from gazette.pages.rates.request import NAMES, RatesPageRequest
from gazette.pages.response_headers import HTML, SECURITY
from gazette.pages.templates import Pages
from gazette.rates.public import headline
from gazette.settings import Settings
from gazette.subscriptions.public.channels import choose_default_lists, describe_channels, list_offered
from gazette.times import now
from gazette.urls import rates_path, site_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.responses import HttpResponse
    from gazette.pages.assets import Asset

settings, readers = Settings(os.environ), [Reader(os.environ) for _ in range(RATES_READS)]
home, pages = Home(settings, readers[:READS]), Pages(settings)
rates_page = RatesPage(settings, readers)

list_offered(settings)  # raises SettingInvalid at the start
CACHE, OLD_ASSET_CACHE, ICON_CACHE = (30, 60), (60, 60), (86_400, 86_400)
ERROR_WORDS = {404: "not_found", 410: "gone", 503: "unavailable"}
"""Key of the words for an error, by status. Other statuses have the key `failed`."""


def show_site(request: Request) -> HttpResponse:
    """The front page of the default language. Its canonical address has the language in it."""
    return _show_front(request, settings.default_language)


def show_front(request: Request) -> HttpResponse:
    lang = request.path["lang"]
    if lang == "rates":
        return redirect(request, rates_path(settings.default_language), "", content_type=HTML)
    return _show_front(request, lang) if lang in settings.languages else _redirect_case(request, lang)


def show_rates(request: Request) -> HttpResponse:
    lang, at = request.path["lang"], now()
    if lang not in settings.languages:
        return _redirect_case(request, lang, "/rates")
    rates_request = RatesPageRequest(request.loose_query(*NAMES), settings.rate_sources, lang)
    values = rates_page.read(rates_request, lang, at, request.deadline)
    address, below = site_url(settings, request.deadline), f"/rates{rates_request.source_query}"
    html = pages.render(
        "rates.html",
        lang,
        paths={other: f"{rates_path(other)}{rates_request.build_query()}" for other in settings.languages},
        request=rates_request,
        path=rates_path(lang),
        url=f"{address}/{lang}{below}",
        alternates=list_front_alternates(address, settings.languages, below),
        **values,
    )
    if rates_request.errors:
        return text_response(422, {**SECURITY, "content-type": HTML, "cache-control": "no-store"}, html)
    return _page_response(request, html, min(headline.compute_expiry(at), rates_request.bank.next_midnight(at)))


def show_article(request: Request) -> HttpResponse:
    at = now()
    address = public_article.build_slug_address(request.path["lang"], request.path["slug"], settings.languages)
    item, moved, rates = _read_article_and_rates(address, at, request.deadline)
    article = public_article.unpack_document(item)
    if moved:
        return redirect(request, build_version_path(article), "", content_type=HTML, until=find_first_end([item]))
    lang: str = article["lang"]
    html = pages.render(
        "article.html",
        lang,
        paths=list_article_paths(article),
        rates=headline.build_headline(rates, lang),
        article=article,
        search=describe_for_search(article, settings.site_name),
        is_page=article.get("kind") == "page",
        body=format_body(article),
        byline=format_byline(article, pages.texts[lang]),
        alternates=list_article_alternates(article, settings.default_language),
        channels=describe_channels(settings, lang),
        default_lists=choose_default_lists(settings),
    )
    return _page_response(request, html, min(headline.compute_expiry(at), find_first_end([item]) or float("inf")))


def serve_asset(request: Request) -> HttpResponse:
    asset = pages.assets.find(request.path["file"])
    if asset is None:
        raise NotFound()
    response = _asset_response(request, asset, OLD_ASSET_CACHE)
    if request.event["rawPath"] == asset.path:
        response["headers"]["cache-control"] = IMMUTABLE
    return response


def serve_icon(request: Request) -> HttpResponse:
    """The icon that browsers ask for without a link to it, for example beside a JSON document."""
    return _asset_response(request, pages.assets.get("favicon.ico"), ICON_CACHE)


def show_error(error: Exception, event: dict[str, Any]) -> HttpResponse:
    """The page of an error, in the language of the request's path if the site has that language."""
    problem = error if isinstance(error, GazetteError) else Failed()
    lang = (event.get("pathParameters") or {}).get("lang", "")
    lang = lang if lang in settings.languages else settings.default_language
    words = pages.texts[lang].words["site"][ERROR_WORDS.get(problem.status, "failed")]
    html = pages.render("error.html", lang, words=words, details=problem.extensions)
    headers = {**problem_headers(problem), **SECURITY, "content-type": HTML}
    return {"statusCode": problem.status, "headers": headers, "body": html, "isBase64Encoded": False}


def _redirect_case(request: Request, lang: str, below: str = "") -> HttpResponse:
    """Redirect to the same language in the site's letter case. Raises `NotFound` for other languages."""
    for language in settings.languages:
        if language.lower() == lang.lower():
            return redirect(request, f"/{language}{below}", "", content_type=HTML)
    raise NotFound()


def _show_front(request: Request, lang: str) -> HttpResponse:
    first = home.load(lang, now(), request.deadline, with_blocks=True)
    address = site_url(settings, request.deadline)
    html = pages.render(
        "front.html",
        lang,
        rates=first["rates"],
        cards=[json.loads(card) for card in (*first["top"], *first["newest"])],
        blocks=[{**block, "newest": [json.loads(card) for card in block["newest"]]} for block in first["blocks"]],
        site_url=address,
        alternates=list_front_alternates(address, settings.languages),
        channels=describe_channels(settings, lang),
        default_lists=choose_default_lists(settings),
    )
    return _page_response(request, html, first["until"])


def _read_article_and_rates(address: str, at: datetime, deadline: float) -> tuple[dict[str, Any], bool, dict[str, Any]]:
    """The article's item, whether it is at another address, and the reply for the headline, read at the same time."""
    rates = readers[1].start("Query", headline.build_headline_query(settings.table("rates"), at), deadline)
    with CloseOnError(readers[1:2]):
        item, moved = public_article.load_view(readers[0], settings.table("articles"), address, at, deadline)
        return item, moved, rates.result()


def _asset_response(request: Request, asset: Asset, cache: tuple[int, int]) -> HttpResponse:
    response = stored_response(
        request, view=asset.view, etag=asset.etag, cache=cache, content_type=asset.content_type, binary=asset.binary
    )
    response["headers"].update(NO_SNIFFING)
    return response


def _page_response(request: Request, html: str, until: float) -> HttpResponse:
    return computed_response(request, html, cache=CACHE, until=until, content_type=HTML, headers=SECURITY)


handler = dispatch(
    {
        "GET /": show_site,
        "GET /{lang}": show_front,
        "GET /{lang}/rates": show_rates,
        "GET /{lang}/{slug}": show_article,
        "GET /assets/{file}": serve_asset,
        "GET /favicon.ico": serve_icon,
    },
    show_error,
)
