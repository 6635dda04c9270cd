"""Highlights the words in texts that a query has found, as safe HTML."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from html import escape
from itertools import islice

from gazette.search.analysis import Analyzer
from gazette.search.word_table import find_starts

MAX_PLACES = 40
"""Places of each stem that are looked up. Further ones are not looked at."""

MARK, MARK_END = "<mark>", "</mark>"

Occurrence = tuple[int, str]
"""The start of a word that was found, and its stem."""


class Highlighter:
    """Knows the stems that a query has found, and the beginning of a word that a visitor may still be typing."""

    def __init__(self, analyzer: Analyzer, stems: Collection[str], prefix: str) -> None:
        self._analyzer, self._stems, self._prefix = analyzer, frozenset(stems), prefix

    def highlight(self, text: str) -> str:
        """A short text with `<mark>` around what was found."""
        return self.render(text, 0, len(text), self.find(text))

    def find(self, text: str) -> list[Occurrence]:
        """What was found in a short text."""
        stem_word, fold = self._analyzer.stem_word, self._analyzer.fold
        found = [
            (match.start(), stem)
            for match in self._analyzer.find_words(text)
            if (stem := stem_word(match[0])) in self._stems
            or (self._prefix and fold(match[0]).startswith(self._prefix))
        ]
        return sorted(found + [one for one in self._analyzer.find_joined(text) if one[1] in self._stems])

    def look_up(self, words: bytes) -> list[Occurrence]:
        """What may have been found in a text, by the table of its words. Completions of what is being typed are among
        the stems."""
        return sorted((start, stem) for stem in self._stems for start in islice(find_starts(words, stem), MAX_PLACES))

    def is_right(self, text: str, found: Occurrence) -> bool:
        """Whether a word that was looked up is in the text."""
        return self._analyzer.find_end(text, *found) > 0

    def render(self, text: str, start: int, end: int, found: Iterable[Occurrence]) -> str:
        """A part of a text as HTML, with marks around the words that were found and are whole in it."""
        html, at = [], start
        for one in found:
            first, last = one[0], self._analyzer.find_end(text, *one)
            if at <= first < last <= end:
                html += [
                    escape(text[at:first], quote=False),
                    MARK,
                    escape(text[first:last], quote=False),
                    MARK_END,
                ]
                at = last
        return "".join([*html, escape(text[at:end], quote=False)])
