"""The page of a preview: it has no content, and its script fills it with the draft of the link.

The token of the link is behind the `#` of its address, so neither this function nor the CDN ever sees it.
"""

from __future__ import annotations

from datetime import datetime

from gazette.http.public import Request
from gazette.http.responses import HttpResponse, text_response
from gazette.pages.article.embeds import NAMES
from gazette.pages.response_headers import HTML, PRIVATE
from gazette.pages.site import Site
from gazette.urls import preview_path


def show_preview(site: Site, request: Request, _now: datetime) -> HttpResponse:
    """Reads nothing, and is kept by no cache."""
    lang = request.path["lang"]
    words = site.pages.texts[lang].words["embeds"]
    embeds = [
        {"provider": provider, "kind": kind, "about": words[kind].format(name=name)}
        for provider, (kind, name, _) in NAMES.items()
    ]
    html = site.pages.render(
        "preview.html",
        lang,
        paths={other: preview_path(other) for other in site.languages},
        zone=site.settings.timezone,
        embeds=embeds,
    )
    return text_response(200, {**PRIVATE, "content-type": HTML}, html)
