"""The OpenAPI document that a function carries: its bytes, and which methods it names for a path. Lean."""

import base64
import hashlib
import json
import zlib

GZIP = 31
"""zlib's name for a gzip container; its header carries no time, so that equal text makes equal bytes."""


def packed(content: bytes) -> tuple[str, str]:
    """(view, etag) as `stored_response` takes them: base64 text of gzip, 32 hex digits of the content."""
    view = base64.b64encode(zlib.compress(content, 9, GZIP)).decode()
    return view, hashlib.sha256(content).hexdigest()[:32]


class Document:
    """`openapi.json` beside the handler; read at the first need, then kept."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._packed: tuple[str, str] | None = None
        self._routes: list[tuple[list[str], list[str]]] | None = None

    def packed(self) -> tuple[str, str]:
        """(view, etag) of the document."""
        if self._packed is None:
            self._packed = packed(self._read())
        return self._packed

    def methods(self, path: str, languages: tuple[str, ...]) -> list[str]:
        """Methods of a raw path in the document's order, none where it names no such path.

        As in the gateway, one method may come from another template than the next; but `{lang}` stands only for a
        language of the site, or every path of one or two segments would be an article's page.
        """
        segments = path.split("/")
        found = [methods for template, methods in self._table() if _matches(template, segments, languages)]
        return list(dict.fromkeys(method for methods in found for method in methods))

    def _table(self) -> list[tuple[list[str], list[str]]]:
        if self._routes is None:
            paths = json.loads(self._read())["paths"]
            self._routes = [(path.split("/"), [method.upper() for method in item]) for path, item in paths.items()]
        return self._routes

    def _read(self) -> bytes:
        with open(self._path, "rb") as file:  # noqa: PTH123 (pathlib costs a public function 3 ms)
            return file.read()


def _matches(template: list[str], segments: list[str], languages: tuple[str, ...]) -> bool:
    return len(template) == len(segments) and all(
        segment in languages if part == "{lang}" else segment != "" if part.startswith("{") else part == segment
        for part, segment in zip(template, segments, strict=True)
    )
