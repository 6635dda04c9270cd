"""The front page of a language."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from gazette.http.public import Request
from gazette.http.responses import HttpResponse
from gazette.pages.alternates import list_alternates
from gazette.pages.front.layout import FEWEST_IN_BLOCK, arrange_blocks, arrange_stories
from gazette.pages.site import Site
from gazette.urls import front_path


def show_site(site: Site, request: Request, now: datetime) -> HttpResponse:
    """The front page of the default language. Its canonical address has the language in it."""
    return _respond(site, request, site.settings.default_language, now)


def show_front(site: Site, request: Request, now: datetime) -> HttpResponse:
    return _respond(site, request, request.path["lang"], now)


def _respond(site: Site, request: Request, lang: str, now: datetime) -> HttpResponse:
    frame, first = site.reads.read_front(lang, now, request.deadline, fewest_in_block=FEWEST_IN_BLOCK)
    return site.respond(
        request,
        "front.html",
        lang,
        frame,
        until=first["until"],
        breaking=first["breaking"] and json.loads(first["breaking"]),
        stories=arrange_stories(_parse(first["top"]), _parse(first["newest"])),
        blocks=arrange_blocks([{**block, "newest": _parse(block["newest"])} for block in first["blocks"]]),
        organization=_describe_organization(site, request, lang),
        alternates=list_alternates(site.get_address(request), site.languages, front_path),
    )


def _describe_organization(site: Site, request: Request, lang: str) -> dict[str, Any]:
    """The publisher for search engines, in the vocabulary of schema.org."""
    address, telegram = site.get_address(request), site.settings.telegram_channels.get(lang)
    logo = site.settings.optional("SITE_LOGO")
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{address}/#organization",
        "name": site.settings.site_name,
        "url": address,
        **({"logo": {"@type": "ImageObject", "url": logo}} if logo else {}),
        **({"sameAs": [f"https://t.me/{telegram}"]} if telegram else {}),
    }


def _parse(cards: list[str]) -> list[dict[str, Any]]:
    return [json.loads(card) for card in cards]
