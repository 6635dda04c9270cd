"""Times of queries, in turns with SQLite FTS5: 20 best hits with snippets."""

import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from bench.search.archive import Archive
from bench.search.indexes import TOP, Fts5, Gazette

QUERIES = 300
"""Of each language."""
ENGINES = ("FTS5", "Gazette", "without snippets")

Times = dict[str, list[float]]
"""Milliseconds of each engine."""


def compare_queries(folder: Path, archives: list[Archive]) -> None:
    """Prints medians and 99th percentiles, of all queries and of groups of them."""
    groups: dict[str, Times] = defaultdict(lambda: defaultdict(list))
    for archive in archives:
        own = folder / archive.lang
        gazette, table = Gazette(archive.lang, own), Fts5(own)
        engines = dict(zip(ENGINES, (table.find, gazette.find, gazette.find_without_snippets), strict=True))
        for query in archive.queries(QUERIES):
            times = measure(engines, f"{query} ")
            count = len(query.split())
            names = ["all", f"{count} word{'s'[: count - 1]}"]
            if table.find(f"{query} ") == TOP:
                names.append(f"all with {TOP} hits or more")
            for name in names:
                add(groups[name], times)
            unfinished = query[:-1] if len(query.split()[-1]) > 4 else query
            add(groups["last word unfinished"], measure(engines, unfinished))
    for name in sorted(groups):
        show(name, groups[name])


def measure(engines: dict[str, Callable[[str], object]], text: str) -> dict[str, float]:
    times = {}
    for name, find in engines.items():
        started = time.perf_counter()
        find(text)
        times[name] = (time.perf_counter() - started) * 1000
    return times


def add(group: Times, times: dict[str, float]) -> None:
    for name, spent in times.items():
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
