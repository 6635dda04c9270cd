"""Answers of DynamoDB that are lost: the SDK repeats the write, and the repetition is recognized."""

from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Draft
from gazette.articles.requests import Changes
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION, lose_first_answer

Publish = Callable[..., Article]
pytestmark = pytest.mark.usefixtures("no_pauses")


def test_a_lost_answer_to_a_creation_is_no_conflict(
    client: Any, client_commands: ArticleCommands, tables: Tables
) -> None:
    lose_first_answer(client, TRANSACTION)
    article = client_commands.create(Draft(lang="en"), id=new_id(), by=AZIZA, at=NOON, write_id=new_id())
    assert client_commands.drafts.get(article.id) == article


def test_a_lost_answer_to_a_save_is_no_stale_version(
    client: Any, client_commands: ArticleCommands, save_draft: Publish
) -> None:
    article = save_draft()
    lose_first_answer(client, TRANSACTION)
    after = client_commands.change(article, Changes(title="Changed"), by=AZIZA, at=minutes(1), write_id=new_id())
    assert (after.version, client_commands.drafts.get(article.id)) == (2, after)


@pytest.mark.parametrize("slug", [None, "given"])
def test_a_lost_answer_to_a_publication_is_no_taken_slug(
    client: Any, client_commands: ArticleCommands, save_draft: Publish, tables: Tables, slug: str | None
) -> None:
    article = save_draft(slug=slug)
    lose_first_answer(client, TRANSACTION)
    after = client_commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    assert after.slug == (slug or "a-summit")
    assert client_commands.drafts.get(article.id) == after
    assert len(tables.listing("en/changes")) == 1


def test_a_lost_answer_to_a_withdrawal_is_no_stale_version(
    client: Any, client_commands: ArticleCommands, publish_draft: Publish, tables: Tables
) -> None:
    article = publish_draft()
    lose_first_answer(client, TRANSACTION)
    after = client_commands.unpublish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    assert client_commands.drafts.get(article.id) == after
    assert len(tables.listing("en/changes")) == 2


def test_a_repeated_write_is_recognized_after_another_write(
    client: Any, client_commands: ArticleCommands, commands: ArticleCommands, save_draft: Publish
) -> None:
    article = save_draft()

    def save() -> None:
        stored = commands.drafts.get(article.id)
        commands.change(stored, Changes(dek="By another"), by=AZIZA, at=minutes(2), write_id=new_id())

    lose_first_answer(client, TRANSACTION, then=save)
    after = client_commands.change(article, Changes(title="Mine"), by=AZIZA, at=minutes(1), write_id=new_id())
    assert after.version == 2
    last = commands.drafts.get(article.id)
    assert (last.version, last.title, last.dek) == (3, "Mine", "By another")
