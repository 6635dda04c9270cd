"""Related stories as publications choose and keep them."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.requests import PublishOptions, Schedule, Withdrawal
from gazette.aws.clients import client as cached_client
from gazette.settings import Settings
from tests.support.articles import AZIZA, Tables, minutes, new_id
from tests.support.swallowed import swallowed

Publish = Callable[..., Article]


@pytest.fixture
def publish(publish_draft: Publish, tables: Tables) -> Publish:
    """Publishes an article at a minute after noon."""
    tables.put_category("economy", "world")

    def publish(minute: float, **fields: Any) -> Article:
        return publish_draft(at=minutes(minute), title=f"Story {minute}", **fields)

    return publish


@pytest.fixture
def publish_again(client_commands: ArticleCommands) -> Publish:
    def publish_again(article: Article, **options: Any) -> Article:
        at = minutes(30)
        return client_commands.publish(article, PublishOptions(**options), by=AZIZA, at=at, write_id=new_id())

    return publish_again


@pytest.fixture
def related(tables: Tables) -> Callable[[Article], list[str]]:
    """The ids of an article's related stories; they are the same at both addresses."""

    def related(article: Article) -> list[str]:
        by_id, by_slug = tables.item(article.id), tables.item(f"{article.lang}/{article.slug}")
        assert by_id and by_slug
        assert by_id.get("related") == by_slug.get("related")
        return [position.partition("#")[2] for position in by_id.get("related", [])]

    return related


@pytest.fixture
def hook() -> Iterator[Callable[[str, Any], None]]:
    """Registers a function for an event of the queries for related stories."""
    events, hooks = cached_client("dynamodb", read_seconds=1, tries=1).meta.events, []

    def hook(event: str, function: Any) -> None:
        hooks.append((f"{event}.dynamodb.Query", function))
        events.register(*hooks[-1])

    yield hook
    for registered in hooks:
        events.unregister(*registered)


def fail_queries(hook: Any, *listings: str) -> None:
    """Queries of these listings are not answered in time."""

    def fail(params: Any, **_: Any) -> None:
        if params["ExpressionAttributeValues"][":listing"]["S"] in listings:
            raise ReadTimeoutError(endpoint_url="https://dynamodb")

    hook("provide-client-params", fail)


def test_shared_tags_count_most_then_the_section_then_the_time(publish: Publish, related: Any) -> None:
    two_tags = publish(1, tags=["japan", "summit"])
    tag_and_section = publish(2, tags=["japan"], categories=["world"])
    one_tag = publish(3, tags=["summit"], categories=["economy"])
    older, newer = publish(4, categories=["world"]), publish(5, categories=["world"])
    publish(6, categories=["economy"])
    article = publish(7, tags=["japan", "summit"], categories=["world"])
    ranked = [two_tags, tag_and_section, one_tag, newer, older]
    assert related(article) == [story.id for story in ranked]


def test_an_article_without_tags_and_categories_has_the_newest_of_its_language(publish: Publish, related: Any) -> None:
    first = publish(0)
    stories = [publish(minute) for minute in range(1, 6)]
    publish(6, lang="ru")
    assert related(publish(7)) == [story.id for story in reversed(stories[1:])]
    assert related(first) == [], "nothing was published before it"


