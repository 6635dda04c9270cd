"""Search indexes of the published articles that the tables have, in the bucket of the template."""

import os
from pathlib import Path

import pytest

from functions.index import handler as index
from functions.search import handler as search
from gazette.search.indexing.jobs import build_rebuild_job
from gazette.search.public.indexes import Indexes
from gazette.settings import Settings
from gazette.times import now
from tests.support.events import Context


def rebuild_indexes() -> None:
    """Build the index of each language anew."""
    for lang in index.settings.languages:
        job = index.jobs.open(build_rebuild_job(lang), now(), again=True)
        assert index.run(job.id, Context())["status"] == "done"


def forget_indexes(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The Search function begins with an empty disk, and asks for the manifest at each request."""
    monkeypatch.setattr("gazette.search.public.local_index.CHECK_SECONDS", 0.0)
    monkeypatch.setattr("gazette.search.public.local_index.WAIT_SECONDS", 10.0)
    monkeypatch.setattr(search, "indexes", Indexes(Settings({**os.environ, "INDEX_FOLDER": str(folder)})))
