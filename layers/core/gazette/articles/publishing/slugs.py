"""Slugs from titles: Latin letters for every language of the site."""

from datetime import date

from slugify import slugify

from gazette.articles.fields import RESERVED_SLUGS
from gazette.text import MAX_SLUG

MAX_NUMBER = 20
"""The highest number at the end of a slug. For a title that is used every day, the date is more useful."""

_APOSTROPHES = [(mark, "") for mark in "'`´ʹʻʼʽˈ‘’‛′"]
"""Characters that people type as the apostrophe of the Uzbek o‘ and g‘, or inside English words."""

_CYRILLIC = list(
    zip(
        "ёйхцчшщъьэюя",
        ("yo", "y", "kh", "ts", "ch", "sh", "shch", "", "", "e", "yu", "ya"),
        strict=True,
    )
)
_UZBEK = [("ў", "o"), ("ғ", "g"), ("қ", "q"), ("ҳ", "h"), ("х", "x"), ("ж", "j"), ("ё", "yo"), ("ъ", "")]
"""The Latin alphabet of 1995, without apostrophes."""


def slugify_title(title: str, lang: str) -> str:
    """A slug of at most `MAX_SLUG` characters, cut between words; "" if the title has no letter or digit."""
    letters = [*_APOSTROPHES, *(_UZBEK if lang.startswith("uz") else []), *_CYRILLIC]
    text = title.lower()
    for letter, latin in letters:
        text = text.replace(letter, latin)
    return slugify(text, max_length=MAX_SLUG, word_boundary=True, save_order=True)


def build_candidates(title: str, lang: str, id: str, day: date) -> list[str]:
    """Slugs to try in this order: of the title alone, with -2 … -20, with the day, and with the id, which is unique.

    The id (in lower case) replaces a title without letters and digits.
    """
    base = slugify_title(title, lang) or id
    endings = [*(f"-{number}" for number in range(2, MAX_NUMBER + 1)), f"-{day.isoformat()}", f"-{id}"]
    own = [] if base in RESERVED_SLUGS else [base]
    return [*own, *(base[: MAX_SLUG - len(ending)].rstrip("-") + ending for ending in endings)]