def test_a_publication_asks_eight_lists_at_most_for_their_keys_alone(
    hook: Any, client_commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    categories = [f"category-{number}" for number in range(5)]
    tables.put_category(*categories)
    article = save_draft(tags=[f"tag-{number}" for number in range(20)], categories=categories)
    queries: list[Any] = []
    hook("provide-client-params", lambda params, **_: queries.append(params))
    client_commands.publish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    assert len(queries) == 8
    assert {(query["ProjectionExpression"], query["Limit"]) for query in queries} == {("#position", 16)}


def test_a_page_of_the_site_has_none_and_is_in_none(publish: Publish, related: Any) -> None:
    story = publish(1)
    assert related(publish(2, kind="page")) == []
    assert related(publish(3)) == [story.id]


def test_the_document_and_its_etag_do_not_know_of_them(
    publish: Publish, publish_again: Publish, related: Any, tables: Tables
) -> None:
    article = publish(1)
    document = tables.view(article.id) or {}
    story = publish(2)
    article = publish_again(article, minor=True)
    assert related(article) == [story.id], "renewed by the next publication"
    assert tables.view(article.id) == {**document, "version": article.version}


@pytest.mark.parametrize("write", ["rerendering", "plan", "translation"])
def test_other_writes_of_the_view_leave_them(
    write: str, client: Any, commands: ArticleCommands, publish: Publish, related: Any, tables: Tables
) -> None:
    story = publish(1, tags=["japan"])
    article = publish(2, tags=["japan"], categories=["economy"])
    before = tables.item(article.id)
    if write == "rerendering":
        tables.put("taxonomy", {"kind": "category", "slug": "economy", "names": {"en": "Money"}, "version": 2})
        assert Rerendering(client, Settings(os.environ)).refresh(article.id, minutes(5))
    elif write == "plan":
        plan = Schedule(unpublish_at=minutes(60))
        commands.schedule(article, plan, by=AZIZA, at=minutes(5), write_id=new_id())
    else:
        publish(5, lang="ru", translation_of=article.id)
    assert tables.item(article.id) != before
    assert related(article) == [story.id]


def test_a_merge_of_the_tag_leaves_them(client: Any, publish: Publish, related: Any, tables: Tables) -> None:
    story, article = publish(1, tags=["nippon"]), publish(2, tags=["nippon"])
    names = {"names": {"en": "Japan"}, "version": 2}
    tables.put("taxonomy", {"kind": "tag", "slug": "japan", **names})
    tables.put("taxonomy", {"kind": "tag", "slug": "nippon", **names, "merged_into": "japan"})
    assert Rerendering(client, Settings(os.environ)).refresh(article.id, minutes(5))
    assert tables.listing("en/tag/japan")
    assert related(article) == [story.id]


def test_a_withdrawal_drops_them(commands: ArticleCommands, publish: Publish, related: Any) -> None:
    publish(1)
    article = publish(2)
    commands.unpublish(article, Withdrawal(), by=AZIZA, at=minutes(5), write_id=new_id())
    assert related(article) == []


def test_a_list_that_cannot_be_read_delays_no_publication(
    hook: Any, publish: Publish, publish_again: Publish, save_draft: Publish, related: Any, caplog: Any
) -> None:
    story = publish(1, categories=["world"])
    publish(2, tags=["japan"])
    fail_queries(hook, "en/tag/japan", "en")
    article = publish_again(save_draft(categories=["world"], tags=["japan"]))
    assert related(article) == [story.id], "from the list that was read"
    assert swallowed(caplog) == [("related-not-read", 1)] * 2


def test_a_list_that_hangs_is_asked_once(hook: Any, save_draft: Publish, publish_again: Publish, caplog: Any) -> None:
    """Three tries of two seconds would take longer than the function of the editors has."""
    requests: list[Any] = []

    def hang(request: Any, **_: Any) -> None:
        requests.append(request)
        raise ReadTimeoutError(endpoint_url="https://dynamodb")

    hook("before-send", hang)
    assert publish_again(save_draft(tags=["japan"])).published_at
    assert len(requests) == 2, "the tag and the main list"
    assert swallowed(caplog) == [("related-not-read", 1)] * 2


def test_a_republication_that_cannot_read_all_lists_keeps_what_is_stored(
    hook: Any, publish: Publish, publish_again: Publish, related: Any, caplog: Any
) -> None:
    story = publish(1, tags=["japan"])
    article = publish(2, tags=["japan"])
    publish(3, tags=["japan"])
    fail_queries(hook, "en")
    assert related(publish_again(article)) == [story.id]
    assert swallowed(caplog) == [("related-not-read", 1)]
