"""Stores changes of pictures together with the job that renders again what shows them."""

from datetime import datetime

from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from gazette.media.lifecycle import changes_articles
from gazette.media.model import Media
from gazette.media.repository import MediaRepository


def save_and_rerender(
    repository: MediaRepository, jobs: JobRepository, before: Media, after: Media, at: datetime, *, write_id: str = ""
) -> None:
    """Store a change, and open the job in the same transaction if articles show it, so that no change is without one.

    Does nothing if `after` is `before`. Raises `MediaChanged` if anyone has written the picture since it was read.
    """
    if after is before:
        return
    job = build_rerender_job(f"media/{after.id}", str(after.revision))
    also = jobs.put_new(job, at) if changes_articles(before, after) else []
    repository.save(before, after, write_id=write_id, also=also)
