"""Text as it is kept: in composed form, without control characters. Pure."""

import re
import unicodedata
from typing import Any

from gazette.errors import TooLarge

MAX_BODY = 300_000
"""Bytes of UTF-8."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_FORBIDDEN_IN_A_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]")


def one_line(value: Any) -> Any:
    """NFC, without spaces around; blank is None. ValueError for line breaks and other control characters."""
    if not isinstance(value, str):
        return value
    line = unicodedata.normalize("NFC", value).strip(" \u00a0")
    if _FORBIDDEN_IN_A_LINE.search(line):
        raise ValueError("line breaks and control characters are not taken here")
    return line or None


def prose(value: Any) -> Any:
    """NFC, line feeds only; blank is None. ValueError for control characters, `TooLarge` over `MAX_BODY` bytes."""
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value).replace("\r\n", "\n").replace("\r", "\n")
    if _FORBIDDEN.search(text):
        raise ValueError("control characters are not taken here")
    if len(text.encode(errors="surrogatepass")) > MAX_BODY:
        raise TooLarge(f"The body may have {MAX_BODY} bytes at most.")
    return text if text.strip() else None
