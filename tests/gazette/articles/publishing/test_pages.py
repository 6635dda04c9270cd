"""Pages of the site: which lists have them, and what one publication of a page writes."""

import json
import os
from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.requests import Changes, Schedule
from gazette.settings import Settings
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import count_writes

Publish = Callable[..., Article]


@pytest.fixture
def page(publish_draft: Publish) -> Article:
    return publish_draft(kind="page", order=2, title="About us", dek="Who we are.")


def test_a_page_has_addresses_and_is_in_the_sitemap(page: Article, tables: Tables) -> None:
    for address in (page.id, "en/about-us"):
        view = tables.view(address)
        assert view
        assert (view["kind"], view["order"]) == ("page", 2)
    assert [item["position"] for item in tables.listing("en/sitemap/2025-12")] == [f"2025-12-18T07:00:00Z#{page.id}"]


def test_a_page_is_in_no_list_but_that_of_pages(page: Article, tables: Tables) -> None:
    assert tables.listings_of(page.id) == ["en/pages"]
    assert tables.listing("en") == []
    [item] = tables.listing("en/pages")
    card = json.loads(item["card"])
    assert (card["title"], card["kind"], card["order"], "body_html" in card) == ("About us", "page", 2, False)


def test_the_feed_of_changes_says_that_it_is_a_page(
    page: Article, publish_draft: Publish, commands: ArticleCommands, tables: Tables
) -> None:
    publish_draft(at=minutes(1))
    commands.unpublish(page, by=AZIZA, at=minutes(2), write_id=new_id())
    changes = [json.loads(item["change"]) for item in tables.listing("en/changes")]
    assert [(change["change"], change["kind"]) for change in changes] == [
        ("published", "page"),
        ("published", "news"),
        ("withdrawn", "page"),
    ]


def test_a_new_order_reaches_readers_with_the_next_publication(
    page: Article, commands: ArticleCommands, tables: Tables
) -> None:
    article = commands.change(page, Changes(order=7), by=AZIZA, at=minutes(1), write_id=new_id())
    assert json.loads(tables.listing("en/pages")[0]["card"])["order"] == 2
    commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    assert [json.loads(item["card"])["order"] for item in tables.listing("en/pages")] == [7]


def test_a_withdrawn_page_is_gone(page: Article, commands: ArticleCommands, tables: Tables) -> None:
    commands.unpublish(page, by=AZIZA, at=minutes(1), write_id=new_id())
    assert tables.listings_of(page.id) == []
    assert tables.listing("en/sitemap/2025-12") == []
    item = tables.item("en/about-us")
    assert item
    assert (item["kind"], "gone" in item) == ("page", True)


def test_a_planned_withdrawal_is_in_view_and_list(page: Article, commands: ArticleCommands, tables: Tables) -> None:
    commands.schedule(page, Schedule(unpublish_at=minutes(9)), by=AZIZA, at=minutes(1), write_id=new_id())
    assert [item["unpublish_at"] for item in tables.listing("en/pages")] == ["2025-12-18T07:09:00Z"]


def test_a_publication_of_a_page_has_few_writes(
    client: Any, client_commands: ArticleCommands, save_draft: Publish
) -> None:
    counted = count_writes(client)
    article = save_draft(kind="page")
    article = client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    article = client_commands.publish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    client_commands.unpublish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    expected = 2 + 2 + 1 + 1 + 1 + 1  # draft and revision, views, list, sitemap, changes, story
    assert [count for count in counted if count > 1] == [expected] * 3


def test_a_page_is_rendered_again(page: Article, client: Any, tables: Tables) -> None:
    for item in tables.all("articles"):
        tables.put("articles", {**item, "format": 1})
    assert Rerendering(client, Settings(os.environ)).refresh(page.id, minutes(5)) is True
    assert tables.listings_of(page.id) == ["en/pages"]
