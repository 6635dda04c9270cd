"""The page of the official rates."""

from __future__ import annotations

from datetime import datetime

from gazette.http.public import Request
from gazette.http.responses import HttpResponse, text_response
from gazette.pages.alternates import list_alternates
from gazette.pages.rates.request import NAMES, RatesPageRequest
from gazette.pages.rates.values import RatesValues
from gazette.pages.response_headers import HTML, SECURITY
from gazette.pages.site import Site
from gazette.urls import rates_path


def show_rates(site: Site, request: Request, now: datetime) -> HttpResponse:
    """A wrong field has a message at its place, and the status is 422."""
    lang = request.path["lang"]
    asked = RatesPageRequest(request.loose_query(*NAMES), site.settings.rate_sources, lang)
    frame, values = RatesValues(site.settings, site.readers).read(asked, now, request.deadline)
    address = site.get_address(request)
    # Languages write numbers in different ways, so a link to another one has the plain decimal.
    plain = {"amount": asked.amount} if "amount" in asked.fields else {}
    response = site.respond(
        request,
        "rates.html",
        lang,
        frame,
        until=asked.bank.next_midnight(now),
        paths={other: f"{rates_path(other)}{asked.build_query(**plain)}" for other in site.languages},
        asked=asked,
        path=rates_path(lang),
        url=f"{address}{rates_path(lang)}{asked.source_query}",
        alternates=list_alternates(address, site.languages, lambda other: f"{rates_path(other)}{asked.source_query}"),
        **values,
    )
    if asked.errors and "body" in response:
        headers = {**SECURITY, "content-type": HTML, "cache-control": "no-store"}
        return text_response(422, headers, response["body"])
    return response
