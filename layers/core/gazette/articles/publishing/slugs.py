"""Slugs from titles, in Latin letters whatever the language; pure."""

from datetime import date

from slugify import slugify

from gazette.articles.model import RESERVED_SLUGS

MAX_SLUG = 120
NUMBERED = 20
"""The highest number behind a slug. Of a title that comes every day, the day says more."""

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


def candidates(title: str, lang: str, id: str, day: date) -> list[str]:
    """Slugs to try one after the other: the title's, -2 … -20, with the day, and with the id, which nobody else has.

    The id (in lower case) stands for a title that gives none.
    """
    base = slug_of(title, lang) or id
    endings = [*(f"-{number}" for number in range(2, NUMBERED + 1)), f"-{day.isoformat()}", f"-{id}"]
    own = [] if base in RESERVED_SLUGS else [base]
    return [*own, *(base[: MAX_SLUG - len(ending)].rstrip("-") + ending for ending in endings)]
