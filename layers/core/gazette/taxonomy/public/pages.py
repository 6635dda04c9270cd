"""Parameters of the public lists of tags and authors."""

from __future__ import annotations

from gazette import cursors
from gazette.errors import Invalid, Malformed
from gazette.http.public import parse_limit
from gazette.taxonomy.public.search_text import fold

PARAMETERS = ("lang", "limit", "cursor")
MAX_POSITION = 250
"""Characters of a slug, or of a search text with the slug behind it."""
MAX_QUERY = 200


class TermsPage:
    """The page that a request asks for: `limit`, the key to start `after`, and the folded `prefix` of a search."""

    def __init__(self, parameters: dict[str, str], kind: str, lang: str) -> None:
        self.limit = parse_limit(parameters)
        self.prefix = _parse_prefix(parameters["q"]) if "q" in parameters else None
        self._identity = f"{kind}|{lang}|{self.prefix or ''}"
        self.after = self._parse_cursor(parameters["cursor"]) if "cursor" in parameters else None

    def encode(self, last: str | None) -> str | None:
        """The cursor of the next page."""
        return None if last is None else cursors.encode(self._identity, last)

    def _parse_cursor(self, cursor: str) -> str:
        position = cursors.decode(self._identity, cursor)
        if len(position) > MAX_POSITION or not position.startswith(self.prefix or ""):
            raise Malformed("The cursor is damaged.")
        return position


def _parse_prefix(text: str) -> str:
    if len(text) > MAX_QUERY or min(text) < " ":
        raise Invalid.at("?q", f"It must have 1 to {MAX_QUERY} characters, without control characters.")
    return fold(text)
