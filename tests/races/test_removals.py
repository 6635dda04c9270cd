"""Categories, tags and authors that are removed, or merged into others, while articles with them are published."""

import json
import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord

from cli.local.events.batches import Record
from cli.local.events.streams import StreamReader
from cli.local.stack import Stack
from functions.article_events import handler as article_events
from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import AuthorMissing, CategoryMissing
from gazette.articles.model import Article
from gazette.articles.publication_effects import PublicationEffects
from gazette.encoding import compact_json
from gazette.errors import Conflict
from gazette.settings import Settings
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.model import Kind
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, TagRequest
from tests.support.articles import AZIZA, NOON, Tables, new_id
from tests.support.dynamodb_local import WRITERS, build_client
from tests.support.rerender import run_rerender_job
from tests.support.taxonomy import BY, save_term
from tests.support.threads import run_at_once

pytestmark = pytest.mark.dynamodb_local

Publish = Callable[..., Article]

REQUESTS = {"category": CategoryRequest, "tag": TagRequest, "author": AuthorRequest}
MEMBERS = {"category": "categories", "tag": "tags", "author": "authors"}
OLD, NEW, NAME = "old-slug", "new-slug", "The name"
"""Slugs that no text of an article has, and the name of the first one."""


@pytest.fixture(params=["category", "tag", "author"])
def kind(request: pytest.FixtureRequest, taxonomy: TaxonomyCommands) -> Kind:
    """A kind of terms, with a term that is removed and another one that may take its place."""
    for slug in (OLD, NEW):
        save_term(
            taxonomy,
            request.param,
            slug,
            None,
            REQUESTS[request.param](names={"en": NAME if slug == OLD else "Another name"}),
        )
    return request.param


@pytest.fixture
def drafts(kind: Kind, save_draft: Publish) -> list[Article]:
    """An article for each writer but one."""
    member = [{"slug": OLD}] if kind == "author" else [OLD]
    return [save_draft(slug=f"story-{n}", **{MEMBERS[kind]: member}) for n in range(WRITERS - 1)]


@pytest.fixture
def publish(commands: ArticleCommands) -> Callable[[Article], bool]:
    """Publishes an article. Returns whether it was published: its category or author may be gone."""

    def publish(article: Article) -> bool:
        try:
            commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
        except (CategoryMissing, AuthorMissing):
            return False
        return True

    return publish


@pytest.fixture
def run_article_events(
    dynamodb: Any, emulator: str, stack: Stack, event_bus: str, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], None]:
    """Lets ArticleEvents process all that the stream of the Articles table has."""
    settings, streams = Settings(os.environ), build_client(emulator, stack.region, "dynamodbstreams")
    monkeypatch.setattr(article_events, "effects", PublicationEffects(dynamodb, settings))
    arn = dynamodb.describe_table(TableName=settings.table("articles"))["Table"]["LatestStreamArn"]

    class Batches:
        stopped = False

        def deliver(self, records: list[Record]) -> None:
            for record in records:
                article_events.process_record(DynamoDBRecord(record), None)

    def run() -> None:
        mapping = stack.resolve(find_mapping(stack))
        reader = StreamReader({**mapping, "EventSourceArn": arn}, stack.region, streams, Batches())
        while reader.poll():
            pass

    return run


def find_mapping(stack: Stack) -> dict[str, Any]:
    """The template's mapping of the stream to ArticleEvents, with its filter."""
    mappings = [
        resource["Properties"]
        for resource in stack.resources.values()
        if resource["Type"] == "AWS::Lambda::EventSourceMapping"
    ]
    [mapping] = [one for one in mappings if "ArticleEvents" in compact_json(one["FunctionName"])]
    return mapping


def find_documents(tables: Tables) -> list[dict[str, Any]]:
    """All views and all cards."""
    views = [tables.unpack(item) for item in tables.all("articles") if "view" in item]
    return views + [json.loads(item["card"]) for item in tables.all("listings") if "card" in item]


def find_listings(tables: Tables) -> dict[str, set[str]]:
    """The ids of the articles of each listing with cards."""
    listings: dict[str, set[str]] = {}
    for item in tables.all("listings"):
        if "card" in item:
            listings.setdefault(item["listing"], set()).add(item["position"].partition("#")[2])
    return listings


def test_a_removed_term_has_no_articles_and_a_term_with_articles_is_not_removed(
    kind: Kind,
    taxonomy: TaxonomyCommands,
    drafts: list[Article],
    publish: Callable[[Article], bool],
    run_article_events: Callable[[], None],
    tables: Tables,
) -> None:
    def remove() -> bool:
        try:
            taxonomy.remove(kind, OLD, expected=None, at=NOON, write_id=new_id())
        except Conflict:
            return False
        return True

    *published, _ = run_at_once(*(partial(publish, article) for article in drafts), remove)
    run_article_events()
    ids = {article.id for article, done in zip(drafts, published, strict=True) if done}
    listed = {"en": ids, f"en/{kind}/{OLD}": ids} if ids else {}
    assert find_listings(tables) == listed, "none is lost, and none is listed that was refused"
    exists = (kind, OLD) in taxonomy.repository.find([(kind, OLD)])
    assert exists or not ids, "what a published article has is not removed"
    if kind != "tag":  # a tag that was removed and published again is a new one, with a name of the article
        names = {term["name"] for document in find_documents(tables) for term in document[MEMBERS[kind]]}
        assert names <= {NAME}


def test_all_articles_get_the_term_that_replaces_theirs(
    kind: Kind,
    taxonomy: TaxonomyCommands,
    drafts: list[Article],
    publish: Callable[[Article], bool],
    run_article_events: Callable[[], None],
    tables: Tables,
    dynamodb: Any,
) -> None:
    def replace() -> str:
        return taxonomy.merge(kind, OLD, NEW, expected=None, by=BY, at=NOON, write_id=new_id()).id

    *published, job = run_at_once(*(partial(publish, article) for article in drafts), replace)
    assert run_rerender_job(str(job), dynamodb).status == "done"
    run_article_events()
    ids = {article.id for article in drafts}
    assert all(published)
    assert find_listings(tables) == {"en": ids, f"en/{kind}/{NEW}": ids}
    assert OLD not in compact_json(find_documents(tables))
