"""Words and stems of a text, by language.

Words are found and folded here, because the same has to be done to mark words in a text. The stemmers are Snowball's,
which Tantivy has; Uzbek has its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from re import Match

import tantivy

from gazette.search import uzbek
from gazette.search.folding import JOINED, choose_folding

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
CACHED_WORDS = 50_000
"""Words of a language whose stems are kept, of which each takes about 200 bytes."""


class Analyzer:
    """The analysis of a language, such as `uz-Cyrl`. One without a stemmer is only folded.

    `find_words` yields the words of a text with their places; `stem` and `stem_all` take folded words.
    """

    def __init__(self, lang: str) -> None:
        language = lang.partition("-")[0].lower()
        pattern, self.fold = choose_folding(language)
        self.find_words: Callable[[str], Iterator[Match[str]]] = pattern.finditer
        self._match: Callable[[str, int], Match[str] | None] = pattern.match
        self._split: Callable[[str], list[str]] = pattern.findall
        self.stem_all = _choose_stemmer(language)
        self.stem = lru_cache(CACHED_WORDS)(lambda word: self.stem_all([word])[0] if word else "")
        self.stem_word = lru_cache(CACHED_WORDS)(lambda word: self.stem(self.fold(word)))

    def fold_words(self, text: str) -> list[str]:
        """The folded words of a text, without stemming."""
        return [folded for word in self._split(text) if (folded := self.fold(word))]

    def find_stems(self, text: str) -> list[tuple[int, str]]:
        """The stems of a text, each with the place of its word's first character."""
        return [(word.start(), stem) for word in self.find_words(text) if (stem := self.stem_word(word[0]))]

    def find_joined(self, text: str) -> list[tuple[int, str]]:
        """The stems of what others write in one word, such as `email` for `e-mail`, with their places."""
        return [(match.start(), stem) for match in JOINED.finditer(text) if (stem := self._stem_joined(match[0]))]

    def find_end(self, text: str, start: int, stem: str) -> int:
        """Where a word with a stem ends that begins at a place; 0 if there is none."""
        word = self._match(text, start)
        if word and self.stem_word(word[0]) == stem:
            return word.end()
        joined = JOINED.match(text, start)
        return joined.end() if joined and self._stem_joined(joined[0]) == stem else 0

    def join_stems(self, text: str) -> str:
        """The stems of a text with blanks between them: what an index gets, which splits it there."""
        return " ".join(filter(None, map(self.stem_word, self._split(text))))

    def _stem_joined(self, text: str) -> str:
        return self.stem_word(re.sub(r"\W", "", text))


def _choose_stemmer(language: str) -> Callable[[Iterable[str]], list[str]]:
    """Stems words. Words are folded, and none is empty."""
    if language == "uz":
        return lambda words: list(map(uzbek.stem, words))
    if language not in SNOWBALL:
        return list
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace())
    analyze = builder.filter(tantivy.Filter.stemmer(SNOWBALL[language])).build().analyze
    return lambda words: analyze(" ".join(words))


@lru_cache
def get_analyzer(lang: str) -> Analyzer:
    """The analyzer of a language, with the caches of this process."""
    return Analyzer(lang)
