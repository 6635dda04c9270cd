"""Another writer changes the public state between the reads and the transaction of a publication."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.requests import Changes
from gazette.errors import StaleVersion
from gazette.settings import Settings
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import (
    TRANSACTION,
    before_first_call,
)

Publish = Callable[..., Article]
pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def translations(commands: ArticleCommands, publish_draft: Publish, save_draft: Publish) -> tuple[Article, Article]:
    """A published article with a new text that is not published yet, and the draft of its translation."""
    english = publish_draft()
    russian = save_draft(lang="ru", translation_of=english.id)
    english = commands.change(english, Changes(body="A new text."), by=AZIZA, at=minutes(1), write_id=new_id())
    return english, russian


def test_a_translation_that_is_published_meanwhile_is_named(
    client: Any,
    client_commands: ArticleCommands,
    commands: ArticleCommands,
    publish_draft: Publish,
    save_draft: Publish,
    tables: Tables,
) -> None:
    """One translation is published between the reads and the transaction of another one."""
    english = publish_draft()
    russian = save_draft(lang="ru", translation_of=english.id)
    uzbek = save_draft(lang="uz", translation_of=english.id)

    def overtake() -> None:
        commands.publish(uzbek, by=AZIZA, at=NOON, write_id=new_id())

    before_first_call(client, TRANSACTION, overtake)
    client_commands.publish(russian, by=AZIZA, at=minutes(1), write_id=new_id())
    view = tables.view(russian.id)
    assert view
    assert [other["lang"] for other in view["translations"]] == ["en", "uz"]


def test_a_translation_that_is_published_again_meanwhile_keeps_its_new_text(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, translations: Any, tables: Tables
) -> None:
    """Its title is the same, and so is the story: only the ETag of its view has changed."""
    english, russian = translations

    def overtake() -> None:
        commands.publish(english, by=AZIZA, at=minutes(2), write_id=new_id())

    before_first_call(client, TRANSACTION, overtake)
    client_commands.publish(russian, by=AZIZA, at=minutes(3), write_id=new_id())
    view = tables.view(english.id)
    assert view
    assert view["body_html"] == "<p>A new text.</p>"
    assert [other["id"] for other in view["translations"]] == [russian.id]
    assert tables.view("en/a-summit") == view


def test_a_translation_that_comes_meanwhile_stays_named(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, translations: Any, tables: Tables
) -> None:
    """This publication changes nothing in the story, but it must not be made from an old state of it."""
    english, russian = translations

    def overtake() -> None:
        commands.publish(russian, by=AZIZA, at=minutes(2), write_id=new_id())

    before_first_call(client, TRANSACTION, overtake)
    client_commands.publish(english, by=AZIZA, at=minutes(3), write_id=new_id())
    view = tables.view(english.id)
    assert view
    assert view["body_html"] == "<p>A new text.</p>"
    assert [other["id"] for other in view["translations"]] == [russian.id]


def test_a_card_that_is_pinned_meanwhile_is_replaced_too(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, publish_draft: Publish, tables: Tables
) -> None:
    article = publish_draft()
    article = commands.change(article, Changes(title="A great summit"), by=AZIZA, at=minutes(1), write_id=new_id())
    [card] = tables.listing("en")

    def pin() -> None:
        tables.put("listings", {**card, "listing": "en/front", "rank": 1})

    before_first_call(client, TRANSACTION, pin)
    client_commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    [pinned] = tables.listing("en/front")
    assert "A great summit" in pinned["card"]
    assert pinned["rank"] == 1


def test_a_card_that_is_unpinned_meanwhile_does_not_come_back(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, publish_draft: Publish, tables: Tables
) -> None:
    article = publish_draft()
    article = commands.change(article, Changes(title="A great summit"), by=AZIZA, at=minutes(1), write_id=new_id())
    [card] = tables.listing("en")
    tables.put("listings", {**card, "listing": "en/front", "rank": 1})

    def unpin() -> None:
        tables.remove("listings", {"listing": "en/front", "position": card["position"]})

    before_first_call(client, TRANSACTION, unpin)
    client_commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    assert tables.listing("en/front") == []


def test_an_article_is_withdrawn_while_somebody_saves_it(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, publish_draft: Publish, tables: Tables
) -> None:
    article, saves = publish_draft(), [1, 2]

    def save(**_: Any) -> None:
        if saves:
            title = f"Save {saves.pop()}"
            commands.change(
                commands.drafts.get(article.id), Changes(title=title), by=AZIZA, at=minutes(1), write_id=new_id()
            )

    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", save)
    with pytest.raises(StaleVersion):
        client_commands.unpublish(article, by=AZIZA, at=minutes(2), write_id=new_id())
    after = client_commands.unpublish_latest(article.id, by=AZIZA, at=minutes(2), write_id=new_id())
    assert (after.status, after.version) == ("withdrawn", 5)
    assert tables.view(article.id) is None


def test_a_change_has_the_moment_of_its_commit(client: Any, save_draft: Callable[..., Article], tables: Tables) -> None:
    """A client of the changes may have read past the moment at which a slow publication began."""
    passed = [0.0]
    slow = ArticleCommands.from_settings(Settings(os.environ), client, monotonic=lambda: passed[0])
    article = save_draft()

    def delay() -> None:
        passed[0] = 50.0
        tables.put(
            "listings", {"listing": f"story/{article.story}", "position": "members", "members": {}, "version": 1}
        )

    before_first_call(client, TRANSACTION, delay)
    slow.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    [change] = tables.listing("en/changes")
    assert change["position"].startswith("2025-12-18T07:00:50.000Z#")
