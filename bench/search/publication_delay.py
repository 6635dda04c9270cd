"""`python -m bench.search.publication_delay [publications]`: seconds from a publication until a search finds it.

Publishes one article a second on the local server, whose stream is read with the batch settings of the template, and
asks `GET /v1/search` all the time.
"""

import sys
import time
from threading import Event, Thread

from tests.support.local_server import LocalServer

PUBLICATIONS = 200
WORD = "gazettebench"
PAUSE = 0.2
"""Seconds between two searches."""
LONGEST = 60.0
"""Seconds for the last publication to be found."""
BAR = 60


class Searcher(Thread):
    """Notes when articles are found first, by id."""

    def __init__(self, server: LocalServer) -> None:
        super().__init__(daemon=True)
        self._server, self._stopped = server, Event()
        self.found: dict[str, float] = {}

    def run(self) -> None:
        while not self._stopped.wait(PAUSE):
            reply = self._server.get(f"/v1/search?q={WORD}&sort=newest&limit=100")
            at = time.monotonic()
            for item in reply.json.get("items", []):
                self.found.setdefault(item["id"], at)

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PUBLICATIONS
    with LocalServer() as server:
        token = server.run("token", "--group", "editor").stdout.strip()
        searcher = Searcher(server)
        searcher.start()
        published = publish(server, token, count)
        end = time.monotonic() + LONGEST
        while len(searcher.found) < count and time.monotonic() < end:
            time.sleep(PAUSE)
        searcher.stop()
    delays = sorted(searcher.found[id] - at for id, at in published.items() if id in searcher.found)
    print(f"{count} publications, {len(delays)} found")
    if delays:
        show(delays)


def publish(server: LocalServer, token: str, count: int) -> dict[str, float]:
    """Publish an article a second. Returns the times when the answers came, by id."""
    published, start = {}, time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, start + number - time.monotonic()))
        draft = {"lang": "en", "title": f"Story {number} {WORD}", "body": f"The text of story {number}. " * 60}
        created = server.post("/v1/editorial/articles", draft, token=token)
        path = str(created.header("location"))
        reply = server.post(f"{path}/publish", {}, token=token, headers={"If-Match": '"1"'})
        if reply.status != 200:
            raise SystemExit(f"publication {number}: {reply.status} {reply.body.decode()}")
        published[path.rpartition("/")[2]] = time.monotonic()
    print(f"published in {time.monotonic() - start:.0f} s", flush=True)
    return published


def show(delays: list[float]) -> None:
    """A histogram of half seconds, and percentiles."""
    counts: dict[int, int] = {}
    for delay in delays:
        counts[int(delay * 2)] = counts.get(int(delay * 2), 0) + 1
    for half in range(min(counts), max(counts) + 1):
        count = counts.get(half, 0)
        print(f"{half / 2:5.1f} s {count:4} {'#' * -(-count * BAR // max(counts.values()))}")
    for share in (50, 95, 99):
        print(f"p{share} {delays[min(len(delays) - 1, len(delays) * share // 100)]:.1f} s")
    print(f"longest {delays[-1]:.1f} s")


main()
