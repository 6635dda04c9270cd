"""Text as it is kept: in composed form, without control characters, on one line or several. Pure."""

import re
import unicodedata
from typing import Any

_NOT_IN_PROSE = r"\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(f"[{_NOT_IN_PROSE}]")
_FORBIDDEN_IN_A_LINE = re.compile(rf"[\t\n\u2028\u2029{_NOT_IN_PROSE}]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Embeddings, overrides and isolates: they change the direction of what stands after the text that holds them."""

_UNSEEN = frozenset({"Cf", "Zs", "Zl", "Zp", "Cc"})


def composed(text: str) -> str:
    """NFC, as every text is kept."""
    return unicodedata.normalize("NFC", text)


def one_line(value: Any) -> Any:
    """NFC, without spaces around; blank is None. ValueError for what a title or a name cannot have."""
    if not isinstance(value, str):
        return value
    line = composed(value).strip(" \u00a0")
    if _FORBIDDEN_IN_A_LINE.search(line):
        raise ValueError("line breaks and control characters are not taken here")
    if _TURNING.search(line):
        raise ValueError("characters that turn the direction of text are not taken here")
    return None if is_blank(line) else line


def some_line(value: Any) -> Any:
    """As `one_line`, but blank is the empty text, which a least length refuses in its own words."""
    line = one_line(value)
    return "" if line is None and isinstance(value, str) else line


def prose(value: Any) -> Any:
    """NFC, line feeds only; blank is None. ValueError for control characters."""
    if not isinstance(value, str):
        return value
    text = composed(value).replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise ValueError("control characters are not taken here")
    return None if is_blank(text) else text


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing of it: spaces, and characters without width."""
    return all(unicodedata.category(character) in _UNSEEN for character in text)
