"""Slugs from titles, in Latin letters whatever the language; pure."""

from collections.abc import Iterator

from slugify import slugify

from gazette.articles.model import RESERVED_SLUGS

MAX_SLUG = 120

_APOSTROPHES = [(mark, "") for mark in "'`´ʹʻʼʽˈ‘’‛′"]
"""Uzbek writes o‘ and g‘ with any of them; in English they stand inside a word."""

_CYRILLIC = list(
    zip(
        "ёйхцчшщъьэюя",
        ("yo", "y", "kh", "ts", "ch", "sh", "shch", "", "", "e", "yu", "ya"),
        strict=True,
    )
)
_UZBEK = [("ў", "o"), ("ғ", "g"), ("қ", "q"), ("ҳ", "h"), ("х", "x"), ("ж", "j"), ("ё", "yo"), ("ъ", "")]
"""The Latin alphabet of 1995, apostrophes dropped."""


def slug_of(title: str, lang: str) -> str:
    """A slug of at most `MAX_SLUG` characters, cut between words; "" where the title has no letter or digit."""
    letters = [*_APOSTROPHES, *(_UZBEK if lang.startswith("uz") else []), *_CYRILLIC]
    text = title.lower()
    for letter, latin in letters:
        text = text.replace(letter, latin)
    return slugify(text, max_length=MAX_SLUG, word_boundary=True, save_order=True)


def candidates(title: str, lang: str, fallback: str) -> Iterator[str]:
    """Slugs to try one after the other: the title's, then -2, -3 …; `fallback` where the title gives none."""
    base = slug_of(title, lang) or fallback
    if base not in RESERVED_SLUGS:
        yield base
    number = 2
    while True:
        ending = f"-{number}"
        yield base[: MAX_SLUG - len(ending)].rstrip("-") + ending
        number += 1
