"""The site for readers: front pages, articles, sections, archive, official rates, and the files that pages load.

Also the page of the desk and its files. Its modules are imported when somebody asks for it: readers do not.
"""

from __future__ import annotations

import os
import time
from functools import partial

from gazette.aws.public.reader import Reader
from gazette.errors import NotFound
from gazette.http.public import Request, dispatch
from gazette.http.responses import NO_SNIFFING, file_response, stored_response
from gazette.pages.article.page import show_article
from gazette.pages.article.preview import show_preview
from gazette.pages.assets import IMMUTABLE
from gazette.pages.front.page import show_front, show_site
from gazette.pages.lists.archive import show_archive, show_period
from gazette.pages.lists.term import show_term
from gazette.pages.rates.page import show_rates
from gazette.pages.reads import READS
from gazette.pages.site import Site
from gazette.settings import Settings
from gazette.subscriptions.public.channels import list_offered
from gazette.times import now
from gazette.urls import rates_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import Any

    from gazette.http.public import Route
    from gazette.http.responses import HttpResponse
    from gazette.pages.assets import Asset

settings = Settings(os.environ)
site = Site(settings, [Reader(os.environ) for _ in range(READS)])
pages = site.pages

list_offered(settings)  # raises SettingInvalid at the start
OLD_ASSET_CACHE, ICON_CACHE = (60, 60), (86_400, 86_400)
DESK = settings.require("DESK_ROOT")
ERROR_SECONDS = 3
"""Time for the reads of an error's page."""


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


def show_desk(request: Request) -> HttpResponse:
    from gazette.pages.desk import page
    from gazette.pages.desk.files import DeskFiles

    return page.show_desk(site, request, DeskFiles(DESK))


def serve_desk_file(request: Request) -> HttpResponse:
    """A file of the present build. Its name changes with its content."""
    from gazette.pages.desk.files import DeskFiles

    asset = DeskFiles(DESK).find(request.path["file"])
    if asset is None:
        raise NotFound()
    response = _asset_response(request, asset, ICON_CACHE)
    response["headers"]["cache-control"] = IMMUTABLE
    return response


def show_error(error: Exception, event: dict[str, Any]) -> HttpResponse:
    return site.show_error(error, event, now(), time.monotonic() + ERROR_SECONDS)


def _asset_response(request: Request, asset: Asset, cache: tuple[int, int]) -> HttpResponse:
    if asset.packed:
        response = file_response(request, asset.content, etag=asset.etag, cache=cache, content_type=asset.content_type)
    else:
        response = stored_response(
            request, view=asset.view, etag=asset.etag, cache=cache, content_type=asset.content_type, binary=asset.binary
        )
    response["headers"].update(NO_SNIFFING)
    return response


def page(show: Callable[[Site, Request, datetime], HttpResponse]) -> Route:
    """The route of a page. Letter cases that somebody typed, and paths of the former site, lead to a page's address."""

    def respond(request: Request) -> HttpResponse:
        try:
            return site.redirect_case(request) or show(site, request, now())
        except NotFound:  # no failure: the former site may have had a page there
            redirection = site.redirect_old_path(request)
            if redirection is None:
                raise
            return redirection

    return respond


def show_front_or_rates(request: Request) -> HttpResponse:
    """`/rates`, which people type, has the form of a language's address."""
    if request.path["lang"] == "rates":
        return site.redirect_with_query(request, rates_path(settings.default_language))
    return page(show_front)(request)


handler = dispatch(
    {
        "GET /": page(show_site),
        "GET /{lang}": show_front_or_rates,
        "GET /{lang}/archive": page(show_archive),
        "GET /{lang}/archive/{day}": page(show_period),
        "GET /{lang}/author/{slug}": page(partial(show_term, "author")),
        "GET /{lang}/category/{slug}": page(partial(show_term, "category")),
        "GET /{lang}/preview": page(show_preview),
        "GET /{lang}/rates": page(show_rates),
        "GET /{lang}/tag/{slug}": page(partial(show_term, "tag")),
        "GET /{lang}/{slug}": page(show_article),
        "GET /assets/{file}": serve_asset,
        "GET /desk": show_desk,
        "GET /desk/{file}": serve_desk_file,
        "GET /favicon.ico": serve_icon,
    },
    show_error,
)
