"""Words and stems of a text, by language.

Words are found and folded here, because the same has to be done to mark words in a text. The stemmers are Snowball's,
which Tantivy has; Uzbek has its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from re import Match

import tantivy

from gazette.search import uzbek
from gazette.search.folding import choose_folding

SNOWBALL = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
CACHED_WORDS, CACHED_PIECES = 50_000, 50_000
"""Entries of the tables of a language, of which each takes about 200 bytes."""


class Analyzer:
    """The analysis of a language, such as `uz-Cyrl`. One without a stemmer is only folded.

    `find_words` yields the words of a text with their places.
    """

    def __init__(self, lang: str) -> None:
        language = lang.partition("-")[0].lower()
        pattern, self.fold = choose_folding(language)
        self.find_words: Callable[[str], Iterator[Match[str]]] = pattern.finditer
        self._split: Callable[[str], list[str]] = pattern.findall
        self.stem = lru_cache(CACHED_WORDS)(_choose_stemmer(language))
        self.stem_word = lru_cache(CACHED_WORDS)(lambda word: self.stem(self.fold(word)))
        self._pieces = Pieces(lambda piece: map(self.stem_word, self._split(piece)))

    def fold_words(self, text: str) -> list[str]:
        """The folded words of a text, without stemming."""
        return [folded for word in self._split(text) if (folded := self.fold(word))]

    def join_stems(self, text: str) -> str:
        """The stems of a text with blanks between them: what an index gets, which splits it there."""
        return " ".join(filter(None, map(self.stem_word, self._split(text))))

    def find_pieces(self, text: str, stems: Iterable[str]) -> set[str]:
        """The pieces between blanks of a text that have a word with one of these stems."""
        return self._pieces.find(text, stems)


class Pieces:
    """Pieces of texts between blanks, such as `(water,`, by the stems of their words.

    Texts consist of the same pieces again and again. So those of a text that are asked for are an intersection of two
    sets, which takes a tenth of the time that it takes to analyse all its words.
    """

    def __init__(self, list_stems: Callable[[str], Iterable[str]]) -> None:
        self._list_stems = list_stems
        self._known: set[str] = set()
        self._by_stem: defaultdict[str, set[str]] = defaultdict(set)

    def find(self, text: str, stems: Iterable[str]) -> set[str]:
        pieces = set(text.split())
        if len(self._known) >= CACHED_PIECES:
            self._known.clear()
            self._by_stem.clear()
        for piece in (new := pieces - self._known):
            for stem in self._list_stems(piece):
                self._by_stem[stem].add(piece)
        self._known |= new
        return pieces.intersection(chain.from_iterable(self._by_stem.get(stem, ()) for stem in stems))


def _choose_stemmer(language: str) -> Callable[[str], str]:
    if language == "uz":
        return uzbek.stem
    if language not in SNOWBALL:
        return str
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    analyze = builder.filter(tantivy.Filter.stemmer(SNOWBALL[language])).build().analyze

    def stem(word: str) -> str:
        return analyze(word)[0] if word else ""

    return stem


@lru_cache
def get_analyzer(lang: str) -> Analyzer:
    """The analyzer of a language, with the caches of this process."""
    return Analyzer(lang)
