"""How long the text of an article may be. Pure."""

from typing import Any

from gazette import text
from gazette.errors import TooLarge

MAX_BODY = 300_000
"""Bytes of UTF-8."""


def body_text(value: Any) -> Any:
    """Prose as it is kept; `TooLarge` over `MAX_BODY` bytes."""
    kept = text.normalize_prose(value)
    if isinstance(kept, str) and len(kept.encode()) > MAX_BODY:
        raise TooLarge(f"The body may have {MAX_BODY} bytes at most.")
    return kept
