"""Chooses the language of a page for a visitor."""

from __future__ import annotations

import re
from collections.abc import Iterable

_TAG = re.compile(r"[A-Za-z0-9-]*")


def choose_language(languages: tuple[str, ...], requested: Iterable[str], accept_language: str) -> str:
    """The first requested language that the site has, else the browser's (`Accept-Language`), else the first language.

    A requested tag ends at the first character that no tag has: mail programs append dots, brackets and fragments.
    Texts with control characters are ignored.
    """
    by_tag = {lang.lower(): lang for lang in languages}
    for text in filter(str.isprintable, [*requested, *_parse_accept_language(accept_language)]):
        tag = _TAG.match(text)[0].lower()  # type: ignore[index]
        lang = by_tag.get(tag) or by_tag.get(tag.partition("-")[0])
        if lang:
            return lang
    return languages[0]


def _parse_accept_language(header: str) -> list[str]:
    """Tags of an Accept-Language header in the order of their weights (RFC 9110, 12.5.4)."""
    weighted = []
    for part in header.split(","):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), tag.strip()))
        except ValueError:
            continue
    return [tag for weight, tag in sorted(weighted, key=lambda pair: pair[0]) if weight < 0]
