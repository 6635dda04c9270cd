"""Snippets: the part of a text with most of the words that were found, as safe HTML."""

from __future__ import annotations

from codecs import getincrementaldecoder
from collections.abc import Callable, Sequence
from zlib import decompressobj

from gazette.search.public.highlighting import Highlighter, Occurrence

SNIPPET = 190
"""Characters of a snippet, about."""
BEFORE = 60
"""Characters of a snippet before the first word that was found."""
REACH = SNIPPET - BEFORE - 20
"""Characters from the first word of a snippet in which others begin."""
MANY = 20
"""Words from which on each is compared with the text at once. Few are compared where they are chosen, so that the text
is unpacked no further."""
MOST_WORDS = 12
"""Words of a snippet that are counted."""


def cut_snippet(highlighter: Highlighter, text: str) -> str:
    """A snippet of a short text."""
    return _cut(highlighter, highlighter.find(text), lambda _end: text)


def cut_indexed_snippet(highlighter: Highlighter, packed: bytes, words: bytes) -> str:
    """A snippet of a text with the table of its words. The text is unpacked as far as the snippet needs it."""
    text = PackedText(packed)
    found = highlighter.look_up(words)
    if len(found) > MANY:
        found = [one for one in found if highlighter.is_right(text.read(one[0] + SNIPPET), one)]
    while wrong := [one for one in _choose(found) if not highlighter.is_right(text.read(one[0] + SNIPPET), one)]:
        found = [one for one in found if one not in wrong]
    return _cut(highlighter, found, text.read)


def _cut(highlighter: Highlighter, found: Sequence[Occurrence], read: Callable[[int], str]) -> str:
    """`read` returns the text: at least that many characters of it, or all."""
    chosen = _choose(found)
    first = chosen[0][0] if chosen else 0
    text = read(first + SNIPPET + 1)
    start = _find_start(text, first)
    end = len(text)
    if start + SNIPPET < end:
        blank = text.rfind(" ", start + SNIPPET // 2, start + SNIPPET)
        end = blank if blank > 0 else start + SNIPPET
    shown = [one for one in found if start <= one[0] < end]
    html = highlighter.render(text, start, end, shown).replace("\n", " ").strip()
    return f"{'… ' if start else ''}{html}{' …' if end < len(text) else ''}"


def _choose(found: Sequence[Occurrence]) -> Sequence[Occurrence]:
    """The words of the place with most different ones, the first of several."""
    best: Sequence[Occurrence] = ()
    most, possible = 0, len({stem for _, stem in found})
    for number, (start, _) in enumerate(found):
        near = [one for one in found[number : number + MOST_WORDS] if one[0] < start + REACH]
        different = len({stem for _, stem in near})
        if different > most:
            best, most = near, different
        if most == possible:
            break
    return best


def _find_start(text: str, first: int) -> int:
    """Where a snippet begins: a little before its first word, at the start of a line or of a word."""
    if first <= BEFORE:
        return 0
    line = text.rfind("\n", first - BEFORE, first)
    if line >= 0:
        return line + 1
    blank = text.find(" ", first - BEFORE, first)
    return blank + 1 if blank >= 0 else first


class PackedText:
    """A text that is unpacked as far as it is read."""

    def __init__(self, packed: bytes) -> None:
        self._packed, self._unpacker, self._decoder = packed, decompressobj(), getincrementaldecoder("utf-8")()
        self._text = ""

    def read(self, end: int) -> str:
        """The text: at least so many characters of it, or all."""
        while len(self._text) < end and not self._unpacker.eof:
            bytes_of_a_letter = 1 if self._text.isascii() else 2
            content = self._unpacker.decompress(self._packed, bytes_of_a_letter * (end - len(self._text)))
            if not content:
                break
            self._packed = self._unpacker.unconsumed_tail
            self._text += self._decoder.decode(content)
        return self._text
