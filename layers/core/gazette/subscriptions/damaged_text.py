"""Removes what mail programs, link services and word processors add to a text."""

import unicodedata
from urllib.parse import unquote

_MAX_ENCODINGS = 3
"""A rewritten link is percent-encoded once more for each service that rewrote it."""

_INVISIBLE = "\N{COMBINING GRAPHEME JOINER}"
"""Characters that nobody sees, beside the category Cf: zero-width spaces, soft hyphens, marks of direction."""
_HYPHENS = str.maketrans("\N{HYPHEN}\N{MINUS SIGN}", "--")


def clean(text: str) -> str:
    """The text without percent encodings and invisible characters. Variants of a letter or a hyphen become ASCII."""
    for _ in range(_MAX_ENCODINGS):
        text = unquote(text)
    text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return "".join(char for char in text if unicodedata.category(char) != "Cf" and char not in _INVISIBLE)
