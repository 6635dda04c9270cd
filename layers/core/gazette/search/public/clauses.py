"""Queries of Tantivy for what a visitor typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import tantivy
from tantivy import Occur
from tantivy import Query as EngineQuery

from gazette.search.analysis import Analyzer
from gazette.search.public.query import Query
from gazette.search.public.spelling import list_variants
from gazette.search.schema import build_schema

BOOSTS = {"title": 2.0, "dek": 0.7, "names": 1.0}
"""What a word adds to the score by being in one of these fields, beside the whole text."""
COMPLETION_WEIGHT, VARIANT_WEIGHT = 0.3, 0.2
MAX_COMPLETIONS = 16
"""Stems by which a word is completed that a visitor may still be typing: the most frequent ones."""
_READ_COMPLETIONS = 1000
_BOOSTED = 3
"""Stems of a word of which the places are looked at."""

Clause = tuple[Occur, EngineQuery]


class Clauses:
    """The clauses of a query. Each word has stems with weights: its own, completions, and variants of its spelling."""

    def __init__(self, searcher: tantivy.Searcher, analyzer: Analyzer, query: Query, field: str = "text") -> None:
        self._searcher, self._analyzer, self._field = searcher, analyzer, field
        self._query = query
        self._words = {word: {analyzer.stem(word): 1.0} for word in query.words}
        self._phrases = [list(map(analyzer.stem, phrase)) for phrase in query.phrases]
        if query.prefix:
            self._complete(query.prefix)

    @property
    def stems(self) -> set[str]:
        """All stems that are searched for, to mark them in texts."""
        return {stem for stems in (*self._words.values(), *self._phrases) for stem in stems}

    def add_variants(self) -> bool:
        """Let words match that differ by one letter. Returns whether the index has any."""
        found = False
        for word, stems in self._words.items():
            for variant in list_variants(word, self._analyzer, self._count, self._is_form):
                found = found or variant not in stems
                stems.setdefault(variant, VARIANT_WEIGHT)
        return found

    def match_all(self) -> list[Clause]:
        """Clauses of the articles with all words and phrases."""
        required = [(Occur.Must, self._match_word(stems)) for stems in self._words.values()]
        required += [(Occur.Must, self._match_phrase(phrase)) for phrase in self._phrases]
        return [*required, *self._boost(), *self._exclude()]

    def match_any(self) -> list[Clause]:
        """Clauses of the articles with any of the words."""
        stems = {stem: weight for stems in self._words.values() for stem, weight in stems.items()}
        stems |= {stem: 1.0 for phrase in self._phrases for stem in phrase}
        optional = [(Occur.Should, self._match_stem(stem, weight)) for stem, weight in stems.items()]
        return [(Occur.Must, EngineQuery.boolean_query(optional)), *self._boost(), *self._exclude()]

    def _complete(self, prefix: str) -> None:
        found = self._searcher.terms_with_prefix("form", prefix, limit=_READ_COMPLETIONS)
        words = [word for word, _ in sorted(found, key=lambda entry: -entry[1])]
        stems = self._words[prefix]
        for stem in list(dict.fromkeys(self._analyzer.stem_all(words)))[:MAX_COMPLETIONS]:
            stems.setdefault(stem, COMPLETION_WEIGHT)

    def _count(self, stem: str) -> int:
        return self._searcher.doc_freq(self._field, stem)

    def _is_form(self, word: str) -> bool:
        return self._searcher.doc_freq("form", word) > 0

    def _match_word(self, stems: Mapping[str, float]) -> EngineQuery:
        queries = [self._match_stem(stem, weight) for stem, weight in stems.items()]
        return queries[0] if len(queries) == 1 else EngineQuery.disjunction_max_query(queries)

    def _match_stem(self, stem: str, weight: float) -> EngineQuery:
        return _weigh(EngineQuery.term_query(build_schema(), self._field, stem), weight)

    def _match_phrase(self, phrase: list[str]) -> EngineQuery:
        """Only the whole text knows which words follow each other."""
        if self._field != "text":
            return EngineQuery.boolean_query([(Occur.Must, self._match_stem(stem, 1.0)) for stem in phrase])
        return EngineQuery.phrase_query(build_schema(), self._field, list(phrase))

    def _boost(self) -> Iterable[Clause]:
        for stems in self._words.values():
            for stem, weight in list(stems.items())[:_BOOSTED]:
                for field, boost in BOOSTS.items():
                    yield Occur.Should, _weigh(EngineQuery.term_query(build_schema(), field, stem), boost * weight)

    def _exclude(self) -> Iterable[Clause]:
        for words in self._query.excluded:
            stems = list(map(self._analyzer.stem, words))
            yield Occur.MustNot, self._match_phrase(stems) if len(stems) > 1 else self._match_stem(stems[0], 1.0)


def _weigh(query: EngineQuery, weight: float) -> EngineQuery:
    return query if weight == 1.0 else EngineQuery.boost_query(query, weight)
