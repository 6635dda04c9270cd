"""The browser of the machine. One Playwright for all tests of a process: a second one cannot start beside it."""

import os
import shutil
from typing import NoReturn

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

LONGEST_WAIT = 60_000
"""Milliseconds that a page may take for anything: a slow machine is no failure."""

QUIET = [
    # The browser talks to this machine and to nobody else.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--metrics-recording-only",
    "--no-first-run",
]


def report_missing(what: str) -> NoReturn:
    """Skip the test, or fail it in CI, where nothing may be missing."""
    (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(what)


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LONGEST_WAIT)
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium():
    """Path of the program."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    return program or report_missing(f"no browser on PATH: install one of {', '.join(BROWSERS)}")


@pytest.fixture(scope="session")
def browser(playwright, chromium):
    launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
    yield launched
    launched.close()


class Contexts:
    """Makes browsers without a history, and hears what all their pages complain of.

    `expected` are parts of complaints that a test expects.
    """

    def __init__(self, browser):
        self._browser, self._opened = browser, []
        self.complaints, self.expected = [], []

    def open(self, *, width=1280, height=800, **options):
        context = self._browser.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(LONGEST_WAIT)
        context.on("console", lambda message: self.complain(message.text) if message.type == "error" else None)
        context.on("weberror", lambda error: self.complain(str(error.error)))
        self._opened.append(context)
        return context

    def complain(self, text):
        self.complaints.append(text)

    def close(self):
        for context in self._opened:
            context.close()

    def check(self):
        """Fails if a page has complained of what is not expected. Then all is forgotten."""
        found = [text for text in self.complaints if not any(part in text for part in self.expected)]
        self.complaints.clear()
        self.expected.clear()
        assert not found, found  # pytest explains no assertion of this folder
