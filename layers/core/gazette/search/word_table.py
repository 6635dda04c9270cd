"""Where the words of a text are: what an index keeps of each body, so that a snippet needs no analysis of it.

A table has a byte for each word, a hash of its stem, and then a byte for each word with its distance from the start of
the word before. Where a distance needs more, entries stand between them that are no words. So what is found has to be
compared with the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

FARTHEST = 255
"""Characters between two entries at most."""


def build_word_table(words: Iterable[tuple[int, str]]) -> bytes:
    """The table of words, of which each has the number of its first character and its stem."""
    hashes, distances, last = bytearray(), bytearray(), 0
    for start, stem in words:
        while start - last > FARTHEST:
            hashes.append(0)
            distances.append(FARTHEST)
            last += FARTHEST
        hashes.append(_hash(stem))
        distances.append(start - last)
        last = start
    return bytes(hashes + distances)


def find_starts(table: bytes, stem: str) -> Iterator[int]:
    """Where words begin that may have this stem."""
    hashes, distances = table[: len(table) // 2], table[len(table) // 2 :]
    wanted, start, counted = _hash(stem), 0, 0
    at = hashes.find(wanted)
    while at >= 0:
        start += sum(distances[counted : at + 1])
        counted = at + 1
        yield start
        at = hashes.find(wanted, counted)


def _hash(stem: str) -> int:
    return crc32(stem.encode()) & 255
