"""`gazette rerender`, with the function in this process."""

import os

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.rerender
import cli.job_client
from cli.main import app
from cli.target import Target
from functions.article_jobs import handler as function
from tests.support.articles import commands, minutes, publish_draft, save_draft, tables
from tests.support.events import Context
from tests.support.media import media, put_picture

__all__ = ["commands", "media", "publish_draft", "put_picture", "save_draft", "tables"]


class ContextWithTime(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 120_000


class Here(Target):
    """The tests' own tables and function."""

    def physical_name(self, logical_id: str) -> str:
        return os.environ[
            {"JobsTable": "JOBS_TABLE", "MediaTable": "MEDIA_TABLE", "TaxonomyTable": "TAXONOMY_TABLE"}[logical_id]
        ]

    def invoke(self, logical_id: str, event: dict) -> object:
        assert logical_id == "ArticleJobsFunction"
        return function.handler(event, ContextWithTime())


@pytest.fixture
def run(monkeypatch):
    target = Here(boto3.Session(), "pool", "client")
    monkeypatch.setattr(cli.commands.rerender, "find_target", lambda *_: target)
    monkeypatch.setattr(cli.job_client, "POLL_SECONDS", 0.05)

    def run(*arguments):
        return CliRunner().invoke(app, ["rerender", *arguments])

    return run


@pytest.fixture
def renamed(publish_draft, tables):
    """Three articles of a category that got another name in the table only."""
    tables.put_category("economy")
    ids = [publish_draft(categories=["economy"], at=minutes(n)).id for n in range(3)]
    tables.put("taxonomy", {"kind": "category", "slug": "economy", "names": {"en": "Money"}, "version": 2})
    return ids


def names(tables, ids):
    return {tables.view(id)["categories"][0]["name"] for id in ids}


@pytest.mark.parametrize("scope", ["all", "category/economy"])
def test_all_articles_of_a_scope_are_rendered_again_as_often_as_one_asks(run, renamed, tables, scope):
    for name in ("Money", "Finance"):
        tables.put("taxonomy", {"kind": "category", "slug": "economy", "names": {"en": name}, "version": 2})
        done = run(scope)
        assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "3 of 3 articles: done")
        assert names(tables, renamed) == {name}


def test_an_article_that_cannot_be_rendered_is_named_and_the_exit_code_says_so(run, renamed, tables, monkeypatch):
    refresh = function.worker._rerendering.refresh

    def fail_for_one(id, now):
        if id == renamed[1]:
            raise ValueError("a defect")
        return refresh(id, now)

    monkeypatch.setattr(function.worker._rerendering, "refresh", fail_for_one)
    done = run()
    assert done.exit_code == 1
    assert done.stdout.splitlines()[-2:] == [
        "3 of 3 articles: 1 articles could not be rendered",
        f"not rendered: {renamed[1]}",
    ]


def test_a_detached_job_is_done_by_the_server(run, renamed, tables):
    done = run("--detach")
    assert done.exit_code == 0
    assert "articles.rerender/all/command is started" in done.stdout
    assert names(tables, renamed) == {"Economy"}
    function.handler({"detail": {"job": "articles.rerender/all/command"}}, ContextWithTime())
    assert names(tables, renamed) == {"Money"}


@pytest.mark.parametrize("scope", ["economy", "category/", "categories/economy"])
def test_an_unknown_scope_is_one_clear_line(run, scope):
    done = run(scope)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(f"gazette: there is no scope {scope}; there are all,")


@pytest.mark.parametrize("scope", ["category/sport", "tag/sport", "author/sport", "media/sport"])
def test_a_scope_that_is_not_stored_is_named_and_starts_nothing(run, renamed, tables, scope):
    for arguments in ([scope], [scope, "--detach"]):
        done = run(*arguments)
        noun = {"media/sport": "picture"}.get(scope, scope.partition("/")[0])
        assert (done.exit_code, done.stdout) == (1, "")
        assert done.stderr == f"gazette: there is no {noun} sport; nothing was started\n"
    assert tables.all("jobs") == []


def test_the_scope_of_a_picture_or_of_a_merged_tag_is_known(run, put_picture, tables):
    tables.put("taxonomy", {"kind": "tag", "slug": "metro", "names": {"en": "M"}, "version": 2, "merged_into": "tram"})
    for scope in ("tag/metro", f"media/{put_picture(ready=False).id}"):
        assert run(scope).exit_code == 0


def test_the_blocks_of_front_pages_are_written_without_the_articles(run, renamed, tables):
    done = run("blocks")
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "0 of 0 articles: done")
    assert names(tables, renamed) == {"Economy"}
    assert '"name":"Money"' in tables.listing("en/blocks")[0]["blocks"]
