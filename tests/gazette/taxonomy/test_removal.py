"""Saves and removals in races, after lost answers and after crashes."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import boto3
import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import CategoryMissing
from gazette.articles.model import Article
from gazette.articles.publishing.rerendering import Rerendering
from gazette.errors import Conflict, StaleVersion, VersionRequired
from gazette.settings import Settings
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.errors import AuthorNotFound, CategoryInUse, CategoryNotFound
from gazette.taxonomy.repository import REMOVAL_SECONDS
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest
from tests.support.articles import AZIZA, NOON, Tables, new_id
from tests.support.dynamodb_faults import before_first_call, lose_first_answer
from tests.support.taxonomy import build_commands, save_term

LANGUAGES = ("en", "ru", "uz")


@pytest.fixture
def economy(taxonomy: TaxonomyCommands) -> str:
    save(taxonomy, "economy", None)
    return "economy"


def save(taxonomy: TaxonomyCommands, slug: str, expected: int | None, name: str = "Economy") -> int:
    return save_term(taxonomy, "category", slug, expected, CategoryRequest(names={"en": name})).version


def remove(taxonomy: TaxonomyCommands, slug: str, expected: int | None = None) -> None:
    taxonomy.remove("category", slug, expected=expected, at=NOON, write_id=new_id())


def test_one_of_many_concurrent_creations_succeeds(taxonomy: TaxonomyCommands) -> None:
    def make(number: int) -> str:
        try:
            save(taxonomy, "economy", None, f"Economy {number}")
        except VersionRequired:
            return "exists"
        return f"Economy {number}"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(make, range(12)))
    [winner] = [outcome for outcome in outcomes if outcome != "exists"]
    assert taxonomy.get("category", "economy").names == {"en": winner}


def test_one_of_many_concurrent_changes_succeeds(taxonomy: TaxonomyCommands, economy: str) -> None:
    def change(number: int) -> bool:
        try:
            save(taxonomy, economy, 1, f"Economy {number}")
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(change, range(12))) == 1
    assert taxonomy.get("category", economy).version == 2


@pytest.mark.parametrize("expected", [None, 1])
def test_a_lost_answer_to_a_save_is_no_refusal(client: Any, taxonomy: TaxonomyCommands, expected: int | None) -> None:
    if expected:
        save(taxonomy, "economy", None)
    lost = lose_first_answer(client, "TransactWriteItems")
    assert save(taxonomy, "economy", expected, "Business") == (expected or 0) + 1
    assert lost
    assert taxonomy.get("category", "economy").names == {"en": "Business"}


@pytest.mark.parametrize("operation", ["UpdateItem", "DeleteItem"])
@pytest.mark.parametrize("expected", [None, 1])
def test_a_lost_answer_to_a_removal_is_no_refusal(
    client: Any, taxonomy: TaxonomyCommands, economy: str, operation: str, expected: int | None
) -> None:
    lost = lose_first_answer(client, operation)
    remove(taxonomy, economy, expected)
    assert lost
    with pytest.raises(CategoryNotFound):
        taxonomy.get("category", economy)


def test_a_version_that_is_not_the_last_removes_nothing(taxonomy: TaxonomyCommands, economy: str) -> None:
    save(taxonomy, economy, 1)
    with pytest.raises(StaleVersion):
        remove(taxonomy, economy, 1)
    assert taxonomy.get("category", economy).version == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_article_of_any_language_keeps_its_category(
    taxonomy: TaxonomyCommands,
    economy: str,
    publish_draft: Callable[..., Article],
    commands: ArticleCommands,
    lang: str,
) -> None:
    article = publish_draft(lang=lang, categories=[economy])
    with pytest.raises(CategoryInUse):
        remove(taxonomy, economy)
    commands.unpublish(article, by=AZIZA, at=NOON, write_id=new_id())
    remove(taxonomy, economy)


def test_nothing_is_published_into_a_category_while_it_is_removed(
    client: Any,
    taxonomy: TaxonomyCommands,
    economy: str,
    save_draft: Callable[..., Article],
    commands: ArticleCommands,
) -> None:
    """An article that is published between the read of the lists and the removal must not lose its category."""
    article, refused = save_draft(categories=[economy]), []

    def publish() -> None:
        try:
            commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
        except CategoryMissing as error:
            refused.append(error)

    before_first_call(client, "DeleteItem", publish)
    remove(taxonomy, economy)
    assert len(refused) == 1
    assert commands.drafts.get(article.id) == article


def test_a_category_that_is_renamed_while_it_is_removed_stays(
    client: Any, taxonomy: TaxonomyCommands, economy: str, publish_draft: Callable[..., Article]
) -> None:
    other = build_commands(boto3.client("dynamodb"))

    def rename() -> None:
        save(other, economy, other.get("category", economy).version, "Business")

    before_first_call(client, "DeleteItem", rename)
    with pytest.raises(Conflict):
        remove(taxonomy, economy)
    assert other.get("category", economy).names == {"en": "Business"}
    assert publish_draft(categories=[economy]).status == "published"


def interrupt_removal(client: Any, taxonomy: TaxonomyCommands, slug: str) -> None:
    """A removal whose process ends before the last step."""

    def crash(**_: Any) -> None:
        raise KeyboardInterrupt

    client.meta.events.register("before-call.dynamodb.DeleteItem", crash)
    with pytest.raises(KeyboardInterrupt):
        remove(taxonomy, slug)
    client.meta.events.unregister("before-call.dynamodb.DeleteItem", crash)


def test_an_interrupted_removal_closes_a_category_for_a_minute_only(
    client: Any, taxonomy: TaxonomyCommands, economy: str, publish_draft: Callable[..., Article]
) -> None:
    interrupt_removal(client, taxonomy, economy)
    with pytest.raises(CategoryMissing):
        publish_draft(categories=[economy], at=NOON + timedelta(seconds=REMOVAL_SECONDS))
    assert publish_draft(categories=[economy], at=NOON + timedelta(seconds=REMOVAL_SECONDS + 1)).status == "published"


def test_an_interrupted_removal_ends_with_a_save(
    client: Any, taxonomy: TaxonomyCommands, economy: str, publish_draft: Callable[..., Article]
) -> None:
    interrupt_removal(client, taxonomy, economy)
    with pytest.raises(CategoryMissing):
        publish_draft(categories=[economy])
    save(taxonomy, economy, taxonomy.get("category", economy).version)
    assert publish_draft(categories=[economy]).status == "published"
    with pytest.raises(CategoryInUse):
        remove(taxonomy, economy)
    assert publish_draft(categories=[economy]).status == "published", "a refused removal leaves it open"


def test_an_author_whom_a_publication_overtook_is_created_again_with_the_published_name(
    client: Any, taxonomy: TaxonomyCommands, save_draft: Callable[..., Article], tables: Tables
) -> None:
    """The publication commits after the removal has read the lists for the last time."""
    save_term(taxonomy, "author", "aziza", None, AuthorRequest(names={"en": "Aziza Karimova"}))
    article = save_draft(authors=[{"slug": "aziza", "role": "Editor"}])
    publishing = boto3.client("dynamodb")

    def remove_author() -> None:
        taxonomy.remove("author", "aziza", expected=None, at=NOON, write_id=new_id())

    before_first_call(publishing, "TransactWriteItems", remove_author)
    settings = Settings(os.environ)
    ArticleCommands.from_settings(settings, publishing).publish(article, by=AZIZA, at=NOON, write_id=new_id())
    with pytest.raises(AuthorNotFound):
        taxonomy.get("author", "aziza")
    Rerendering(client, settings).refresh(article.id, NOON)
    assert taxonomy.get("author", "aziza").names == {"en": "Aziza Karimova"}
    view = tables.view(article.id)
    assert view
    assert view["authors"] == [{"slug": "aziza", "name": "Aziza Karimova", "role": "Editor"}]
