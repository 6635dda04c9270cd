"""Forms of texts: slugs, times, and what people type (NFC, without control characters, on one line or on several)."""

import re
import unicodedata

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SLUG = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
"""Pattern of a slug. In pydantic's regular expressions `$` is the end of the text; Python's need `fullmatch`."""

MAX_SLUG = 120
"""Characters."""

RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
"""Form of a time with its offset. Python also reads `20251218T07Z`, and weeks."""

_UNPRINTABLE = r"\u007f-\u009f\ufffe\uffff"
PROSE = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_UNPRINTABLE}]*$"
"""Pattern of `normalize_prose` for the reference."""
_NO_LINE = rf"\u0000-\u001f\u2028-\u202e\u2066-\u2069{_UNPRINTABLE}"
LINE = f"^[^{_NO_LINE}]*$"
"""Pattern of `normalize_line` for the reference."""
VISIBLE_LINE = rf"^[^{_NO_LINE}]*[^\s{_NO_LINE}][^{_NO_LINE}]*$"
"""Pattern of `normalize_required_line` for the reference. It does not know the rarer characters that show nothing."""

_CONTROLS = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_NOT_IN_PROSE = re.compile(f"[{_CONTROLS}]")
_NOT_IN_A_LINE = re.compile(rf"[\t\n\u2028\u2029{_CONTROLS}]")
_BIDI_CONTROLS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates. They would also change the direction of the text after the line."""

_INVISIBLE_CATEGORIES = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})
_OTHER_INVISIBLE = re.compile(
    r"[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Joiners, fillers, variation selectors and the blank Braille pattern: letters, marks or symbols that show nothing
(Unicode's Default_Ignorable_Code_Point)."""


def normalize_line(value: "Any") -> "Any":
    """NFC without outer spaces; None for a blank line. A value that is not a text is returned as it is.

    Raises ValueError for line breaks, control characters and bidirectional controls.
    """
    if not isinstance(value, str):
        return value
    line = _compose(value).strip(" \u00a0")
    if _NOT_IN_A_LINE.search(line):
        raise ValueError("line breaks and control characters are not taken here")
    if _BIDI_CONTROLS.search(line):
        raise ValueError("characters that turn the direction of text are not taken here")
    return None if is_blank(line) else line


def normalize_required_line(value: "Any") -> "Any":
    """As `normalize_line`, but the empty text for a blank line, so that the field's minimum length refuses it."""
    line = normalize_line(value)
    return "" if line is None and isinstance(value, str) else line


def normalize_prose(value: "Any") -> "Any":
    """NFC with line feeds as the only line breaks; None for a blank text. Raises ValueError for control characters."""
    if not isinstance(value, str):
        return value
    text = _compose(value).replace("\r\n", "\n").replace("\r", "\n")
    if _NOT_IN_PROSE.search(text):
        raise ValueError("control characters are not taken here")
    return None if is_blank(text) else text


def is_blank(text: str) -> bool:
    """Whether a text has only spaces and characters that show nothing."""
    return all(
        unicodedata.category(character) in _INVISIBLE_CATEGORIES or _OTHER_INVISIBLE.match(character)
        for character in text
    )


def _compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)
