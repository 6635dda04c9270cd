"""Bundles of the desk for tests in a browser, and pages that load them under the policy of the desk."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest

DESK = Path(__file__).parents[2] / "desk"
ORIGIN = "https://desk.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard desk"
)
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Desk</title>
<link rel="stylesheet" href="/site.css"><link rel="stylesheet" href="/test.css">
<main id="place"></main><script type="module" src="/test.js"></script></html>"""

_TYPES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".woff2": "font/woff2",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}


@functools.cache
def bundle(entry: str) -> dict[str, bytes]:
    """The script and the style of an entry point in `desk/`, by path. Skips the test without the npm packages, except
    in CI.
    """
    program = DESK / "node_modules/.bin/esbuild"
    if not program.exists() or not shutil.which("node"):
        missing = "the packages of the desk are not installed: make desk"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(missing)
    options = ("--bundle", "--format=esm", "--minify", "--jsx=automatic", "--jsx-import-source=preact")
    built = {}
    for name in ("js", "css"):
        source = entry if name == "js" else "src/styles/text.css"
        command = [program, source, *options, "--loader:.json=json", "--external:*.woff2"]
        built[f"/test.{name}"] = subprocess.run(command, cwd=DESK, check=True, capture_output=True).stdout
    return built


def open_page(context, entry, complaints):
    """A page with the bundle of an entry point. What it complains of or loads from elsewhere goes to `complaints`."""
    files = {**bundle(entry), "/site.css": (DESK.parent / "web/assets/site.css").read_bytes()}

    def answer(route):
        path = route.request.url.removeprefix(ORIGIN).partition("?")[0]
        asset = DESK.parent / "web/assets" / path.lstrip("/")
        if path == "/":
            headers = {"content-security-policy": POLICY}
            route.fulfill(body=PAGE, content_type="text/html; charset=utf-8", headers=headers)
        elif path in files:
            route.fulfill(body=files[path], content_type=_TYPES[Path(path).suffix])
        elif asset.is_file():
            route.fulfill(body=asset.read_bytes(), content_type=_TYPES[asset.suffix])
        else:
            complaints.append(route.request.url)
            route.abort()

    page = context.new_page()
    page.route("**/*", answer)
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{ORIGIN}/")
    page.wait_for_function("window.desk !== undefined")
    return page
