"""The transaction of a publication: its size, crashes before and after it, conflicts, refusals by position."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import ArticleNotFound, CategoryMissing, SlugTaken
from gazette.articles.model import Article
from gazette.articles.requests import Changes, Schedule
from gazette.errors import Unavailable
from tests.support.articles import AZIZA, NOON, TEXT, Tables, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION, cancelled, count_writes, replace_answers

Publish = Callable[..., Article]
pytestmark = pytest.mark.usefixtures("no_pauses")


def large(lang: str, half: int, **fields: Any) -> dict[str, Any]:
    """All that an article may name, in one of two sets that share nothing."""
    return {
        "lang": lang,
        "title": f"Title {half}",
        "slug": f"slug-{half}",
        "body": TEXT,
        "categories": [f"category-{half}-{n}" for n in range(5)],
        "tags": [f"tag-{half}-{n}" for n in range(20)],
        "authors": [{"slug": f"author-{half}-{n}", "role": "Reporter"} for n in range(10)],
        **fields,
    }


def test_the_largest_publication_has_94_items_and_its_planned_withdrawal_42(
    client: Any, client_commands: ArticleCommands, publish_draft: Publish, tables: Tables
) -> None:
    for half in (1, 2):
        tables.put_category(*(f"category-{half}-{n}" for n in range(5)))
        for n in range(10):
            author = {"kind": "author", "slug": f"author-{half}-{n}", "names": {"en": f"A{n}"}, "version": 1}
            tables.put("taxonomy", author)
    article = publish_draft(**large("en", 1))
    for lang in ("ru", "uz", "uz-Cyrl"):
        publish_draft(**large(lang, 1, translation_of=article.id))
    [card] = tables.listing("en")
    tables.put("listings", {**card, "listing": "en/front", "rank": 1})
    changes = large("en", 2)
    article = client_commands.change(article, Changes(**changes), by=AZIZA, at=minutes(1), write_id=new_id())
    counted = count_writes(client)
    client_commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    assert counted[0] == 94
    assert all(count <= 4 for count in counted[1:]), "each new tag after the commit, with its search texts"
    counted.clear()
    assert len(tables.listings_of(article.id)) == 1 + 5 + 20 + 10 + 1
    assert not [name for name in tables.listings_of(article.id) if "-1-" in name]
    article = client_commands.drafts.get(article.id)
    client_commands.schedule(article, Schedule(unpublish_at=minutes(9)), by=AZIZA, at=minutes(3), write_id=new_id())
    assert counted == [2 + 2 + 37 + 1], "draft and revision, views, cards, sitemap"


def test_a_crash_before_the_transaction_changes_nothing(
    client: Any, client_commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    article = save_draft()

    def crash(request: Any, **_: Any) -> None:
        raise EndpointConnectionError(endpoint_url=request.url)

    client.meta.events.register(f"before-send.dynamodb.{TRANSACTION}", crash)
    with pytest.raises(EndpointConnectionError):
        client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    assert tables.all("articles") == []
    assert tables.listings_of(article.id) == []
    assert client_commands.drafts.get(article.id) == article


def test_a_crash_after_the_transaction_leaves_all_of_it(
    client: Any, client_commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    article = save_draft()

    def crash(**_: Any) -> None:
        raise KeyboardInterrupt

    client.meta.events.register(f"needs-retry.dynamodb.{TRANSACTION}", crash)
    with pytest.raises(KeyboardInterrupt):
        client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    assert client_commands.drafts.get(article.id).status == "published"
    assert tables.view(article.id) == tables.view("en/a-summit") is not None
    assert tables.listings_of(article.id) == ["en"]


def test_conflicts_are_tried_again(client: Any, client_commands: ArticleCommands, save_draft: Publish) -> None:
    article = save_draft()
    left = replace_answers(client, cancelled("None", "TransactionConflict"), cancelled("ThrottlingError", "None"))
    assert client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id()).status == "published"
    assert left == []


def test_conflicts_without_end_are_unavailable(
    client: Any, client_commands: ArticleCommands, save_draft: Publish
) -> None:
    article = save_draft()
    left = replace_answers(client, *[cancelled("None", "TransactionConflict")] * 9)
    with pytest.raises(Unavailable):
        client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    assert len(left) == 6, "three tries"
    assert client_commands.drafts.get(article.id) == article


@pytest.mark.parametrize(
    ("position", "expected"),
    [(0, ArticleNotFound), (3, SlugTaken), (4, CategoryMissing), (5, CategoryMissing)],
)
def test_each_position_has_its_own_meaning(
    client: Any,
    client_commands: ArticleCommands,
    save_draft: Publish,
    tables: Tables,
    position: int,
    expected: type[Exception],
) -> None:
    """draft, revision, view by id, view by slug, two categories."""
    tables.put_category("economy", "world")
    article = save_draft(slug="summit", categories=["economy", "world"])
    replace_answers(client, cancelled(*["None"] * position, "ConditionalCheckFailed", "TransactionConflict"))
    with pytest.raises(expected):
        client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())


def test_a_missing_view_is_not_made_up(commands: ArticleCommands, publish_draft: Publish, tables: Tables) -> None:
    article = publish_draft()
    for item in tables.all("articles"):
        if item["address"] == "en/a-summit":
            tables.remove("articles", {"address": item["address"]})
    with pytest.raises(Unavailable):
        commands.schedule(article, Schedule(unpublish_at=minutes(9)), by=AZIZA, at=NOON, write_id=new_id())
    assert [item["address"] for item in tables.all("articles")] == [article.id]
    assert commands.drafts.get(article.id) == article
