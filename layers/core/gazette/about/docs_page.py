"""The documentation page: Swagger UI with the API's own document, and nothing from another host.

The page, its script and its style are files beside the handler. Swagger UI comes with Powertools. Its files are read
from the package's folder, without an import of the package.
"""

import os
import sys

from gazette.encoding import etag, pack_view

POWERTOOLS_FOLDER = "aws_lambda_powertools/event_handler/openapi/swagger_ui"

HTML, SCRIPT, STYLE = "text/html; charset=utf-8", "text/javascript; charset=utf-8", "text/css; charset=utf-8"

HEADERS = {
    # Swagger UI draws its arrows as data: images. Scripts and styles come from our own files only.
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}


class DocsPage:
    """`folder` has the files `page.html`, `page.js` and `page.css`."""

    def __init__(self, folder: str, site_name: str) -> None:
        self._folder, self._site_name = folder, site_name
        self._views: dict[str, tuple[str, str]] = {}

    def render(self) -> str:
        """The HTML of the page."""
        import html  # not at module level: it loads a table of 2,000 entities

        return _read(self._folder, "page.html").decode().replace("{{site}}", html.escape(self._site_name))

    def load_file(self, name: str) -> tuple[str, str, str] | None:
        """(view, etag, media type) of a file that the page loads; None for any other name."""
        files = {"page.js": SCRIPT, "page.css": STYLE, "swagger-ui.js": SCRIPT, "swagger-ui.css": STYLE}
        if name not in files:
            return None
        if name not in self._views:
            content = self._read_file(name)
            self._views[name] = pack_view(content), etag(content)
        return (*self._views[name], files[name])

    def _read_file(self, name: str) -> bytes:
        match name:
            case "swagger-ui.js":
                return _read(_swagger_ui_folder(), "swagger-ui-bundle.min.js")
            case "swagger-ui.css":
                return _read(_swagger_ui_folder(), "swagger-ui.min.css")
        return _read(self._folder, name)


def _swagger_ui_folder() -> str:
    """Folder of Swagger UI: below /opt/python in Lambda, in the environment's site-packages elsewhere."""
    for directory in sys.path:
        folder = os.path.join(directory, POWERTOOLS_FOLDER)  # noqa: PTH118 (pathlib costs a public function 3 ms)
        if os.path.isdir(folder):  # noqa: PTH112
            return folder
    raise FileNotFoundError(POWERTOOLS_FOLDER)


def _read(folder: str, name: str) -> bytes:
    with open(os.path.join(folder, name), "rb") as file:  # noqa: PTH118, PTH123
        return file.read()
