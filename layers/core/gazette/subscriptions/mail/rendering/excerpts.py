"""Beginnings of texts for mails, in whole sentences."""

import re

from gazette.subscriptions.shortening import cut

_UNSAFE = re.compile(r"[ \x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
"""Blanks, line breaks, control characters, and characters that turn the direction of what follows."""
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”»“’)\]]*(?=\s+[\"'“«„(\[]*(\S))")
"""The end of a sentence and the first letter of the next."""
_LAST_WORD = re.compile(r"[^\s(«“„\"']+$")
_ABBREVIATIONS = frozenset(
    {"prof", "mrs", "gen", "sen", "gov", "col", "capt", "sgt", "проф", "акад", "ген", "млн", "млрд"}
)
_LONGEST_INITIAL = 2
"""Letters of `J.`, `Dr.`, `г.`, `им.`: rarely the last word of a sentence."""


def clean_line(text: str) -> str:
    """A text of another author on one line, without characters that could change what is around it."""
    return _UNSAFE.sub(" ", text).strip(" ")


def take_sentences(text: str, *, most: int, limit: int) -> str:
    """The first sentences of a text: at most `most`, and only those that fit in `limit` characters together.

    If not even the first fits, it is cut between two words.
    """
    text = clean_line(text)
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if _is_end(text, match)]
    fitting = [end for end in [*ends, len(text)][:most] if end <= limit]
    return text[: fitting[-1]] if fitting else cut(text[: ends[0]] if ends else text, limit)


def _is_end(text: str, match: re.Match[str]) -> bool:
    """Not after an abbreviation, and only before a capital letter or a digit."""
    if not (match[1].isupper() or match[1].isdigit()):
        return False
    if not match[0].startswith("."):
        return True
    word = _LAST_WORD.search(text, 0, match.start())
    last = word[0].lower() if word else ""
    return not (last in _ABBREVIATIONS or (last.isalpha() and len(last) <= _LONGEST_INITIAL) or "." in last)
