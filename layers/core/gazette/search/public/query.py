"""What a visitor typed: words, phrases in quotation marks, and what is excluded by `-`.

Nothing of it is an error but what has no word at all: quotation marks that do not close, `*`, `AND` and the like are
plain text.
"""

from __future__ import annotations

import re

from gazette.errors import Invalid
from gazette.search.analysis import Analyzer

MAX_QUERY = 200
"""Characters."""
MAX_WORDS = 16
"""Words of a query. Further ones are ignored: no article becomes easier to find by them."""
FEWEST_PREFIX_LETTERS = 2

_QUOTED = re.compile(
    r"""(?P<minus>(?<!\S)[-−–])?
    (?: ["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]
      | (?<!\w)['‘‚‹](?=\w)(?P<single>[^'‘‚‹’›]*)(?<=\w)['‘’›](?!\w) )""",
    re.VERBOSE,
)
"""Single quotation marks stand outside of words. Those within or behind one are apostrophes."""
_EXCLUDED = re.compile(r"(?<!\S)[-−–](?=\w)(\S+)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Query:
    """Folded words and phrases of a text; `excluded` are those behind a minus.

    `prefix` is the last word if the visitor may still be typing it; it is one of the words too.
    """

    __slots__ = ("excluded", "phrases", "prefix", "words")

    def __init__(self, words: list[str], phrases: list[list[str]], excluded: list[list[str]], prefix: str) -> None:
        self.words, self.phrases, self.excluded, self.prefix = words, phrases, excluded, prefix

    @property
    def is_empty(self) -> bool:
        return not self.words and not self.phrases


def check_query(text: str) -> str:
    """Raises `Invalid` for a text that cannot be searched for, whatever the language."""
    if len(text) > MAX_QUERY:
        raise Invalid.at("?q", f"It has {len(text)} characters; {MAX_QUERY} are possible.")
    if _CONTROLS.search(text):
        raise Invalid.at("?q", "Control characters are not taken here.")
    return text


def parse_query(text: str, analyzer: Analyzer) -> Query:
    """A query without a word is empty. One that only excludes is taken for words: people type `-5`."""
    query = _parse(text, analyzer)
    if query.is_empty and query.excluded:
        query = Query([word for words in query.excluded for word in words], [], [], "")
    return query


def _parse(text: str, analyzer: Analyzer) -> Query:
    phrases: list[list[str]] = []
    excluded: list[list[str]] = []
    for match in _QUOTED.finditer(text):
        phrase = analyzer.fold_words(match["phrase"] or match["single"] or "")
        (excluded if match["minus"] else phrases).append(phrase[:MAX_WORDS])
    rest = _QUOTED.sub(" ", text)
    excluded += [analyzer.fold_words(match[1])[:MAX_WORDS] for match in _EXCLUDED.finditer(rest)]
    rest = _EXCLUDED.sub(" ", rest)
    typed = analyzer.fold_words(rest)
    # What was quoted or excluded has left a blank.
    prefix = typed[-1] if typed and rest[-1].isalnum() and len(typed[-1]) >= FEWEST_PREFIX_LETTERS else ""
    words = list(dict.fromkeys(typed))[:MAX_WORDS]
    prefix = prefix if prefix in words else ""
    # A quoted single word is meant as it is; with one word a phrase has no order.
    words += [phrase[0] for phrase in phrases if len(phrase) == 1 and phrase[0] not in words]
    return Query(
        words[:MAX_WORDS],
        [phrase for phrase in phrases if len(phrase) > 1][:MAX_WORDS],
        [words for words in excluded if words][:MAX_WORDS],
        prefix,
    )
