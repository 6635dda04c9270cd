"""The words that readers see, one JSON file per language. A new language is a new file with the same keys.

    load_words("ru")["site"]["subscribe"]

`channels.consent` is a list: first the present text, then the former texts. Texts in it are never edited or removed,
because a stored consent has the hash of its text (gazette/subscriptions/public/channels.py).
"""

from __future__ import annotations

import json
import os
from functools import cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container
    from typing import Any

    Words = dict[str, Any]

FALLBACK = "en"
_FOLDER, _ENDING = os.path.dirname(__file__), ".json"  # noqa: PTH120 (pathlib costs a public function 3 ms)


def load_words(lang: str) -> Words:
    """All words of a language, or of the nearest language with a file. A file is read once per process."""
    return _read(find_nearest(lang, list_languages()))


@cache
def list_languages() -> tuple[str, ...]:
    """The languages that have a file."""
    return tuple(sorted(name.removesuffix(_ENDING) for name in os.listdir(_FOLDER) if name.endswith(_ENDING)))  # noqa: PTH208


def find_nearest(lang: str, available: Container[str]) -> str:
    """The language itself if it is available, else its first part (`uz` of `uz-Latn`), else English."""
    return next((name for name in (lang, lang.partition("-")[0]) if name in available), FALLBACK)


@cache
def _read(lang: str) -> Words:
    with open(os.path.join(_FOLDER, lang + _ENDING), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        words: Words = json.load(file)
    return words
