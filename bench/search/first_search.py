"""The first search of a process, as a program: `python -m bench.search.first_search <lang> <text>`.

Imports the Search function's handler, opens the index through it, makes the snippets of 20 hits, and prints its figures
as JSON. Run by bench/search/first_hits.py.
"""

import json
import sys
import time

SECONDS = 60.0
started = time.process_time()

from functions.search.handler import indexes  # noqa: E402 (its time is measured)
from gazette.aws.public.objects import ObjectReader  # noqa: E402
from gazette.search.analysis import get_analyzer  # noqa: E402
from gazette.search.public.engine import Request, SearchEngine  # noqa: E402
from gazette.search.public.query import parse_query  # noqa: E402

imported = time.process_time()


def main(lang: str, text: str) -> None:
    read, sizes = ObjectReader.read, []

    def count(reader, key, target, *, unless=None):
        etag = read(reader, key, target, unless=unless)
        sizes.append(target.tell())
        return etag

    ObjectReader.read = count
    begun, deadline = time.perf_counter(), time.monotonic() + SECONDS
    request = Request(parse_query(text, get_analyzer(lang)), at=1_764_500_000)
    hits = indexes.search(lang, deadline, lambda searcher: SearchEngine(searcher, lang).search(request))
    snippets = [hit.cut_snippet(hits.highlighter) for hit in hits.hits]
    figures = {
        "import_ms": (imported - started) * 1000,
        "cpu_ms": (time.process_time() - imported) * 1000,
        "seconds": time.perf_counter() - begun,
        "bytes": sum(sizes),
        "hits": len(snippets),
    }
    print(json.dumps(figures))


main(*sys.argv[1:])
