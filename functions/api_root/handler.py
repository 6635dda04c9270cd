"""The API's description of itself, and the response to every request that matches no other route."""

from __future__ import annotations

import json
import os

from gazette import __version__
from gazette.about.docs_page import HEADERS, HTML, DocsPage
from gazette.about.index import describe_api
from gazette.about.not_found_page import NotFoundPage
from gazette.about.openapi_document import OpenApiDocument
from gazette.articles.public.redirects import find_redirect
from gazette.aws.public.reader import Reader
from gazette.errors import GazetteError, MethodNotAllowed, NotFound, problem_headers
from gazette.http.header_values import build_location
from gazette.http.public import Request, dispatch, parse_query, problem_response, wants_page
from gazette.http.responses import computed_response, redirect, stored_response, text_response
from gazette.languages import choose_language
from gazette.pages.response_headers import PRIVATE, SECURITY
from gazette.settings import Settings
from gazette.subscriptions.public.paths import CONFIRM_PATH, MANAGE_PATH, PREFERENCES_PATH, SIGN_UP_PATH
from gazette.urls import site_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.http.responses import HttpResponse

HERE = os.path.dirname(__file__)  # noqa: PTH120 (pathlib costs a public function 3 ms)
SETTINGS = Settings(os.environ)
DOCUMENT, DOCS_PAGE = OpenApiDocument(f"{HERE}/openapi.json"), DocsPage(HERE, SETTINGS.site_name)
NOT_FOUND_PAGE = NotFoundPage(HERE, SETTINGS)
READER, ARTICLES = Reader(os.environ), SETTINGS.table("articles")

WHOLE_PATHS = frozenset({CONFIRM_PATH, MANAGE_PATH, PREFERENCES_PATH})
"""Paths of subscriptions that contain no token."""
CACHE, FILE_CACHE = (60, 300), (86_400, 86_400)
"""(max-age, s-maxage) in seconds."""


def get_index(request: Request) -> HttpResponse:
    request.query()
    description = describe_api(SETTINGS, site_url(SETTINGS, request.deadline))
    return computed_response(request, json.dumps(description, ensure_ascii=False), cache=CACHE)


def get_health(request: Request) -> HttpResponse:
    request.query()
    body = json.dumps({"status": "ok", "version": __version__})
    return computed_response(request, body, cache=(0, 0), headers={"cache-control": "no-store"})


def get_openapi(request: Request) -> HttpResponse:
    request.query()
    view, etag = DOCUMENT.load_view(SETTINGS.languages)
    return stored_response(request, view=view, etag=etag, cache=CACHE)


def get_docs(request: Request) -> HttpResponse:
    return computed_response(request, DOCS_PAGE.render(), cache=CACHE, content_type=HTML, headers=HEADERS)


def get_docs_file(request: Request) -> HttpResponse:
    file = DOCS_PAGE.load_file(request.path["file"])
    if file is None:
        raise NotFound()
    view, etag, content_type = file
    return stored_response(request, view=view, etag=etag, cache=FILE_CACHE, content_type=content_type)


def respond_to_unmatched(request: Request) -> HttpResponse:
    """404; 405 if the path has other methods; 204 to OPTIONS (the gateway itself answers CORS preflights).

    A GET of a known path with a slash at its end is redirected to the path without it, and one of a path of the former
    site to its article.
    """
    path: str = request.event["rawPath"]
    methods = DOCUMENT.list_methods(path, SETTINGS.languages)
    if not methods:
        return _redirect_without_slash(request, path) or _redirect_old_path(request, path)
    allow = {"allow": ", ".join([*methods, "OPTIONS"])}
    if request.method == "OPTIONS":
        return {"statusCode": 204, "headers": {**allow, "cache-control": "no-store"}}
    if request.method in methods:
        # The gateway ends `rawPath` at an encoded question mark, and has routed the whole path.
        raise NotFound()
    raise MethodNotAllowed(headers=allow)


def _redirect_without_slash(request: Request, path: str) -> HttpResponse | None:
    """Redirect to the path without its final slash, None if that path has no GET either.

    Links of mails are never redirected: the answer would repeat their token.
    """
    url = path.rstrip("/")
    is_read = path.endswith("/") and request.method in ("GET", "HEAD")
    if not is_read or path.startswith(SIGN_UP_PATH) or "GET" not in DOCUMENT.list_methods(url, SETTINGS.languages):
        return None
    location = build_location(url, request.event.get("rawQueryString", ""))
    return redirect(request, location, json.dumps({"url": location}))


def _redirect_old_path(request: Request, path: str) -> HttpResponse:
    """Redirect from a path of the former site, without its query. Raises `NotFound` if there is no redirect."""
    is_page = request.method in ("GET", "HEAD") and not path.startswith(("/v1/", SIGN_UP_PATH))
    location = find_redirect(READER, ARTICLES, path, request.deadline) if is_page else None
    if location is None:
        raise NotFound()
    return redirect(request, location, json.dumps({"url": location}))


def show_error(error: Exception, event: dict[str, Any]) -> HttpResponse:
    """A problem document, or a page for browsers if nothing is found outside the API or at a link of a mail."""
    path: str = event["rawPath"]
    if path.startswith(SIGN_UP_PATH):
        return _show_damaged_link(error, event)
    is_page = not path.startswith("/v1/") and event["requestContext"]["http"]["method"] in ("GET", "HEAD")
    if not (is_page and isinstance(error, NotFound)):
        return problem_response(error, event)
    headers = {**problem_headers(error), **SECURITY, "content-type": HTML}
    return text_response(error.status, headers, NOT_FOUND_PAGE.render(path))


def _show_damaged_link(error: Exception, event: dict[str, Any]) -> HttpResponse:
    """The response to a path below that of signups which has no route, or not with this method.

    People reach such paths by damaged links in mails. What follows may be a token, so only paths of
    our own are repeated.
    """
    headers: dict[str, str] = event.get("headers") or {}
    if not (isinstance(error, GazetteError) and wants_page(headers)):
        shown = event["rawPath"] if event["rawPath"] in WHOLE_PATHS else SIGN_UP_PATH
        return problem_response(error, {**event, "rawPath": shown})
    requested = [value for name, value in parse_query(event) if name == "lang"]
    lang = choose_language(SETTINGS.languages, requested, headers.get("accept-language", ""))
    response_headers = {**problem_headers(error), **PRIVATE, "content-type": HTML}
    return text_response(error.status, response_headers, NOT_FOUND_PAGE.render_damaged_link(lang))


handler = dispatch(
    {
        "GET /v1": get_index,
        "GET /v1/health": get_health,
        "GET /v1/openapi.json": get_openapi,
        "GET /v1/docs": get_docs,
        "GET /v1/docs/{file}": get_docs_file,
        "GET /v1/{name}": respond_to_unmatched,
        "$default": respond_to_unmatched,
    },
    show_error,
)
