"""The OpenAPI document that a function serves, and the methods of a path in it."""

import json

from gazette.encoding import etag, pack_view


class OpenApiDocument:
    """The document at `path`, read at the first use and cached."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._view: tuple[str, str] | None = None
        self._routes: list[tuple[list[str], list[str]]] | None = None

    def load_view(self, languages: tuple[str, ...]) -> tuple[str, str]:
        """(view, etag) of the document with the languages of this site, as `stored_response` takes them.

        The file has the languages of the template. A site may have others, and an enum without them would be wrong.
        """
        if self._view is None:
            content = self._read()
            document = json.loads(content)
            [lang] = document["paths"]["/{lang}"]["get"]["parameters"][:1]
            stored = lang["schema"]["enum"]
            if stored != list(languages):
                content = json.dumps(_replace_enum(document, stored, list(languages)), ensure_ascii=False).encode()
            self._view = pack_view(content), etag(content)
        return self._view

    def list_methods(self, path: str, languages: tuple[str, ...]) -> list[str]:
        """Methods of a raw path, in the document's order; empty if no path template matches.

        A path may match several templates, as in the gateway. `{lang}` matches only languages of the site, in any
        letter case: otherwise every path of one or two segments would be the page of an article.
        """
        segments = path.split("/")
        lower = {language.lower() for language in languages}
        matching = [methods for template, methods in self._load_routes() if _matches(template, segments, lower)]
        return list(dict.fromkeys(method for methods in matching for method in methods))

    def _load_routes(self) -> list[tuple[list[str], list[str]]]:
        if self._routes is None:
            paths = json.loads(self._read())["paths"]
            self._routes = [(path.split("/"), [method.upper() for method in item]) for path, item in paths.items()]
        return self._routes

    def _read(self) -> bytes:
        with open(self._path, "rb") as file:  # noqa: PTH123 (pathlib costs a public function 3 ms)
            return file.read()


def _replace_enum(value: object, old: list[str], new: list[str]) -> object:
    """The JSON value with each enum `old` replaced."""
    if isinstance(value, list):
        return [_replace_enum(item, old, new) for item in value]
    if isinstance(value, dict):
        return {
            key: new if (key, item) == ("enum", old) else _replace_enum(item, old, new) for key, item in value.items()
        }
    return value


def _matches(template: list[str], segments: list[str], languages: set[str]) -> bool:
    """`languages` are in lower case."""
    return len(template) == len(segments) and all(
        segment.lower() in languages if part == "{lang}" else segment != "" if part.startswith("{") else part == segment
        for part, segment in zip(template, segments, strict=True)
    )
