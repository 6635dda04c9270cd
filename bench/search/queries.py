"""Times of queries, in turns with SQLite FTS5: 20 best hits with snippets."""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from bench.search.archive import Archive
from bench.search.indexes import Fts5, Gazette

QUERIES = 300
"""Of each language."""
ENGINES = ("FTS5", "Gazette", "without snippets")

Times = dict[str, list[float]]
"""Milliseconds of each engine."""


def compare_queries(folder: Path, archives: list[Archive]) -> None:
    """Prints medians and 99th percentiles, of all queries and by their number of words."""
    groups: dict[str, Times] = defaultdict(lambda: defaultdict(list))
    for archive in archives:
        own = folder / archive.lang
        gazette, table = Gazette(archive.lang, own), Fts5(own)
        engines = dict(zip(ENGINES, (table.find, gazette.find, gazette.find_without_snippets), strict=True))
        for query in archive.queries(QUERIES):
            count = len(query.split())
            unfinished = query[:-1] if len(query.split()[-1]) > 4 else query
            measure(engines, f"{query} ", [groups["all"], groups[f"{count} word{'s'[: count - 1]}"]])
            measure(engines, unfinished, [groups["last word unfinished"]])
    for name in sorted(groups):
        show(name, groups[name])


def measure(engines: dict[str, Callable[[str], object]], text: str, times: list[Times]) -> None:
    for name, find in engines.items():
        started = time.perf_counter()
        find(text)
        spent = (time.perf_counter() - started) * 1000
        for group in times:
            group[name].append(spent)


def show(group: str, times: Times) -> None:
    print(f"{group} ({len(times['FTS5'])} queries)")
    base = [pick(times["FTS5"], share) for share in (50, 99)]
    for name in ENGINES:
        own = [pick(times[name], share) for share in (50, 99)]
        ratios = " ".join(f"{value / other:.2f}" for value, other in zip(own, base, strict=True))
        print(f"  {name:18} p50 {own[0]:7.2f} ms   p99 {own[1]:7.2f} ms   × {ratios}", flush=True)


def pick(values: list[float], share: int) -> float:
    """A percentile."""
    return sorted(values)[len(values) * share // 100]
