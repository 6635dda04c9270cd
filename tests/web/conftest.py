"""A browser, and the site as the local front serves it."""

import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn

from cli.local.api.gateway import Gateway
from cli.local.api.routes import Routes
from cli.local.functions import create_functions
from tests.support.browsers import LONGEST_WAIT
from tests.support.site_content import SiteContent


@pytest.fixture
def content(dynamodb, stack):
    return SiteContent(dynamodb, stack)


@pytest.fixture(scope="session")
def site(stack) -> Iterator[str]:
    """Address of the template's API behind the local front."""
    listening = socket.create_server(("127.0.0.1", 0))
    made = create_functions(stack)
    for function in made.values():
        function.timeout = LONGEST_WAIT / 1000
    gateway = Gateway(Routes(stack), made, {})
    config = uvicorn.Config(gateway, http="h11", ws="none", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield "http://{}:{}".format(*listening.getsockname())
    server.should_exit = True
    thread.join(5)
    listening.close()


@pytest.fixture
def visit(browser, site):
    """Opens a path of the site; what the page loads from elsewhere or complains of fails the test.

    `visit.expected` has parts of complaints that are meant: they may come late, such as those of a picture below.
    """
    contexts, complaints = [], []

    def visit(path, *, width=1280, height=800, **options):
        context = browser.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(LONGEST_WAIT)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(site) else complaints.append(sent.url))
        page.goto(f"{site}{path}")
        return page

    visit.complaints, visit.expected = complaints, []
    yield visit
    for context in contexts:
        context.close()
    assert [text for text in complaints if not any(part in text for part in visit.expected)] == []
