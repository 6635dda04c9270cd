"""The API about itself, and the answer to whatever no other route takes."""

from __future__ import annotations

import json
import os

from gazette import __version__
from gazette.about.document import Document
from gazette.about.documentation import HEADERS, HTML, Documentation
from gazette.about.index import describe
from gazette.errors import MethodNotAllowed, NotFound
from gazette.http.public import Request, dispatch
from gazette.http.responses import computed_response, redirect, stored_response
from gazette.settings import Settings
from gazette.urls import site_url

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.http.responses import HttpResponse

HERE = os.path.dirname(__file__)  # noqa: PTH120 (pathlib costs a public function 3 ms)
SETTINGS = Settings(os.environ)
DOCUMENT, DOCUMENTATION = Document(f"{HERE}/openapi.json"), Documentation(HERE, SETTINGS.site_name)

KEPT, FILE_KEPT = (60, 300), (86_400, 86_400)


def index(request: Request) -> HttpResponse:
    request.query()
    described = describe(SETTINGS, site_url(SETTINGS, request.deadline))
    return computed_response(request, json.dumps(described, ensure_ascii=False), cache=KEPT)


def health(request: Request) -> HttpResponse:
    request.query()
    body = json.dumps({"status": "ok", "version": __version__})
    return computed_response(request, body, cache=(0, 0), headers={"cache-control": "no-store"})


def openapi(request: Request) -> HttpResponse:
    request.query()
    view, etag = DOCUMENT.packed()
    return stored_response(request, view=view, etag=etag, cache=KEPT)


def docs(request: Request) -> HttpResponse:
    return computed_response(request, DOCUMENTATION.page(), cache=KEPT, content_type=HTML, headers=HEADERS)


def docs_file(request: Request) -> HttpResponse:
    file = DOCUMENTATION.file(request.path["file"])
    if file is None:
        raise NotFound()
    view, etag, content_type = file
    return stored_response(request, view=view, etag=etag, cache=FILE_KEPT, content_type=content_type)


def unmatched(request: Request) -> HttpResponse:
    """404, or 405 where the path takes other methods; OPTIONS too, where the gateway sees no preflight to answer.

    A final slash that somebody put behind a known address is led back to it.
    """
    path: str = request.event["rawPath"]
    methods = DOCUMENT.methods(path, SETTINGS.languages)
    if not methods and path.endswith("/") and request.method in ("GET", "HEAD"):
        url = path.rstrip("/")
        if "GET" in DOCUMENT.methods(url, SETTINGS.languages):
            query = request.event.get("rawQueryString", "")
            return redirect(request, f"{url}?{query}" if query else url, json.dumps({"url": url}))
    if not methods:
        raise NotFound()
    allow = {"allow": ", ".join([*methods, "OPTIONS"])}
    if request.method == "OPTIONS":
        return {"statusCode": 204, "headers": {**allow, "cache-control": "no-store"}}
    raise MethodNotAllowed(headers=allow)


handler = dispatch(
    {
        "GET /v1": index,
        "GET /v1/health": health,
        "GET /v1/openapi.json": openapi,
        "GET /v1/docs": docs,
        "GET /v1/docs/{file}": docs_file,
        "GET /v1/{name}": unmatched,
        "$default": unmatched,
    }
)
