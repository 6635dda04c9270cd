"""The texts under which a tag is found: its slug and its names, in a form that ignores case, hyphens and spaces."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

MAX_SEARCH_TEXT = 60
"""Characters. What follows is not compared, so that a key of DynamoDB has room for it."""


def fold(text: str) -> str:
    """`new-york` from `New  York` or `new-york`. Empty for a text of spaces and hyphens only.

    It has no `#`, and in a key a shorter text comes before a longer one."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return re.sub(r"[\s#-]+", "-", folded).strip("-")[:MAX_SEARCH_TEXT].strip("-")


def list_search_texts(slug: str, names: Mapping[str, str]) -> list[str]:
    """All texts of a tag, sorted."""
    return sorted({fold(text) for text in (slug, *names.values())} - {""})


def choose_search_text(prefix: str, texts: list[str]) -> str | None:
    """The one text of a tag that represents it in a search, so that a list does not have it twice."""
    return min((text for text in texts if text.startswith(prefix)), default=None)
