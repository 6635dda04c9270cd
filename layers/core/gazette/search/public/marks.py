"""Marks the words in texts that a query has found, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from html import escape

from gazette.search.analysis import Analyzer

SNIPPET = 190
"""Characters of a snippet, about."""
BEFORE = 60
"""Characters of a snippet before the first word that was found."""
MAX_PLACES = 40
"""Places that are compared for a snippet. Further ones are not looked at."""

Place = tuple[int, int, str]
"""Start and end of a word, and its stem."""


class Marker:
    """Knows the stems that a query has found, and the beginning of a word that a visitor may still be typing."""

    def __init__(self, analyzer: Analyzer, stems: Collection[str], prefix: str) -> None:
        self._analyzer, self._stems, self._prefix = analyzer, frozenset(stems), prefix

    def mark(self, text: str) -> str:
        """A short text with `<mark>` around what was found."""
        stem_word, fold = self._analyzer.stem_word, self._analyzer.fold
        places = [
            (*match.span(), stem)
            for match in self._analyzer.find_words(text)
            if (stem := stem_word(match[0])) in self._stems
            or (self._prefix and fold(match[0]).startswith(self._prefix))
        ]
        return _render(text, 0, len(text), places)

    def cut(self, text: str) -> str:
        """A snippet of a text: the place with most of the words that were found, else its beginning."""
        places = self._find(text)
        start = _choose_start(text, places)
        end = len(text)
        if start + SNIPPET < end:
            blank = text.rfind(" ", start + SNIPPET // 2, start + SNIPPET)
            end = blank if blank > 0 else start + SNIPPET
        html = _render(text, start, end, places).replace("\n", " ").strip()
        return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"

    def _find(self, text: str) -> list[Place]:
        """The first places of stems, in their order. Completions of what is being typed are among the stems."""
        pieces = self._analyzer.find_pieces(text, self._stems)
        places = [
            (at + match.start(), at + match.end(), stem)
            for piece in pieces
            for at in _list_places(text, piece)
            for match in self._analyzer.find_words(piece)
            if (stem := self._analyzer.stem_word(match[0])) in self._stems
        ]
        return sorted(places)[:MAX_PLACES]


def _list_places(text: str, piece: str) -> Iterator[int]:
    """Where a piece stands in a text with blanks around it."""
    at = text.find(piece)
    while at >= 0:
        end = at + len(piece)
        if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(piece, end)


def _choose_start(text: str, places: Sequence[Place]) -> int:
    """Where a snippet begins: before the place from which on it has most different words, the first of several."""
    if not places:
        return 0
    best, most = 0, 0
    for number, (start, _, _) in enumerate(places):
        within = {stem for at, end, stem in places[number : number + 12] if end <= start + SNIPPET - BEFORE}
        if len(within) > most:
            best, most = number, len(within)
    start = places[best][0]
    if start <= BEFORE:
        return 0
    line = text.rfind("\n", start - BEFORE, start)
    if line >= 0:
        return line + 1
    blank = text.find(" ", start - BEFORE, start)
    return blank + 1 if blank >= 0 else start


def _render(text: str, start: int, end: int, places: Sequence[Place]) -> str:
    html = []
    at = start
    for first, last, _ in places:
        if first >= at and last <= end:
            html += [escape(text[at:first], quote=False), "<mark>", escape(text[first:last], quote=False), "</mark>"]
            at = last
    return "".join([*html, escape(text[at:end], quote=False)])
