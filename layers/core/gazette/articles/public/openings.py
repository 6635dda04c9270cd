"""The beginning of an article's text, for places that show it when the article has no dek."""

from __future__ import annotations

import html
import re

from gazette.text import is_blank

MAX_OPENING = 1000
"""Characters, as many as a dek may have."""

_BLOCK = re.compile(r"<(/?)(p|figure|blockquote|table|ul|ol|pre)\b[^>]*>")
_BREAK = re.compile(r"<br\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def extract_opening(body: str) -> str:
    """The text of the first paragraphs of a rendered body, on one line and without markup, up to `MAX_OPENING`
    characters. Quotes, lists, tables, captions and cards of videos and posts are no part of it."""
    opening, depth, start = "", 0, 0
    for tag in _BLOCK.finditer(body):
        closes, name = bool(tag[1]), tag[2]
        if name != "p":
            depth += -1 if closes else 1
        elif depth == 0 and not closes:
            start = tag.end()
        elif depth == 0:
            opening = f"{opening} {_read_text(body[start : tag.start()])}".strip()
            if len(opening) >= MAX_OPENING:
                break
    return opening[:MAX_OPENING]


def _read_text(markup: str) -> str:
    text = " ".join(html.unescape(_TAG.sub("", _BREAK.sub(" ", markup))).split())
    return "" if is_blank(text) else text
