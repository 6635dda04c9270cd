"""Names of categories, tags and authors in the field `suggest`.

A term of the field is the folded name from one of its words on, then kind, slug and name. So a name is found by the
beginning of each of its words, and the dictionary of the index has all that the box shows.
"""

from __future__ import annotations

from gazette.search.analysis import Analyzer

_SEPARATOR = "\x1f"


def fold_name(analyzer: Analyzer, text: str) -> str:
    return " ".join(analyzer.fold_words(text))


def list_suggest_terms(analyzer: Analyzer, kind: str, slug: str, name: str) -> list[str]:
    words = analyzer.fold_words(name)
    return [_SEPARATOR.join((" ".join(words[start:]), kind, slug, name)) for start in range(len(words))]


def parse_suggest_term(term: str) -> tuple[str, str, str]:
    """(kind, slug, name)."""
    _, kind, slug, name = term.split(_SEPARATOR)
    return kind, slug, name
