"""Markers of list items, as Word writes them: `1.`, `b)`, `iv.` or a bullet."""

import re
from typing import NamedTuple

_NUMBER = re.compile(
    r"[([]?(?:\d{1,4}\.){0,8}(?:(?P<digits>\d{1,4})[.):\]]{0,2}|(?P<letters>[^\W\d_]|[ivxlc]{2,7})[.):\]]{1,2})",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\W{0,3}|\w")
"""`o`, `n` and other letters are bullets in the fonts of Word."""
_ROMAN = re.compile(r"(c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

BULLET = ""
DIGITS = "1"


class Numbering(NamedTuple):
    """How an item is numbered: `BULLET`, or a `type` of `ol` with the number of the item."""

    type: str
    number: int


def read_marker(marker: str) -> list[Numbering]:
    """What a marker may mean, the likeliest first: `c)` is the third letter or a hundred. Empty for other text."""
    match = _NUMBER.fullmatch(marker)
    if match and match["digits"]:
        return [Numbering(DIGITS, int(match["digits"]))]
    if not match:
        return [Numbering(BULLET, 0)] if _BULLET.fullmatch(marker) else []
    letters = match["letters"]
    readings = [reading for reading in (_read_roman(letters), _read_letter(letters)) if reading]
    if len(letters) > 1:
        return readings
    # A list of Roman numbers begins with `i`; other single letters are rather letters.
    if letters not in "iI":
        readings.reverse()
    return readings or [Numbering(DIGITS, 0)]


def _read_roman(letters: str) -> Numbering | None:
    if not _ROMAN.fullmatch(letters.lower()):
        return None
    values = [_VALUES[letter] for letter in letters.lower()]
    signs = (-1 if value < max(values[place:]) else 1 for place, value in enumerate(values))
    return Numbering(
        "I" if letters.isupper() else "i", sum(sign * value for sign, value in zip(signs, values, strict=True))
    )


def _read_letter(letters: str) -> Numbering | None:
    if len(letters) != 1 or not letters.isascii():
        return None
    return Numbering("A" if letters.isupper() else "a", ord(letters.lower()) - ord("a") + 1)
