"""The page of the desk: it has no content of its own, and its script does the rest."""

from gazette.http.public import Request
from gazette.http.responses import HttpResponse, computed_response, text_response
from gazette.pages.desk.files import DeskFiles
from gazette.pages.desk.response_headers import build_headers
from gazette.pages.response_headers import HTML
from gazette.pages.site import Site

UNBUILT_SECONDS = 3
"""Time after which a browser asks again for a desk that is not built."""


def show_desk(site: Site, request: Request, files: DeskFiles) -> HttpResponse:
    """Reads no table. 503 if the desk is not built, with a page that loads itself again."""
    entry, headers = files.read_entry(), build_headers(site.settings)
    lang = site.settings.default_language
    if entry is None:
        html = site.pages.render("desk_unbuilt.html", lang, seconds=UNBUILT_SECONDS)
        unstored = {"content-type": HTML, "cache-control": "no-store", "retry-after": str(UNBUILT_SECONDS)}
        return text_response(503, {**headers, **unstored}, html)
    html = site.pages.render("desk.html", lang, entry=entry)
    return computed_response(request, html, cache=(0, 0), content_type=HTML, headers=headers)
