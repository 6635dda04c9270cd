"""Finds articles in the index of a language.

All words must match. Where few articles have all of them, words that differ by a letter match too, behind those with
the words as they were typed; where none does, articles with any of the words are found.

Relevance is BM25, with more weight for words in titles, names and deks, times the freshness of an article. Tantivy has
no such product, so the best `WINDOW` articles by BM25 are ordered again here; what follows stays in the order of BM25.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import tantivy
from tantivy import DocAddress, FieldType, Occur
from tantivy import Query as EngineQuery

from gazette.search.analysis import get_analyzer
from gazette.search.public.clauses import Clause, Clauses
from gazette.search.public.highlighting import Highlighter
from gazette.search.public.query import Query
from gazette.search.public.snippets import cut_indexed_snippet
from gazette.search.schema import build_schema

FEW = 5
"""With less articles than this, misspelled words are looked for."""
WINDOW = 100
LASTING_SHARE = 0.6
"""Part of the score that age does not change."""
HALF_LIFE = 180 * 86_400
"""Seconds in which the other part becomes half."""
DEEPEST = 10_000
"""Articles of one search that can be reached."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Ranking = tuple[list[DocAddress], int]
"""The best articles, up to the end of the page, and the number of all."""


class Request:
    """What is searched for. Times are in seconds since 1970; `until` is excluded, `at` is the present moment. An index
    has no times before 1970.

    `filters` are values of the field `filter`.
    """

    __slots__ = ("at", "filters", "limit", "newest_first", "offset", "query", "since", "until")

    def __init__(
        self,
        query: Query,
        *,
        at: int,
        filters: Sequence[str] = (),
        since: int = 0,
        until: int | None = None,
        newest_first: bool = False,
        offset: int = 0,
        limit: int = 20,
    ) -> None:
        self.query, self.at, self.filters, self.since, self.until = query, at, filters, since, until
        self.newest_first, self.offset, self.limit = newest_first, offset, limit


class Hit:
    """An article that was found. `position` is that of its card, `version` that of the indexed text."""

    __slots__ = ("_body", "_words", "position", "version")

    def __init__(self, document: tantivy.Document, version: int) -> None:
        self.position, self.version = _read(document, "position").decode(), version
        self._body, self._words = _read(document, "body"), _read(document, "words")

    def cut_snippet(self, highlighter: Highlighter) -> str:
        """A snippet of the indexed text. Empty for an article without a text."""
        return cut_indexed_snippet(highlighter, self._body, self._words)


class Hits:
    """A page of what was found. `count` is the number of all articles; `match` says what an article had to have:
    `all` words, all of them or words of `similar` spelling, or `any` of them."""

    __slots__ = ("count", "highlighter", "hits", "match")

    def __init__(self, hits: list[Hit], count: int, match: str, highlighter: Highlighter) -> None:
        self.hits, self.count, self.match, self.highlighter = hits, count, match, highlighter


class SearchEngine:
    """Searches one opened index."""

    def __init__(self, searcher: tantivy.Searcher, lang: str) -> None:
        self._searcher, self._analyzer = searcher, get_analyzer(lang)

    def search(self, request: Request) -> Hits:
        clauses = Clauses(self._searcher, self._analyzer, request.query)
        (found, count), match = self._find(clauses.match_all(), request), "all"
        if count < FEW and clauses.add_variants():
            similar, similar_count = self._find(clauses.match_all(), request)
            if similar_count > count:
                found = similar if request.newest_first else _append(found, similar)
                count, match = similar_count, "similar"
        if count == 0:
            (found, count), match = self._find(clauses.match_any(), request), "any"
        return self._build_page(request, found, count, match, clauses)

    def search_titles(self, request: Request) -> Hits:
        """The articles whose titles have all words; if there are none, those with words of similar spelling."""
        clauses = Clauses(self._searcher, self._analyzer, request.query, field="title")
        (found, count), match = self._find(clauses.match_all(), request), "all"
        if count == 0 and clauses.add_variants():
            (found, count), match = self._find(clauses.match_all(), request), "similar"
        return self._build_page(request, found, count, match, clauses)

    def _build_page(
        self, request: Request, found: Sequence[DocAddress], count: int, match: str, clauses: Clauses
    ) -> Hits:
        page = list(found[request.offset : request.offset + request.limit])
        versions = self._searcher.fast_field_values("version", page)
        hits = [
            Hit(self._searcher.doc(address), int(version or 0)) for address, version in zip(page, versions, strict=True)
        ]
        return Hits(hits, count, match, Highlighter(self._analyzer, clauses.stems, request.query.prefix))

    def _find(self, clauses: list[Clause], request: Request) -> Ranking:
        query = EngineQuery.boolean_query([*clauses, *_build_filters(request)])
        end = min(request.offset + request.limit, DEEPEST)
        if request.newest_first:
            result = self._search(query, end, order_by_field="order")
            return [address for _, address in result.hits], result.count
        result = self._search(query, max(WINDOW, end))
        return self._refresh(result.hits, request.at), result.count

    def _search(self, query: EngineQuery, limit: int, **options: str) -> Any:
        """The result, whose `count` the package's stubs do not declare."""
        return self._searcher.search(query, limit, **options)  # type: ignore[arg-type]

    def _refresh(self, hits: Sequence[tuple[float, DocAddress]], at: int) -> list[DocAddress]:
        """The hits with the best ones in the order of relevance with freshness."""
        best = hits[:WINDOW]
        published = self._searcher.fast_field_values("published", [address for _, address in best])
        scores = [
            score * compute_freshness(at - int(time or 0)) for (score, _), time in zip(best, published, strict=True)
        ]
        order = sorted(range(len(best)), key=lambda number: -scores[number])
        return [best[number][1] for number in order] + [address for _, address in hits[WINDOW:]]


def compute_freshness(age: float) -> float:
    """The factor of an article's score from its age in seconds: 1 when it is new, `LASTING_SHARE` in the end."""
    fresh: float = 0.5 ** (max(0.0, age) / HALF_LIFE)
    return LASTING_SHARE + (1 - LASTING_SHARE) * fresh


def _read(document: tantivy.Document, field: str) -> bytes:
    return bytes(document.get_first(field) or b"")


def _build_filters(request: Request) -> Iterable[Clause]:
    schema = build_schema()
    for value in request.filters:
        yield Occur.Must, EngineQuery.const_score_query(EngineQuery.term_query(schema, "filter", value), 0.0)
    if request.since or request.until is not None:
        published = EngineQuery.range_query(
            schema,
            "published",
            FieldType.Unsigned,
            max(0, request.since),
            None if request.until is None else max(0, request.until),
            include_upper=request.until is None,
        )
        yield Occur.Must, EngineQuery.const_score_query(published, 0.0)


def _append(first: list[DocAddress], others: Iterable[DocAddress]) -> list[DocAddress]:
    """The first ones, and behind them the others that are not among them."""
    known = {(address.segment_ord, address.doc) for address in first}
    return first + [address for address in others if (address.segment_ord, address.doc) not in known]
