"""Text, word count and reading time of a rendered body."""

import html
import re

from gazette.articles.body.tree import TAG
from gazette.text import is_blank

WORDS_PER_MINUTE = 200

_INLINE_TAG = re.compile(r"</?(?:strong|b|em|i|u|s|del|ins|mark|small|sub|sup|a|abbr|cite|q|time|code)\b[^>]*>")
_EMBED = re.compile(r"<figure\b[^>]* data-embed=.*?</figure>", re.DOTALL)
_WORD = re.compile(r"\w")


def extract_text(body: str) -> str:
    """The text of a rendered body, with spaces between blocks."""
    return html.unescape(TAG.sub(" ", _INLINE_TAG.sub("", body)))


def is_empty(body: str) -> bool:
    """Whether a rendered body shows neither text nor an image."""
    return "<img " not in body and is_blank(extract_text(body))


def count_words(body: str) -> int:
    """The number of words in the text of a rendered body, without the titles of videos and posts of other sites."""
    return sum(1 for word in extract_text(_EMBED.sub(" ", body)).split() if _WORD.search(word))


def estimate_reading_minutes(word_count: int) -> int:
    """Minutes at `WORDS_PER_MINUTE`, rounded up; at least 1."""
    return max(1, -(-word_count // WORDS_PER_MINUTE))
