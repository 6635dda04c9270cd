"""The documentation page: Swagger UI over the API's own document. Lean, and nothing from another host.

Page, start script and a style of its own lie beside the handler. Swagger UI is the one that Powertools carries: its
files are found in the package's folder, the package is not imported.
"""

import os
import sys

from gazette.about.document import packed

POWERTOOLS_FOLDER = "aws_lambda_powertools/event_handler/openapi/swagger_ui"

HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"

HEADERS = {
    # Swagger UI draws its arrows as data: images; scripts and styles come from our own files only.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


class Documentation:
    """`folder` holds `page.html`, `page.js` and `page.css`."""

    def __init__(self, folder: str, site_name: str) -> None:
        self._folder, self._site_name = folder, site_name
        self._packed: dict[str, tuple[str, str]] = {}

    def page(self) -> str:
        """The HTML of the page."""
        import html  # a table of 2,000 entities that only this page wants

        return _read(self._folder, "page.html").decode().replace("{{site}}", html.escape(self._site_name))

    def file(self, name: str) -> tuple[str, str, str] | None:
        """(view, etag, media type) of a file that the page loads; None where there is no such file."""
        files = {"page.js": SCRIPT, "page.css": STYLE, "swagger-ui.js": SCRIPT, "swagger-ui.css": STYLE}
        if name not in files:
            return None
        if name not in self._packed:
            self._packed[name] = packed(self._content(name))
        return (*self._packed[name], files[name])

    def _content(self, name: str) -> bytes:
        match name:
            case "swagger-ui.js":
                return _read(_swagger_ui(), "swagger-ui-bundle.min.js")
            case "swagger-ui.css":
                return _read(_swagger_ui(), "swagger-ui.min.css")
        return _read(self._folder, name)


def _swagger_ui() -> str:
    """The folder of Swagger UI: below /opt/python in Lambda, in the environment's packages elsewhere."""
    for place in sys.path:
        folder = os.path.join(place, POWERTOOLS_FOLDER)  # noqa: PTH118 (pathlib costs a public function 3 ms)
        if os.path.isdir(folder):  # noqa: PTH112
            return folder
    raise FileNotFoundError(POWERTOOLS_FOLDER)


def _read(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
        return file.read()
