"""The job that renders articles again, with crashes between its steps."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.publishing.published_articles import PublishedArticles
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.publishing.serializers import FORMAT
from gazette.articles.rerender_job import RerenderWorker
from gazette.errors import Unavailable
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from gazette.jobs.worker import run_job
from gazette.settings import Settings
from tests.support.articles import minutes
from tests.support.media import media, put_picture
from tests.support.swallowed import swallowed
from tests.support.taxonomy import build_pictures

__all__ = ["media", "put_picture"]

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def jobs(dynamodb):
    return JobRepository(os.environ["JOBS_TABLE"], dynamodb)


@pytest.fixture
def articles(dynamodb, media):
    return PublishedArticles(dynamodb, os.environ["LISTINGS_TABLE"], media, ("en", "ru"))


@pytest.fixture
def rerendering(dynamodb):
    return Rerendering(dynamodb, Settings(os.environ))


@pytest.fixture
def work(jobs, articles, rerendering, dynamodb, monkeypatch):
    """Runs a job to its end in steps of two articles. Returns it."""
    monkeypatch.setattr("gazette.articles.rerender_job.PAGE", 2)

    def work(scope, at=AT):
        id = jobs.open(build_rerender_job(scope, "1"), AT).id
        blocks = CategoryBlocks(dynamodb, Settings(os.environ))
        worker = RerenderWorker(articles, rerendering, build_pictures(dynamodb), blocks, lambda: at)
        return run_job(jobs, id, worker.step, clock=lambda: at, has_time=lambda: True)

    return work


def test_pages_of_the_site_are_among_all_articles(publish_draft, articles, tables, work):
    ids = [publish_draft(kind=kind, lang=lang).id for kind, lang in (("page", "en"), ("news", "ru"), ("page", "ru"))]
    assert articles.count("all") == 3
    for item in tables.all("articles"):
        tables.put("articles", {**item, "format": 1})
    job = work("all")
    assert (job.status, job.done, job.total) == ("done", 3, 3)
    assert {item["format"] for item in tables.all("articles") if item["id"] in ids} == {FORMAT}


def test_all_articles_of_a_category_in_all_languages_get_its_new_name(publish_draft, tables, work):
    tables.put_category("economy")
    languages = ("en", "ru", "en", "en", "ru")
    ids = [publish_draft(lang=lang, categories=["economy"], at=minutes(n)).id for n, lang in enumerate(languages)]
    other = publish_draft(at=minutes(9))
    tables.put("taxonomy", {"kind": "category", "slug": "economy", "names": {"en": "Money"}, "version": 2})
    job = work("category/economy")
    assert (job.status, job.done, job.total, job.reason, job.state) == ("done", 5, 5, "", {})
    assert {tables.view(id)["categories"][0]["name"] for id in ids} == {"Money"}
    assert tables.item(other.id)["rendered_at"] == "2025-12-18T07:09:00Z"


def test_the_articles_of_a_picture_are_those_that_use_it(publish_draft, put_picture, work):
    picture = put_picture()
    for n in range(3):
        publish_draft(image={"media": picture.id}, at=minutes(n))
    publish_draft(at=minutes(9))
    job = work(f"media/{picture.id}")
    assert (job.status, job.done, job.total) == ("done", 3, 3)


def test_a_scope_without_articles_is_done_at_once(work):
    job = work("category/nothing")
    assert (job.status, job.done, job.total) == ("done", 0, 0)


def test_an_article_that_cannot_be_rendered_stops_no_other(
    publish_draft, tables, work, rerendering, monkeypatch, caplog
):
    tables.put_category("economy")
    ids = [publish_draft(categories=["economy"], at=minutes(n)).id for n in range(3)]
    tables.put("taxonomy", {"kind": "category", "slug": "economy", "names": {"en": "Money"}, "version": 2})
    refresh = rerendering.refresh

    def fail_for_one(id, now):
        if id == ids[1]:
            raise ValueError("a defect")
        return refresh(id, now)

    monkeypatch.setattr(rerendering, "refresh", fail_for_one)
    job = work("all")
    assert (job.status, job.reason, job.state) == ("done", "1 articles could not be rendered", {"failed": [ids[1]]})
    assert swallowed(caplog) == [("article-not-rerendered", 1)]
    assert [tables.view(id)["categories"][0]["name"] for id in ids] == ["Money", "Economy", "Money"]


def test_after_an_outage_the_next_worker_repeats_the_step(publish_draft, work, rerendering, monkeypatch, jobs):
    for n in range(3):
        publish_draft(at=minutes(n))
    calls, refresh = [], rerendering.refresh

    def fail_once(id, now):
        calls.append(id)
        if len(calls) == 3:
            raise Unavailable()
        return refresh(id, now)

    monkeypatch.setattr(rerendering, "refresh", fail_once)
    with pytest.raises(Unavailable):
        work("all")
    [stored] = jobs.list_all(AT)
    assert (stored.done, stored.status) == (2, "running")
    job = work("all", at=AT + timedelta(hours=1))
    assert (job.status, job.done) == ("done", 3)
    assert len(calls) == 4, "the third article was tried twice"
