"""What the box offers while somebody types: sections, tags and authors by name, then articles by title."""

from __future__ import annotations

from datetime import datetime

import tantivy
from tantivy import Query as EngineQuery

from gazette.aws.public.reader import Reader
from gazette.search.analysis import get_analyzer
from gazette.search.public.engine import Hits, Request, SearchEngine
from gazette.search.public.highlighting import Highlighter
from gazette.search.public.query import parse_query
from gazette.search.public.results import load_results
from gazette.search.schema import build_schema
from gazette.search.suggest_terms import fold_name, parse_suggest_term
from gazette.urls import term_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    Suggestion = dict[str, str]
    Name = tuple[str, str, str]

MAX_NAMES, MAX_TITLES = 4, 5
_READ_NAMES = 200
"""Names with the same beginning that are compared by the number of their articles."""


class Suggestions:
    """Suggestions for a text: `{kind, slug, title, title_html, url}`. Addresses of terms are paths of the site."""

    def __init__(self, searcher: tantivy.Searcher, lang: str, text: str, now: datetime) -> None:
        self._searcher, self._lang, self._analyzer = searcher, lang, get_analyzer(lang)
        self._names = self._list_names(fold_name(self._analyzer, text))
        query = parse_query(text, self._analyzer)
        request = Request(query, at=int(now.timestamp()), limit=MAX_TITLES)
        self._titles: Hits | None = None if query.is_empty else SearchEngine(searcher, lang).search_titles(request)

    def load(
        self, reader: Reader, table: str, *, now: datetime, deadline: float | None
    ) -> tuple[list[Suggestion], float | None]:
        """The suggestions, with present titles, and the first planned withdrawal of their articles."""
        if self._titles is None:
            return self._names, None
        found = load_results(reader, table, self._lang, self._titles, now=now, deadline=deadline)
        titles = [
            {
                "kind": "article",
                **{name: result.values[name] for name in ("slug", "title", "url")},
                "title_html": result.title_html,
            }
            for result in found.results
        ]
        return [*self._names, *titles], found.until

    def _list_names(self, prefix: str) -> list[Suggestion]:
        """Categories, tags and authors, those with most articles first."""
        if not prefix:
            return []
        terms: dict[Name, tuple[int, str]] = {}
        for term, count in self._searcher.terms_with_prefix("suggest", prefix, limit=_READ_NAMES):
            name = parse_suggest_term(term)
            terms[name] = max(terms.get(name, (0, "")), (count, term))
        best = sorted(terms, key=lambda name: (-terms[name][0], name))[: 2 * MAX_NAMES]
        *words, last = prefix.split()
        highlighter = Highlighter(self._analyzer, set(map(self._analyzer.stem, words)), last)
        return [self._show(*name, highlighter) for name in best if self._is_present(terms[name][1])][:MAX_NAMES]

    def _is_present(self, term: str) -> bool:
        """The dictionary still has names that only superseded documents have."""
        return bool(self._searcher.search(EngineQuery.term_query(build_schema(), "suggest", term), 1).hits)

    def _show(self, kind: str, slug: str, name: str, highlighter: Highlighter) -> Suggestion:
        url = term_path(self._lang, kind, slug)
        return {"kind": kind, "slug": slug, "title": name, "url": url, "title_html": highlighter.highlight(name)}
