"""`gazette reindex`, with the function in this process."""

import os

import boto3
import pytest
from typer.testing import CliRunner

import cli.commands.reindex
import cli.job_client
from cli.main import app
from cli.target import Target
from functions.index import handler as function
from tests.support.events import Context
from tests.support.search import Newsstand, make_article


class Here(Target):
    """The tests' own tables and function."""

    api_url = "http://localhost"

    def physical_name(self, logical_id: str) -> str:
        return os.environ[{"JobsTable": "JOBS_TABLE"}[logical_id]]

    def invoke(self, logical_id: str, event: dict) -> object:
        assert logical_id == "IndexFunction"
        return function.handler(event, Context())


@pytest.fixture
def run(monkeypatch, index_bucket):
    monkeypatch.setattr(cli.commands.reindex, "find_target", lambda *_: Here(boto3.Session(), "pool", "client"))
    site = {"site": {"languages": [{"lang": "en"}, {"lang": "ru"}]}}
    monkeypatch.setattr(cli.commands.reindex, "get_document", lambda *_: type("Document", (), {"json": site}))
    monkeypatch.setattr(cli.job_client, "POLL_SECONDS", 0.05)
    return lambda *arguments: CliRunner().invoke(app, ["reindex", *arguments])


def test_builds_the_index_of_each_language_as_often_as_one_asks(run, dynamodb):
    stand = Newsstand(dynamodb)
    for number in (1, 2):
        stand.publish(make_article(number, "Water"))
        done = run()
        lines = [line for line in done.stdout.splitlines() if "bytes written" in line]
        assert done.exit_code == 0, done.output
        assert [line.partition(", ")[0] for line in lines] == [f"en: {number} articles", "ru: 0 articles"]
    assert function.store.read_manifest("en").manifest.base.documents == 2


def test_a_language_that_the_site_does_not_have_is_refused(run):
    done = run("xx")
    assert done.exit_code != 0
    assert "the site has en, ru" in done.output
