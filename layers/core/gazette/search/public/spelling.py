"""Words of the index that differ by one letter from a word that was typed."""

from __future__ import annotations

from collections.abc import Callable

from gazette.search.analysis import Analyzer

FEWEST_LETTERS = 5
"""Letters of a word that may be misspelled. Shorter ones have too many neighbours."""
PLAUSIBLE_FROM = 5
"""A word that articles have is taken for a misspelled one only if so many times more articles have the other."""
MAX_VARIANTS = 8
_ALPHABETS = ("abcdefghijklmnopqrstuvwxyz", "абвгдежзийклмнопрстуфхцчшщъыьэюяўқғҳіїєґәөүұңһ")


def list_variants(
    word: str, analyzer: Analyzer, count: Callable[[str], int], is_form: Callable[[str], bool]
) -> list[str]:
    """Stems of the index, the most frequent ones first.

    `count` says how many articles have a stem, `is_form` whether any has a word just so. If none has a neighbour of the
    word, the stems of all neighbours are looked at: an ending may be rare.
    """
    if len(word) < FEWEST_LETTERS or not word.isalpha():
        return []
    edits = _list_edits(word)
    stems = set(analyzer.stem_all(list(filter(is_form, edits)) or edits)) - {analyzer.stem(word), ""}
    fewest = max(1, PLAUSIBLE_FROM * count(analyzer.stem(word)))
    counts = {stem: number for stem in stems if (number := count(stem)) >= fewest}
    return sorted(counts, key=lambda stem: (-counts[stem], stem))[:MAX_VARIANTS]


def _list_edits(word: str) -> set[str]:
    """All texts with one letter more, less, other, or two neighbours swapped."""
    letters = next((alphabet for alphabet in _ALPHABETS if word[0] in alphabet), "".join(set(word)))
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in splits if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1),
        *(head + letter + tail[1:] for head, tail in splits if tail for letter in letters),
        *(head + letter + tail for head, tail in splits for letter in letters),
    }
