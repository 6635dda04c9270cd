"""The browser of the machine. One Playwright for all tests of a process: a second one cannot start beside it."""

import os
import shutil

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


@pytest.fixture(scope="session")
def playwright():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium():
    """Path of the program. Without one these tests are skipped, except in CI."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        missing = f"no browser on PATH: install one of {', '.join(BROWSERS)}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    return program


@pytest.fixture(scope="session")
def browser(playwright, chromium):
    launched = playwright.chromium.launch(executable_path=chromium, args=QUIET)
    yield launched
    launched.close()
