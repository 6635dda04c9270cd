"""Search results with the present cards of articles: one that was withdrawn is gone, and no headline is stale."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from gazette.articles.public.cards import load_cards
from gazette.articles.public.planned_withdrawals import find_first_end
from gazette.aws.public.reader import Reader
from gazette.encoding import compact_json
from gazette.search.public.engine import Hit, Hits, Request, SearchEngine
from gazette.search.public.highlighting import MARK, Highlighter
from gazette.search.public.indexes import Indexes
from gazette.search.public.snippets import cut_snippet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]


class Result:
    """An article that was found: its card (JSON text), and its title and a snippet as HTML."""

    __slots__ = ("card", "snippet_html", "title_html", "values")

    def __init__(self, item: Item, hit: Hit, highlighter: Highlighter) -> None:
        self.card: str = item["card"]["S"]
        self.values: dict[str, Any] = json.loads(self.card)
        self.title_html = highlighter.highlight(self.values["title"])
        self.snippet_html = self._cut_snippet(hit, highlighter)

    def _cut_snippet(self, hit: Hit, highlighter: Highlighter) -> str:
        """Of the text, or of the dek if only that has what was found, or if the text may be another one since."""
        dek = cut_snippet(highlighter, self.values["dek"] or "")
        if self.values["version"] != hit.version:
            return dek
        text = hit.cut_snippet(highlighter)
        return dek if not text or (MARK in dek and MARK not in text) else text

    def render(self) -> str:
        return f'{self.card[:-1]},"title_html":{_json(self.title_html)},"snippet_html":{_json(self.snippet_html)}}}'


class Results:
    """`is_exact` says whether `count` is known to be right: the index lags behind if it has an article without a card.

    `until` is the first planned withdrawal, in seconds since 1970; None without one.
    """

    __slots__ = ("count", "is_exact", "match", "results", "until")

    def __init__(self, hits: Hits, items: dict[str, Item]) -> None:
        shown = [(items[hit.position], hit) for hit in hits.hits if hit.position in items]
        self.results = [Result(item, hit, hits.highlighter) for item, hit in shown]
        missing = len(hits.hits) - len(shown)
        is_whole = hits.count == len(hits.hits)
        self.count, self.match = hits.count - missing if is_whole else hits.count, hits.match
        self.is_exact = is_whole or not missing
        self.until = find_first_end([item for item, _ in shown])

    def render(self, cursor: str | None) -> str:
        """The response as JSON."""
        total = compact_json({"count": self.count, "is_exact": self.is_exact})
        items = ",".join(result.render() for result in self.results)
        return f'{{"items":[{items}],"next":{_json(cursor)},"total":{total},"match":{_json(self.match)}}}'


def find_results(
    indexes: Indexes, reader: Reader, table: str, lang: str, request: Request, *, now: datetime, deadline: float
) -> Results:
    """Raises `SearchUnavailable`."""
    hits = indexes.search(lang, deadline, lambda searcher: SearchEngine(searcher, lang).search(request))
    return load_results(reader, table, lang, hits, now=now, deadline=deadline)


def load_results(
    reader: Reader, table: str, lang: str, hits: Hits, *, now: datetime, deadline: float | None
) -> Results:
    """One BatchGetItem; no request without hits."""
    positions: Sequence[str] = [hit.position for hit in hits.hits]
    return Results(hits, load_cards(reader, table, lang, positions, now=now, deadline=deadline))


def _json(value: str | None) -> str:
    return json.dumps(value, ensure_ascii=False)
