"""`python -m bench.relevance`: nDCG@10 and recall@10 of search, beside SQLite FTS5 and Tantivy as they come."""

import json
import math
import sqlite3
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

import tantivy

from gazette.search import uzbek
from gazette.search.analysis import get_analyzer
from gazette.search.indexing.builder import build_part
from gazette.search.parts import join_parts, unpack_part
from gazette.search.public.engine import Request, SearchEngine
from gazette.search.public.query import parse_query
from gazette.times import to_seconds

FOLDER = Path(__file__).parent
DEPTH = 10
AT = to_seconds("2025-12-31T12:00:00Z")


def read(name):
    return [json.loads(line) for line in (FOLDER / f"{name}.jsonl").read_text().splitlines()]


def to_public(article, lang):
    """The article as an index reads it."""
    return {
        **article,
        "lang": lang,
        "version": 1,
        "body_html": f"<p>{article['body']}</p>",
        "categories": [{"slug": article["category"], "name": article["category"]}],
        "tags": [{"slug": tag.lower().replace(" ", "-"), "name": tag} for tag in article["tags"]],
        "authors": [{"slug": None, "name": name} for name in article["authors"]],
    }


class Gazette:
    def __init__(self, lang, articles):
        folder = Path(tempfile.mkdtemp())
        part = build_part(lang, {article["id"]: to_public(article, lang) for article in articles})
        (folder / "part.zip").write_bytes(part.content)
        unpack_part(folder / "part.zip", folder / "part")
        self._engine = SearchEngine(join_parts([folder / "part"], folder / "joined").searcher(), lang)
        self._lang = lang

    def find(self, text):
        hits = self._engine.search(Request(parse_query(text, get_analyzer(self._lang)), at=AT, limit=DEPTH))
        return [hit.position.rpartition("#")[2] for hit in hits.hits]


class Fts5:
    """All words must match; if none has them all, any. English is stemmed by `porter`."""

    def __init__(self, lang, articles):
        tokenizer = "porter unicode61" if lang == "en" else "unicode61"
        self._connection = sqlite3.connect(":memory:")
        columns = "id UNINDEXED, title, dek, body, tags, authors"
        self._connection.execute(f"CREATE VIRTUAL TABLE articles USING fts5({columns}, tokenize='{tokenizer}')")
        for article in articles:
            names = (" ".join(article["tags"]), " ".join(article["authors"]))
            row = (article["id"], article["title"], article["dek"], article["body"], *names)
            self._connection.execute("INSERT INTO articles VALUES (?,?,?,?,?,?)", row)

    def find(self, text):
        words = [f'"{word}"' for word in get_analyzer("xx").fold_words(text)]
        for operator in (" ", " OR "):
            match = text if text.startswith('"') and operator == " " else operator.join(words)
            order = "bm25(articles, 0, 3, 1.7, 1, 2, 2)"
            rows = self._connection.execute(
                f"SELECT id FROM articles WHERE articles MATCH ? ORDER BY {order} LIMIT {DEPTH}", (match,)
            ).fetchall()
            if rows:
                return [row[0] for row in rows]
        return []


class Plain:
    """Tantivy with its default tokenizer and query parser: any word."""

    def __init__(self, lang, articles):
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("id", stored=True, tokenizer_name="raw")
        for name in ("title", "dek", "body", "tags", "authors"):
            builder.add_text_field(name)
        self._index = tantivy.Index(builder.build())
        writer = self._index.writer(15_000_000, 1)
        for article in articles:
            values = {name: article[name] for name in ("id", "title", "dek", "body", "tags", "authors")}
            writer.add_document(tantivy.Document(**values))
        writer.commit()
        self._index.reload()

    def find(self, text):
        query, _ = self._index.parse_query_lenient(text, ["title", "dek", "body", "tags", "authors"])
        searcher = self._index.searcher()
        return [searcher.doc(address).get_first("id") for _, address in searcher.search(query, DEPTH).hits]


def ndcg(found, relevant):
    gains = [relevant.get(id, 0) / math.log2(place + 2) for place, id in enumerate(found)]
    best = sorted(relevant.values(), reverse=True)[:DEPTH]
    return sum(gains) / sum(grade / math.log2(place + 2) for place, grade in enumerate(best))


def recall(found, relevant):
    return len(relevant.keys() & set(found)) / min(len(relevant), DEPTH)


def measure(candidate, queries):
    """(nDCG, recall) of each query."""
    return [
        (ndcg(found, query["relevant"]), recall(found, query["relevant"]))
        for query in queries
        for found in [candidate.find(query["query"])]
    ]


def mean(pairs):
    return " ".join(f"{sum(values) / len(pairs):.3f}" for values in zip(*pairs, strict=True))


def main():
    queries, by_kind = read("queries"), defaultdict(list)
    candidates = {"gazette": Gazette, "FTS5": Fts5, "Tantivy": Plain}
    print("nDCG@10 recall@10    " + "   ".join(f"{name:11}" for name in candidates))
    totals = defaultdict(list)
    for lang in ("en", "ru", "uz"):
        own = [query for query in queries if query["lang"] == lang]
        built = {name: make(lang, read(lang)) for name, make in candidates.items()}
        results = {name: measure(candidate, own) for name, candidate in built.items()}
        print(f"{lang:21}" + "   ".join(mean(pairs) for pairs in results.values()))
        for name, pairs in results.items():
            totals[name] += pairs
        for query, pair in zip(own, results["gazette"], strict=True):
            by_kind[query["kind"]].append(pair)
            if "-v" in sys.argv and min(pair) < 0.9:
                print(f"  {query['kind']:9} {query['query']!r}: {pair[0]:.2f} {pair[1]:.2f}", end=" ")
                print(built["gazette"].find(query["query"]), query["relevant"])
    print(f"{'all':21}" + "   ".join(mean(pairs) for pairs in totals.values()))
    for kind, pairs in by_kind.items():
        print(f"  {kind:19}{mean(pairs)}")
    stem, uzbek.stem = uzbek.stem, str
    get_analyzer.cache_clear()
    own = [query for query in queries if query["lang"] == "uz"]
    print(f"{'uz without stemmer':21}{mean(measure(Gazette('uz', read('uz')), own))}")
    uzbek.stem = stem


main()
