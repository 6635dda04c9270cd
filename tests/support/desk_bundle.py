"""Parts of the desk in one file, and pages that load them under the policy of the desk."""

import functools
import re
import subprocess
from pathlib import Path

from cli.local.stack import ROOT
from gazette.pages.desk.response_headers import build_headers
from gazette.settings import Settings
from tests.support.waiting import eventually

DESK, ASSETS = ROOT / "desk", ROOT / "web/assets"
ORIGIN = "https://desk.test"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Desk</title>
<link rel="stylesheet" href="/site.css"><link rel="stylesheet" href="/test.css">
<main id="place"></main><script type="module" src="/test.js"></script></html>"""

_OPTIONS = ("--bundle", "--format=esm", "--minify", "--jsx=automatic", "--jsx-import-source=preact")
_FONTS = "--external:*.woff2"
_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@functools.cache
def bundle(entry: str) -> bytes:
    """A script or a style of `desk/` with all that it imports. The packages must be there, as after `build_desk`."""
    # The program itself, since the command of the package would need Node on the PATH.
    [program] = DESK.glob("node_modules/@esbuild/*/bin/esbuild")
    return subprocess.run([program, entry, *_OPTIONS, _FONTS], cwd=DESK, check=True, capture_output=True).stdout


def open_page(contexts, entry, **options):
    """A page with the bundle of an entry point. What it loads from elsewhere is a complaint."""
    files = {"/test.js": bundle(entry), "/test.css": bundle("src/styles/text.css")}

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        asset = ASSETS / path.lstrip("/")
        if path == "/":
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=build_headers(Settings({})))
        elif path in files:
            route.fulfill(body=files[path], content_type=_TYPES[Path(path).suffix])
        elif asset.is_file():
            route.fulfill(body=asset.read_bytes(), content_type=_TYPES[asset.suffix])
        else:
            contexts.complain(route.request.url)
            route.abort()

    page = contexts.open(**options).new_page()
    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/")
    eventually(lambda: page.evaluate("window.desk !== undefined"))
    return page


def replace_script(context, script: bytes) -> None:
    """Serve another script in place of that of the desk. All else is that of the server: page, headers, styles."""
    context.route(
        re.compile(r"/desk/desk-\w+\.js$"),
        lambda route: route.fulfill(body=script, content_type="text/javascript", headers={"cache-control": "no-store"}),
    )
