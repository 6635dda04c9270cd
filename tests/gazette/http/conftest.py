"""One public route, called as the gateway calls it."""

import pytest

from gazette.http.public import dispatch
from tests.support.events import http_event


@pytest.fixture
def ask(context):
    def ask(route, *, method="GET", query="", params=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        event = http_event(f"{method} /v1/thing", query=query, params=params or {}, headers=sent)
        return dispatch({"GET /v1/thing": route})(event, context)

    return ask
