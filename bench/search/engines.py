"""What is compared: Gazette's index of a language, and a table of SQLite FTS5 with the same articles."""

import re
import sqlite3
import time
from itertools import chain
from pathlib import Path

from bench.search.archive import Archive
from gazette.search.analysis import get_analyzer
from gazette.search.indexing.builder import build_part, merge_parts
from gazette.search.indexing.documents import extract_text
from gazette.search.indexing.jobs import PAGE
from gazette.search.parts import join_parts, unpack_part
from gazette.search.public.engine import Request, SearchEngine
from gazette.search.public.query import parse_query

AT = 1_764_500_000
TOP = 20


def build_index(archive: Archive, folder: Path) -> dict[str, float]:
    """The base of a language, built in pages as a rebuild does it, in `<folder>/base`. Returns figures."""
    started, folders, token = time.perf_counter(), [], "bench"
    for start in range(0, archive.count, PAGE):
        articles = archive.articles(start, start + PAGE)
        part = build_part(archive.lang, {str(article["id"]): article for article in articles}, token)
        file = folder / "page.zip"
        file.write_bytes(part.content)
        folders.append(folder / part.name)
        unpack_part(file, folders[-1])
    base = merge_parts(folders, token, archive.count)
    (folder / "base.zip").write_bytes(base.content)
    unpack_part(folder / "base.zip", folder / "base")
    sizes = {file.suffix: file.stat().st_size for file in (folder / "base").iterdir()}
    return {
        "seconds": time.perf_counter() - started,
        "stored": sizes[".store"],
        "index": sum(sizes.values()) - sizes[".store"],
        "packed": len(base.content),
    }


class Gazette:
    def __init__(self, archive: Archive, folder: Path) -> None:
        self._searcher = join_parts([folder / "base"], folder / "joined").searcher()
        self._lang, self._engine = archive.lang, SearchEngine(self._searcher, archive.lang)

    def find(self, text: str) -> int:
        """The number of the best hits, with their snippets."""
        hits = self.find_bare(text)
        return len([hit.cut_snippet(hits.highlighter) for hit in hits.hits])

    def find_bare(self, text: str):
        return self._engine.search(Request(parse_query(text, get_analyzer(self._lang)), at=AT, limit=TOP))


class Fts5:
    def __init__(self, archive: Archive, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "fts5.sqlite")
        self._tokenizer = "porter unicode61" if archive.lang == "en" else "unicode61"

    def build(self, archive: Archive) -> int:
        """Returns the bytes of the texts."""
        self._connection.execute(
            f"CREATE VIRTUAL TABLE a USING fts5(id UNINDEXED, title, dek, body, names, tokenize='{self._tokenizer}')"
        )
        size = 0
        for article in archive.articles(0, archive.count):
            names = " ".join(term["name"] for term in chain(article["categories"], article["tags"], article["authors"]))
            row = (article["id"], article["title"], article["dek"], extract_text(str(article["body_html"])), names)
            size += sum(len(text.encode()) for text in row[1:])
            self._connection.execute("INSERT INTO a VALUES (?,?,?,?,?)", row)
        self._connection.execute("INSERT INTO a(a) VALUES ('optimize')")
        self._connection.commit()
        return size

    def find(self, text: str) -> int:
        words = re.findall(r"\w+", text)
        match = " ".join(f'"{word}"' for word in words) + ("" if text.endswith(" ") else "*")
        rows = self._connection.execute(
            "SELECT id, snippet(a, 3, '<mark>', '</mark>', '…', 30) FROM a WHERE a MATCH ? "
            f"ORDER BY bm25(a, 0, 3, 1.7, 1, 2) LIMIT {TOP}",
            (match,),
        ).fetchall()
        return len(rows)
