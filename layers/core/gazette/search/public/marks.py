"""Marks the words in texts that a query has found, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
        """The text with `<mark>` around what was found."""
        return _render(text, 0, len(text), self._find(text, len(text)))

    def cut(self, text: str) -> str:
        """A snippet of a text: the place with most of the words that were found, else its beginning."""
        places = self._find(text, MAX_PLACES)
        start = _choose_start(text, places)
        end = len(text)
        if start + SNIPPET < end:
            blank = text.rfind(" ", start + SNIPPET // 2, start + SNIPPET)
            end = blank if blank > 0 else start + SNIPPET
        html = _render(text, start, end, places).replace("\n", " ").strip()
        return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"

    def _find(self, text: str, most: int) -> list[Place]:
        places: list[Place] = []
        stem_word, fold, stems, prefix = self._analyzer.stem_word, self._analyzer.fold, self._stems, self._prefix
        for match in self._analyzer.find_words(text):
            word = match[0]
            stem = stem_word(word)
            if stem in stems or (prefix and fold(word).startswith(prefix)):
                places.append((*match.span(), stem))
                if len(places) == most:
                    break
        return places


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
