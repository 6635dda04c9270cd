"""The site as readers see it: front pages, articles, the official rates, and the files that they load."""

from __future__ import annotations

import json
import os

from gazette.articles.public import article as public_article
from gazette.articles.public.home import READS, Home
from gazette.aws.public.parameters import site_url
from gazette.aws.public.reader import Reader
from gazette.errors import Failed, GazetteError, NotFound, problem_headers
from gazette.http.public import Request, dispatch
from gazette.http.responses import computed_response, redirect, stored_response, text_response
from gazette.pages import alternates
from gazette.pages import article as article_page
from gazette.pages.assets import FOR_EVER
from gazette.pages.headers import HTML, SECURITY
from gazette.pages.rates import page as rates_page
from gazette.pages.rates.request import NAMES, RatesPageRequest
from gazette.pages.templates import Pages
from gazette.rates.public import headline
from gazette.settings import Settings
from gazette.subscriptions.public.channels import DEFAULT_LISTS, describe_channels
from gazette.times import now

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.responses import HttpResponse

settings, readers = Settings(os.environ), [Reader(os.environ) for _ in range(rates_page.READS)]
home, pages = Home(settings, readers[:READS]), Pages(settings)
official = rates_page.RatesPage(settings, readers)

KEPT, OLD_ASSET_KEPT = (30, 60), (60, 60)
ERRORS = {404: "not_found", 410: "gone", 503: "unavailable"}
"""Words for an error, by status; any other is `failed`."""


def site(request: Request) -> HttpResponse:
    """The front page of the default language; its canonical address is the one with the language in it."""
    return _front(request, settings.default_language)


def front(request: Request) -> HttpResponse:
    lang = request.path["lang"]
    if lang == "rates":
        return redirect(request, f"/{settings.default_language}/rates", "", content_type=HTML)
    return _front(request, lang) if lang in settings.languages else _in_its_letters(request, lang)


def rates(request: Request) -> HttpResponse:
    lang, at = request.path["lang"], now()
    if lang not in settings.languages:
        return _in_its_letters(request, lang, "/rates")
    asked = RatesPageRequest(request.loose_query(*NAMES), settings.rate_sources, lang)
    values = official.read(asked, lang, at, request.deadline)
    address, below = site_url(os.environ, request.deadline), f"/rates{asked.source_query}"
    html = pages.render(
        "rates.html",
        lang,
        paths={other: f"/{other}/rates{asked.query()}" for other in settings.languages},
        asked=asked,
        path=f"/{lang}/rates",
        url=f"{address}/{lang}{below}",
        alternates=alternates.of_front(address, settings.languages, below),
        **values,
    )
    if asked.wrong:
        return text_response(422, {**SECURITY, "content-type": HTML, "cache-control": "no-store"}, html)
    return _page(request, html, min(headline.valid_until(at), asked.bank.midnight(at)))


def article(request: Request) -> HttpResponse:
    at = now()
    address = public_article.slug_address(request.path["lang"], request.path["slug"], settings.languages)
    item, elsewhere, rates = _article_and_rates(
        address, headline.request(settings.table("rates"), at), request.deadline
    )
    found = public_article.unpack_document(item)
    if elsewhere:
        return redirect(request, alternates.path(found), "", content_type=HTML)
    lang: str = found["lang"]
    html = pages.render(
        "article.html",
        lang,
        paths=alternates.paths(found),
        rates=headline.build_headline(rates, lang),
        article=found,
        body=article_page.body(found),
        byline=article_page.byline(found, pages.texts[lang]),
        alternates=alternates.of_article(found, settings.default_language),
        channels=describe_channels(settings, lang),
        default_lists=DEFAULT_LISTS,
    )
    return _page(request, html, min(headline.valid_until(at), public_article.view_end(item) or float("inf")))


def asset(request: Request) -> HttpResponse:
    file = pages.assets.find(request.path["file"])
    if file is None:
        raise NotFound()
    answer = stored_response(
        request, view=file.view, etag=file.etag, cache=OLD_ASSET_KEPT, content_type=file.content_type
    )
    if request.event["rawPath"] == file.path:
        answer["headers"]["cache-control"] = FOR_EVER
    answer["headers"]["x-content-type-options"] = "nosniff"
    return answer


def explain(error: Exception, event: dict[str, Any]) -> HttpResponse:
    """The page of an error, in the language of its address where that is one of the site's."""
    known = error if isinstance(error, GazetteError) else Failed()
    lang = (event.get("pathParameters") or {}).get("lang", "")
    lang = lang if lang in settings.languages else settings.default_language
    words = pages.texts[lang].words["site"][ERRORS.get(known.status, "failed")]
    html = pages.render("error.html", lang, words=words, told=known.extensions)
    headers = {**problem_headers(known), **SECURITY, "content-type": HTML}
    return {"statusCode": known.status, "headers": headers, "body": html, "isBase64Encoded": False}


def _in_its_letters(request: Request, lang: str, below: str = "") -> HttpResponse:
    """To the language as the site writes it, where that is what was meant."""
    for known in settings.languages:
        if known.lower() == lang.lower():
            return redirect(request, f"/{known}{below}", "", content_type=HTML)
    raise NotFound()


def _front(request: Request, lang: str) -> HttpResponse:
    at = now()
    first = home.load(lang, at, request.deadline)
    address = site_url(os.environ, request.deadline)
    html = pages.render(
        "front.html",
        lang,
        rates=first["rates"],
        cards=[json.loads(card) for card in (*first["top"], *first["newest"])],
        site_url=address,
        alternates=alternates.of_front(address, settings.languages),
        channels=describe_channels(settings, lang),
        default_lists=DEFAULT_LISTS,
    )
    return _page(request, html, headline.valid_until(at))


def _article_and_rates(
    address: str, rates_request: dict[str, Any], deadline: float
) -> tuple[dict[str, Any], bool, dict[str, Any]]:
    """The article's item, whether it stands at another address, and the rates' reply, asked for at once."""
    rates = readers[1].start("Query", rates_request, deadline)
    try:
        item, elsewhere = public_article.load_view(readers[0], settings.table("articles"), address, deadline)
        return item, elsewhere, rates.result()
    except BaseException:
        # An answer that is still on its way must not be taken for that of the next request.
        readers[1].close()
        raise


def _page(request: Request, html: str, until: float) -> HttpResponse:
    return computed_response(request, html, cache=KEPT, until=until, content_type=HTML, headers=SECURITY)


handler = dispatch(
    {
        "GET /": site,
        "GET /{lang}": front,
        "GET /{lang}/rates": rates,
        "GET /{lang}/{slug}": article,
        "GET /assets/{file}": asset,
    },
    explain,
)
