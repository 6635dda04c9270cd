"""Runs jobs that render articles again, as the ArticleJobs function does."""

import os
from typing import Any

import boto3

from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.published_articles import PublishedArticles
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.rerender_job import RerenderWorker
from gazette.jobs.model import Job
from gazette.jobs.repository import JobRepository
from gazette.jobs.worker import run_job
from gazette.media.repository import MediaRepository
from gazette.settings import Settings
from tests.support.articles import NOON
from tests.support.taxonomy import build_pictures


def run_rerender_job(id: str, client: Any = None) -> Job:
    """Runs a job to its end and returns it."""
    client = client or boto3.client("dynamodb")
    settings = Settings(os.environ)
    media = MediaRepository(client, settings.table("media"))
    articles = PublishedArticles(client, settings.table("listings"), media, settings.languages)
    rerendering, blocks = Rerendering(client, settings), CategoryBlocks(client, settings)
    worker = RerenderWorker(articles, rerendering, build_pictures(client), blocks, lambda: NOON)
    jobs = JobRepository(settings.table("jobs"), client)
    job = run_job(jobs, id, worker.step, clock=lambda: NOON, has_time=lambda: True)
    assert job
    return job
