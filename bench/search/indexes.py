"""Gazette's index of a language and a table of SQLite FTS5 with the same articles."""

import json
import re
import shutil
import sqlite3
import time
from itertools import chain
from pathlib import Path

import boto3

from bench.search.archive import Archive
from gazette.search.analysis import get_analyzer
from gazette.search.indexing.builder import BuiltPart, build_part, merge_parts
from gazette.search.indexing.documents import extract_text
from gazette.search.indexing.jobs import PAGE
from gazette.search.indexing.store import IndexStore
from gazette.search.manifest import Manifest
from gazette.search.parts import join_parts, unpack_part
from gazette.search.public.engine import Hits, Request, SearchEngine
from gazette.search.public.query import parse_query

AT = 1_764_500_000
TOP = 20
TOKEN = "bench"
BASE, TABLE, FIGURES = "base.zip", "fts5.sqlite", "figures.json"


def build(archive: Archive, folder: Path) -> None:
    """Build both in a folder, with a file of figures, unless it has them."""
    if (folder / FIGURES).exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    figures = {**_build_table(archive, folder), **_build_index(archive, folder)}
    (folder / FIGURES).write_text(json.dumps(figures))
    print(f"{archive.lang} built", flush=True)


def read_figures(folder: Path) -> dict[str, float]:
    figures: dict[str, float] = json.loads((folder / FIGURES).read_bytes())
    return figures


def _build_index(archive: Archive, folder: Path) -> dict[str, float]:
    """The base of a language, built in pages as a rebuild does it."""
    started, pages = time.perf_counter(), folder / "pages"
    shutil.rmtree(pages, ignore_errors=True)
    pages.mkdir()
    folders = []
    for start in range(0, archive.count, PAGE):
        articles = archive.articles(start, start + PAGE)
        part = build_part(archive.lang, {str(article["id"]): article for article in articles}, TOKEN)
        file = pages / "page.zip"
        file.write_bytes(part.content)
        folders.append(pages / part.name)
        unpack_part(file, folders[-1])
    base = merge_parts(folders, TOKEN, archive.count)
    seconds = time.perf_counter() - started
    (folder / BASE).write_bytes(base.content)
    shutil.rmtree(pages)
    shutil.rmtree(folder / "base", ignore_errors=True)
    unpack_part(folder / BASE, folder / "base")
    sizes = {file.suffix: file.stat().st_size for file in (folder / "base").iterdir()}
    whole = sum(sizes.values())
    return {"seconds": seconds, "index": whole - sizes[".store"], "whole": whole, "packed": len(base.content)}


def _build_table(archive: Archive, folder: Path) -> dict[str, float]:
    started, size = time.perf_counter(), 0
    (folder / TABLE).unlink(missing_ok=True)
    connection = sqlite3.connect(folder / TABLE)
    tokenizer = "porter unicode61" if archive.lang == "en" else "unicode61"
    connection.execute(
        f"CREATE VIRTUAL TABLE a USING fts5(id UNINDEXED, title, dek, body, names, tokenize='{tokenizer}')"
    )
    for article in archive.articles(0, archive.count):
        names = " ".join(term["name"] for term in chain(article["categories"], article["tags"], article["authors"]))
        row = (article["id"], article["title"], article["dek"], extract_text(str(article["body_html"])), names)
        size += sum(len(text.encode()) for text in row[1:])
        connection.execute("INSERT INTO a VALUES (?,?,?,?,?)", row)
    connection.execute("INSERT INTO a(a) VALUES ('optimize')")
    connection.commit()
    connection.close()
    return {
        "text": size,
        "fts5_seconds": time.perf_counter() - started,
        "fts5": (folder / TABLE).stat().st_size,
    }


def put_index(lang: str, folder: Path, documents: int, bucket: str) -> None:
    """Put a built index into a bucket, as the only part of its manifest."""
    store, content = IndexStore(bucket, boto3.client("s3")), (folder / BASE).read_bytes()
    base = BuiltPart(content, f"{TOKEN}-base", TOKEN, documents, documents).describe(1, is_base=True)
    store.put_part(lang, base.name, content)
    store.replace_manifest(lang, store.read_manifest(lang), Manifest(1, "2025-12-18T07:00:00Z", [base]))


class Gazette:
    def __init__(self, lang: str, folder: Path) -> None:
        searcher = join_parts([folder / "base"], folder / "joined").searcher()
        self._lang, self._engine = lang, SearchEngine(searcher, lang)

    def find(self, text: str) -> int:
        """The number of the best hits, with their snippets."""
        hits = self.find_without_snippets(text)
        return len([hit.cut_snippet(hits.highlighter) for hit in hits.hits])

    def find_without_snippets(self, text: str) -> Hits:
        return self._engine.search(Request(parse_query(text, get_analyzer(self._lang)), at=AT, limit=TOP))


class Fts5:
    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / TABLE)

    def find(self, text: str) -> int:
        words = re.findall(r"\w+", text)
        match = " ".join(f'"{word}"' for word in words) + ("" if text.endswith(" ") else "*")
        rows = self._connection.execute(
            "SELECT id, snippet(a, 3, '<mark>', '</mark>', '…', 30) FROM a WHERE a MATCH ? "
            f"ORDER BY bm25(a, 0, 3, 1.7, 1, 2) LIMIT {TOP}",
            (match,),
        ).fetchall()
        return len(rows)
