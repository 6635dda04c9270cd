"""The job that renders articles again: all that show a picture or a name, or all published ones.

A change of a picture or a name opens the job in its own transaction, so that no change is without one. An article that
is published while the job runs shows the new state anyway: ArticleEvents renders it again after the commit.

The job of a picture also stores the picture of authors again (`author/<slug>` in place of an id). The job of a category
and that of all articles end with the blocks of the front pages; a change of a category that no article shows opens a
job for these alone.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from itertools import chain

from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.published_articles import PublishedArticles
from gazette.articles.publishing.rerendering import Rerendering
from gazette.aws.transient_errors import is_transient
from gazette.embedded_metrics import count_swallowed
from gazette.jobs.model import Job
from gazette.jobs.rerender import BLOCKS
from gazette.media.items import AUTHOR_USE
from gazette.taxonomy.pictures import AuthorPictures

PAGE = 25
"""Articles of a step. A step ends within the lease of a job, also if each article has to be tried again."""
THREADS = 8
MAX_LISTED = 100
"""A job lists at most so many articles that could not be rendered."""
SCOPES_IN_BLOCKS = ("category", "all", BLOCKS)


class RerenderWorker:
    """The job's state is the position behind the last step (`after`), and `failed`: ids of articles that could not be
    rendered."""

    def __init__(
        self,
        articles: PublishedArticles,
        rerendering: Rerendering,
        authors: AuthorPictures,
        blocks: CategoryBlocks,
        clock: Callable[[], datetime],
    ) -> None:
        self._articles, self._rerendering, self._blocks = articles, rerendering, blocks
        self._authors, self._clock = authors, clock

    def step(self, job: Job) -> Job:
        """Render a page of articles again. After errors that may be gone at the next try, the step is repeated."""
        scope = job.parameters["scope"]
        if scope == BLOCKS:
            return self._finish(job, done=0, failed=[])
        if job.total == 0:
            job = replace(job, total=self._articles.count(scope))
        ids, after = self._articles.list_page(scope, job.state.get("after"), PAGE)
        failed = [*job.state.get("failed", ()), *self._refresh_all(ids)]
        done = job.done + len(ids)
        if after is not None:
            return job.advance({**_build_state(failed), "after": after}, min(done, job.total))
        return self._finish(job, done, failed)

    def _finish(self, job: Job, done: int, failed: Sequence[str]) -> Job:
        if job.parameters["scope"].partition("/")[0] in SCOPES_IN_BLOCKS:
            self._blocks.rebuild()
        reason = f"{len(failed)} articles could not be rendered" if failed else ""
        return replace(job, state=_build_state(failed), done=done, total=done, status="done", reason=reason)

    def _refresh_all(self, ids: Sequence[str]) -> list[str]:
        """Returns the ids of articles that could not be rendered."""
        with ThreadPoolExecutor(THREADS) as threads:
            return list(chain.from_iterable(threads.map(self._refresh, ids)))

    def _refresh(self, id: str) -> list[str]:
        try:
            if id.startswith(AUTHOR_USE):
                self._authors.refresh(id.removeprefix(AUTHOR_USE), self._clock())
            else:
                self._rerendering.refresh(id, self._clock())
        except Exception as error:
            if is_transient(error):
                raise
            count_swallowed("article-not-rerendered", error, article=id)
            return [id]
        return []


def _build_state(failed: Sequence[str]) -> dict[str, list[str]]:
    """The member `failed` of the job's state."""
    return {"failed": list(failed[:MAX_LISTED])} if failed else {}
