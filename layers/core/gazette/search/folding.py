"""One form for the spellings of a word: lower case, without accents and apostrophes, and Uzbek in one script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

APOSTROPHES = "'’‘ʼʻ`´ʹ′ʾʿ"
"""What people type and paste for the apostrophes of Uzbek and English."""
INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
"""Soft hyphens, joiners and the like, which texts from office programs have within words."""
_MARKS = (
    r"\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0900-\u0963\u0966-\u0dff\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Signs within words that are no letters to Python: accents, the vowels of Arabic, Hebrew and Thai, and the blocks of
the scripts of India, in which they are parts of letters."""

WORD = re.compile(rf"\w[\w{_MARKS}{INVISIBLE}]*")
WORD_WITH_APOSTROPHES = re.compile(rf"\w[\w{_MARKS}{INVISIBLE}]*(?:[{APOSTROPHES}]+\w[\w{_MARKS}{INVISIBLE}]*)*")
UZBEK_WORD = re.compile(rf"\w+(?:[{_MARKS}{INVISIBLE}]+\w*|[{APOSTROPHES}]+\w+|(?<=[oOgG])[{APOSTROPHES}])*")
"""An apostrophe may also end a word of Uzbek, as in `togʻ`. Other ones at an end are quotation marks."""

JOINED = re.compile(r"(?<![\w\-‐‑])[^\W\d]\w*(?:[-‐‑]\w+)+|(?<![\w.,])\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\w)")
"""What others write in one word: words with hyphens, such as `e-mail`, and numbers with separators, such as `12,500`. A
number before a hyphen is a word of its own, as in `2025-yil`."""

MAX_WORD = 60
"""Letters. What follows is not compared."""

_REMOVED = dict.fromkeys(map(ord, APOSTROPHES + INVISIBLE), "")
_OWN = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ı": "i",
    "ħ": "h",
    "ς": "σ",
}
_UZBEK_CYRILLIC = dict(
    zip("абвгғдежзийкқлмноўпрстуфхҳцыэ", "abvggdejziykqlmnooprstufxhsie", strict=True),
    ё="yo",
    ч="ch",
    ш="sh",
    щ="sh",
    ъ="",
    ь="",
    ю="yu",
    я="ya",
)
_UZBEK_LATIN = {"ş": "sh", "ç": "ch"}
"""Letters of the proposed reform of the alphabet."""


class _Table(dict[int, str]):
    """A table for `str.translate`, which gets the letters of each script when they first occur."""

    def __init__(self, own: dict[str, str]) -> None:
        super().__init__(_REMOVED)
        self._own = own

    def __missing__(self, code: int) -> str:
        folded = "".join(self._fold(letter) for letter in chr(code).lower())
        self[code] = folded
        return folded

    def _fold(self, letter: str) -> str:
        """Latin and Greek letters lose their accents. Cyrillic ones do not: й is another letter than и."""
        if letter in self._own:
            return self._own[letter]
        parts = [part for part in unicodedata.normalize("NFKD", letter) if not part.isspace()]
        if parts and (parts[0].isascii() or "Α" <= parts[0] <= "ω"):
            return "".join(part for part in parts if not unicodedata.combining(part)).lower()
        # The signs of the scripts of India are needed to read a word, and by the stemmer of Tamil.
        is_accent = unicodedata.combining(letter) and letter < "\u0900"
        return "" if is_accent or not parts else letter


_GENERAL = _Table({**_OWN, "ё": "е"})
_UZBEK = _Table({**_OWN, **_UZBEK_CYRILLIC, **_UZBEK_LATIN})


def fold(word: str) -> str:
    """`елка` from `Ёлка`, `cafe` from `Café`."""
    return _compose(word).translate(_GENERAL)[:MAX_WORD]


def fold_english(word: str) -> str:
    """As `fold`, without the ending of a possessive: `government` from `Government’s`."""
    folded = _compose(word)
    if len(folded) > 3 and folded[-1] in "sS" and folded[-2] in APOSTROPHES:
        folded = folded[:-2]
    return folded.translate(_GENERAL)[:MAX_WORD]


def fold_uzbek(word: str) -> str:
    """`ozbekiston` from `Oʻzbekiston`, `O'zbekiston` and `Ўзбекистон`.

    Many people type no apostrophe, so that oʻ and o, gʻ and g are one. The two scripts also differ in what they write
    for е (`ye`, `e`) and ц (`ts`, `s`), and in the names of two months.
    """
    folded = _compose(word).translate(_UZBEK)
    return folded.replace("ye", "e").replace("ts", "s").replace("tyabr", "tabr")[:MAX_WORD]


def choose_folding(language: str) -> tuple[re.Pattern[str], Callable[[str], str]]:
    """The pattern of a word and the folding of a language, such as `uz` for `uz-Cyrl`."""
    if language == "uz":
        return UZBEK_WORD, fold_uzbek
    if language == "en":
        return WORD_WITH_APOSTROPHES, fold_english
    return WORD, fold


def _compose(word: str) -> str:
    return word if word.isascii() else unicodedata.normalize("NFC", word)
