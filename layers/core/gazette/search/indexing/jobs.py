"""The jobs of an index: one builds it anew from the Articles table, the other merges its last parts.

A rebuild reads all articles of a language in pages, in the order of their publication, and writes a part for each page.
The last step makes one part of them, which replaces everything that the index had when the rebuild began.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from gazette.jobs.model import Job
from gazette.search.indexing.article_states import ArticleStates
from gazette.search.indexing.builder import BuiltPart, build_part, merge_parts
from gazette.search.indexing.index_writer import IndexWriter
from gazette.search.indexing.store import IndexStore, PartMissing, Unused

REBUILD, COMPACTION = "search.rebuild", "search.compaction"
ONE_PAGE, PAGE = 3_000, 2_500
"""Articles that are read in one step if the language has no more, and otherwise in each step at most."""
FEWEST_PAGES = 9
"""Pages otherwise: one more than Tantivy merges at least, since articles may be withdrawn meanwhile."""
KEPT = timedelta(hours=20)
"""A file that no manifest names is kept for this time: a reader or a writer may still be about to use it."""


def build_rebuild_job(lang: str) -> Job:
    return _build_job(REBUILD, lang, "articles")


def build_compaction_job(lang: str) -> Job:
    return _build_job(COMPACTION, lang, "parts")


class IndexJobs:
    """The steps of the jobs. `one_page` and `page` are numbers of articles."""

    def __init__(
        self,
        store: IndexStore,
        articles: ArticleStates,
        writer: IndexWriter,
        clock: Callable[[], datetime],
        *,
        one_page: int = ONE_PAGE,
        page: int = PAGE,
    ) -> None:
        self._store, self._articles, self._writer, self._clock = store, articles, writer, clock
        self._one_page, self._page = one_page, page

    def step(self, job: Job) -> Job:
        lang = job.parameters["lang"]
        if job.kind == COMPACTION:
            return self._compact(job, lang)
        return self._add_page(self._begin(job, lang) if not job.state else job, lang)

    def clean(self, lang: str) -> int:
        """Delete files that were unused at the call before, if that is long enough ago. Returns their number.

        The age of a file says nothing: it may have been in use a second ago.
        """
        used = {part.name for part in self._store.read_manifest(lang).manifest.parts}
        unused, noted, now = self._store.list_parts(lang) - used, self._store.read_unused(lang), self._clock()
        if noted and noted.at > now - KEPT:
            return 0
        deleted = unused & noted.names if noted else set()
        self._store.delete_parts(lang, deleted)
        self._store.note_unused(lang, Unused(now, frozenset(unused - deleted)))
        return len(deleted)

    def _compact(self, job: Job, lang: str) -> Job:
        built = self._writer.compact(lang)
        reason = f"{len(built.content)} bytes written" if built else "nothing to merge"
        return replace(job, total=1).finish({}, reason)

    def _begin(self, job: Job, lang: str) -> Job:
        total = self._articles.count(lang)
        pages = max(FEWEST_PAGES, -(-total // self._page))
        size = self._one_page if total <= self._one_page else -(-total // pages)
        since = self._store.read_manifest(lang).manifest.sequence
        state = {"since": since, "token": secrets.token_hex(4), "size": size, "parts": [], "bytes": 0}
        return replace(job, total=total, state=state)

    def _add_page(self, job: Job, lang: str) -> Job:
        state: dict[str, Any] = job.state
        page = self._articles.list_page(lang, state.get("after"), state["size"])
        part = build_part(lang, self._articles.load(lang, page.ids), state["token"])
        done = min(job.done + len(page.ids), job.total)
        if page.last is None and not state["parts"]:
            return self._finish(job, lang, part)
        if page.ids:
            self._store.put_part(lang, part.name, part.content)
            parts = [*state["parts"], [part.name, part.documents]]
            state = {**state, "parts": parts, "bytes": state["bytes"] + len(part.content)}
        if page.last is not None:
            return job.advance({**state, "after": page.last}, done)
        try:
            return self._finish(replace(job, state=state), lang, self._merge(lang, state))
        except PartMissing:  # no failure: the job was stopped for more than a day, and begins again
            return job.advance({}, 0)

    def _merge(self, lang: str, state: dict[str, Any]) -> BuiltPart:
        with TemporaryDirectory() as folder:
            folders = [self._store.fetch_part(lang, name, Path(folder)) for name, _ in state["parts"]]
            return merge_parts(folders, state["token"], sum(documents for _, documents in state["parts"]))

    def _finish(self, job: Job, lang: str, base: BuiltPart) -> Job:
        self._writer.replace_base(lang, base, job.state["since"])
        written = job.state["bytes"] + len(base.content)
        return job.finish({}, f"{base.documents} articles, {written} bytes written")


def _build_job(kind: str, lang: str, unit: str) -> Job:
    id = f"{kind}/{lang}"
    return Job(id, concurrency_key=id, parameters={"lang": lang}, unit=unit)
