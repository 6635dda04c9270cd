"""Shortens texts of mails and posts between two words. Lengths are in UTF-16 units, as Telegram counts them."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"
_JOINER = "\u200d"
_DANGLING = " \t\n\u00a0,;:–—-([{«„“/"
"""Characters that look wrong before an ellipsis."""


def count_units(text: str) -> int:
    """Length in UTF-16 units. An emoji has two or more."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """The text, or its beginning with an ellipsis if it has more than `limit` UTF-16 units.

    The cut is between words; within a word only if the text would lose more than half. Empty if nothing fits.
    """
    if count_units(text) <= limit:
        return text
    end = _find_end(text, limit - count_units(ELLIPSIS))
    space = max((at for at in range(end, 0, -1) if text[at].isspace()), default=0)
    end = space if 2 * space >= end else _leave_whole_character(text, end)
    beginning = text[:end].rstrip(_DANGLING)
    return beginning + ELLIPSIS if beginning else ""


def _find_end(text: str, limit: int) -> int:
    """Number of characters that have at most `limit` UTF-16 units."""
    units = 0
    for position, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return position
    return len(text)


def _leave_whole_character(text: str, end: int) -> int:
    """The end, or an earlier one that does not part a letter from its marks, or a joined emoji."""
    while end > 0 and (unicodedata.category(text[end]) in ("Mn", "Mc", "Me", "Cf") or text[end - 1] == _JOINER):
        end -= 1
    return end
