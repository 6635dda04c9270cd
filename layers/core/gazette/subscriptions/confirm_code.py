"""Finds the confirm token in what a person enters or pastes: the code, or the address of the link.

The page's script (web/assets/confirm.js) finds it in the address of the page by the same rules.
"""

import re

from gazette.subscriptions.damaged_text import clean

LENGTH = 43
"""Characters of a token: 32 bytes in base64url (RFC 4648, section 5)."""
MAX_CANDIDATES = 8
"""So many texts are looked up at most."""

_LAST_CHARACTERS = frozenset("AEIMQUYcgkosw048")
"""The last character of a token holds the last four bits, and two zeros."""
_RUN = rf"([\w-]{{{LENGTH},}})"
_PATTERNS = (re.compile(rf"#[^\w-]{{0,9}}(?:\w{{1,20}}=)?{_RUN}", re.ASCII), re.compile(_RUN, re.ASCII))
"""Fragments come first, because a rewriting service may add a signature of 43 characters behind the address."""


def list_candidates(text: str) -> tuple[str, ...]:
    """The parts of a text that can be a token, the likeliest first: the last fragment, else the last word.

    A word that is longer, because another word or markup touches the code, has several candidates.
    """
    cleaned = clean(text)
    # A mail program may break the code, and a person may paste it with the words before it.
    sources = dict.fromkeys([cleaned, "".join(cleaned.split())])
    runs = [run for pattern in _PATTERNS for source in sources for run in reversed(pattern.findall(source))]
    runs.sort(key=lambda run: len(run) != LENGTH)
    candidates = dict.fromkeys(part for run in runs for part in _list_parts(run))
    return tuple(candidates)[:MAX_CANDIDATES]


def _list_parts(run: str) -> list[str]:
    """The parts of a word that can be a token: first the end and the beginning of the word."""
    last = len(run) - LENGTH
    starts = dict.fromkeys([last, 0, *range(last - 1, 0, -1)])
    return [run[start : start + LENGTH] for start in starts if run[start + LENGTH - 1] in _LAST_CHARACTERS]
