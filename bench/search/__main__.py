"""`python -m bench.search [articles]`: search over a generated archive in three languages.

Compares queries with SQLite FTS5, and measures sizes, the first search of a new process, and what a publication writes.
An archive that `--folder` has already is measured without being built again.
"""

import argparse
import os
import tempfile
from pathlib import Path

from bench.search.archive import LANGUAGES, Archive
from bench.search.first_hits import measure_first_hits
from bench.search.indexes import build, read_figures
from bench.search.publications import measure_publications
from bench.search.queries import compare_queries
from cli.local.emulator import Emulator
from cli.local.stack import Stack


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("articles", nargs="?", type=int, default=100_000)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    folder = options.folder or Path(tempfile.mkdtemp(prefix="bench-search-"))
    languages = options.languages.split(",")
    archives = [Archive(lang, options.articles // len(languages)) for lang in languages]
    for archive in archives:
        build(archive, folder / archive.lang)
    print_sizes(folder, archives)
    compare_queries(folder, archives)
    with Emulator() as emulator:
        stack = Stack()
        os.environ.update(stack.environment("SearchFunction"), POWERTOOLS_METRICS_DISABLED="true")
        emulator.use(stack.region)
        bucket = os.environ["INDEX_BUCKET"]
        measure_first_hits(folder, archives, bucket)
        measure_publications(folder, archives[0], bucket)


def print_sizes(folder: Path, archives: list[Archive]) -> None:
    figures = [read_figures(folder / archive.lang) for archive in archives]
    total = {name: sum(figure[name] for figure in figures) for name in figures[0]}
    text = total["text"]
    print(f"{sum(archive.count for archive in archives):,} articles with {text / 1e6:.0f} MB of text")
    print(f"built in {total['seconds']:.0f} s, FTS5 in {total['fts5_seconds']:.0f} s")
    print(f"index {total['index'] / text:.2f} of the text, with stored texts {total['whole'] / text:.2f}")
    sizes = {"on disk": "whole", "packed": "packed", "FTS5": "fts5"}
    print(", ".join(f"{name} {total[size] / 1e6:.0f} MB" for name, size in sizes.items()))


main()
