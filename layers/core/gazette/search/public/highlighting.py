"""Highlights the words in texts that a query has found, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from itertools import islice

from gazette.search.analysis import Analyzer
from gazette.search.word_table import find_starts

SNIPPET = 190
"""Characters of a snippet, about."""
BEFORE = 60
"""Characters of a snippet before the first word that was found."""
MAX_PLACES = 40
"""Places of each word, and of all, that are compared for a snippet. Further ones are not looked at."""

Place = tuple[int, int, str]
"""Start and end of a word, and its stem."""


class Highlighter:
    """Knows the stems that a query has found, and the beginning of a word that a visitor may still be typing."""

    def __init__(self, analyzer: Analyzer, stems: Collection[str], prefix: str) -> None:
        self._analyzer, self._stems, self._prefix = analyzer, frozenset(stems), prefix

    def highlight(self, text: str) -> str:
        """A short text with `<mark>` around what was found."""
        return _render(text, 0, len(text), self._find(text))

    def cut_snippet(self, text: str, words: bytes | None = None) -> str:
        """A snippet of a text: the place with most of the words that were found, else its beginning.

        `words` is the table of the text's words, without which a long text takes its time.
        """
        places = self._find(text)[:MAX_PLACES] if words is None else self._look_up(text, words)
        start = _choose_start(text, places)
        end = len(text)
        if start + SNIPPET < end:
            blank = text.rfind(" ", start + SNIPPET // 2, start + SNIPPET)
            end = blank if blank > 0 else start + SNIPPET
        html = _render(text, start, end, places).replace("\n", " ").strip()
        return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"

    def _find(self, text: str) -> list[Place]:
        """The places of stems, and of words with the beginning, in their order."""
        stem_word, fold = self._analyzer.stem_word, self._analyzer.fold
        return [
            (*match.span(), stem)
            for match in self._analyzer.find_words(text)
            if (stem := stem_word(match[0])) in self._stems
            or (self._prefix and fold(match[0]).startswith(self._prefix))
        ]

    def _look_up(self, text: str, words: bytes) -> list[Place]:
        """The first places of stems, in their order. Completions of what is being typed are among the stems."""
        stem_word, match_word = self._analyzer.stem_word, self._analyzer.match_word
        places = [
            (*match.span(), stem)
            for stem in self._stems
            for start in islice(find_starts(words, stem), MAX_PLACES)
            if (match := match_word(text, start)) and stem_word(match[0]) == stem
        ]
        return sorted(places)[:MAX_PLACES]


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
