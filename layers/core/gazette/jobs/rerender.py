"""The job that renders articles again. What articles show opens it; `articles/rerender_job.py` does it."""

from gazette.jobs.model import Job

KIND = "articles.rerender"
BLOCKS = "blocks"
"""Scope without an article: only the blocks of the front pages are written again."""


def build_rerender_job(scope: str, change: str) -> Job:
    """A job for the articles of a scope: `media/<id>`, `category/<slug>`, `tag/<slug>`, `author/<slug>`, `all`, or
    `BLOCKS`.

    `change` names the change, so that each has a job of its own: one that runs already may have passed articles before.
    """
    id = f"{KIND}/{scope}/{change}"
    return Job(id, concurrency_key=id, parameters={"scope": scope}, unit="articles")
