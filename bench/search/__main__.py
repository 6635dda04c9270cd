"""`python -m bench.search [articles]`: times and sizes over a generated archive in three languages."""

import sys
import tempfile
import time
from pathlib import Path

from bench.search.archive import LANGUAGES, Archive
from bench.search.engines import Fts5, Gazette, build_index

QUERIES = 200


def measure(find, text):
    started = time.perf_counter()
    find(text)
    return (time.perf_counter() - started) * 1000


def show(name, times, base=None):
    ordered = sorted(times)
    p50, p99 = ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100]
    ratio = f"   {p50 / base[0]:.2f} {p99 / base[1]:.2f}" if base else ""
    print(f"{name:24} p50 {p50:7.2f} ms   p99 {p99:7.2f} ms{ratio}", flush=True)
    return p50, p99


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    folder = Path(tempfile.mkdtemp(prefix="bench-search-"))
    text, figures, engines = 0, {}, []
    for lang in LANGUAGES:
        archive, own = Archive(lang, count // len(LANGUAGES)), folder / lang
        own.mkdir()
        fts = Fts5(archive, own)
        text += fts.build(archive)
        for name, value in build_index(archive, own).items():
            figures[name] = figures.get(name, 0) + value
        engines.append((archive, Gazette(archive, own), fts))
        print(f"{lang} built", flush=True)
    print(f"{count:,} articles, {text / 1e6:.0f} MB of text; built in {figures['seconds']:.0f} s")
    whole = figures["index"] + figures["stored"]
    print(f"index {figures['index'] / text:.2f} of the text, with stored texts {whole / text:.2f}")
    tables = sum(file.stat().st_size for file in folder.rglob("*.sqlite"))
    print(f"packed {figures['packed'] / 1e6:.0f} MB; FTS5 {tables / 1e6:.0f} MB")
    for name, end in (("whole words", " "), ("last word unfinished", "")):
        print(name)
        times = {"FTS5": [], "Gazette": [], "without snippets": []}
        for archive, gazette, fts in engines:
            for query in archive.queries(QUERIES):
                words = query + end if end else query[:-1] if len(query.split()[-1]) > 4 else query
                times["FTS5"].append(measure(fts.find, words))
                times["Gazette"].append(measure(gazette.find, words))
                times["without snippets"].append(measure(gazette.find_bare, words))
        base = show("FTS5", times["FTS5"])
        for other in ("Gazette", "without snippets"):
            show(other, times[other], base)


main()
