"""The content of the site, and requests for its pages."""

import pytest

from functions.pages.handler import handler
from tests.support.events import http_event
from tests.support.site_content import SiteContent

ROUTES = {0: ("/", ()), 1: ("/{lang}", ("lang",)), 2: ("/{lang}/{slug}", ("lang", "slug"))}


@pytest.fixture
def content(dynamodb, stack):
    return SiteContent(dynamodb, stack)


@pytest.fixture
def get(context):
    """The function's answer to a path. Headers are given as `if_none_match=…`."""

    def get(path, query="", method="GET", **headers):
        parts = [part for part in path.split("/") if part]
        route, names = ROUTES[len(parts)]
        params = dict(zip(names, parts, strict=True))
        if path == "/favicon.ico":
            route, params = path, {}
        elif parts[:1] == ["assets"]:
            route, params = "/assets/{file}", {"file": parts[1]}
        elif parts[1:] == ["rates"]:
            route, params = "/{lang}/rates", {"lang": parts[0]}
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return handler(http_event(f"{method} {route}", path=path, params=params, query=query, headers=sent), context)

    return get
