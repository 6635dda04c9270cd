"""Removes what mail programs, link services and word processors add to a text."""

import re
import unicodedata
from urllib.parse import unquote

_MAX_ENCODINGS = 3
"""A rewritten link is changed once more by each service that rewrote it."""

_PROOFPOINT_2 = re.compile(r"urldefense\.proofpoint\.com/v2/url\?u=([^&\s]+)\S*")
_PROOFPOINT_3 = re.compile(r"urldefense(?:\.proofpoint)?\.\w+/v3/__((?:(?!/v3/__)\S)+?)__;\S*")
"""Links of a service that has encodings of its own. The address is followed by signatures, which look like codes."""

_INVISIBLE = "\N{COMBINING GRAPHEME JOINER}"
"""Characters that nobody sees, beside the category Cf: zero-width spaces, soft hyphens, marks of direction."""
_HYPHENS = str.maketrans("\N{HYPHEN}\N{MINUS SIGN}", "--")


def clean(text: str) -> str:
    """The text without wrapped links, percent encodings and invisible characters.

    Variants of a letter or of a hyphen become ASCII.
    """
    for _ in range(_MAX_ENCODINGS):
        text = unquote(_unwrap_links(text))
    text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return "".join(char for char in text if unicodedata.category(char) != "Cf" and char not in _INVISIBLE)


def _unwrap_links(text: str) -> str:
    # Version 2 writes `%` as `-`, and `/` as `_`. Version 3 writes special characters as `*`; ours is the `#`.
    text = _PROOFPOINT_2.sub(lambda found: found[1].replace("-", "%").replace("_", "/"), text)
    return _PROOFPOINT_3.sub(lambda found: found[1].replace("*", "#"), text)
