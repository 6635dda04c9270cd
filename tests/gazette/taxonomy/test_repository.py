"""Categories against races, lost answers and crashes."""

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
from gazette.errors import Conflict, StaleVersion, VersionRequired
from gazette.taxonomy.errors import CategoryInUse, CategoryNotFound
from gazette.taxonomy.model import Editor
from gazette.taxonomy.repository import REMOVAL_SECONDS, CategoryRepository
from tests.support.articles import AZIZA, NOON, new_id

BY = Editor(id="editor-1", name="Aziza Karimova")
LANGUAGES = ("en", "ru", "uz")


@pytest.fixture
def client() -> Any:
    """A client of its own, so that what is hooked to it stays with it."""
    return boto3.client("dynamodb")


@pytest.fixture
def categories(client: Any) -> CategoryRepository:
    return CategoryRepository(client, os.environ["TAXONOMY_TABLE"], os.environ["LISTINGS_TABLE"])


@pytest.fixture
def economy(categories: CategoryRepository) -> str:
    save(categories, "economy", None)
    return "economy"


def save(categories: CategoryRepository, slug: str, expected: int | None, name: str = "Economy") -> int:
    return categories.save(slug, {"en": name}, expected=expected, by=BY, at=NOON, write=new_id()).version


def remove(categories: CategoryRepository, slug: str, expected: int | None = None) -> None:
    categories.remove(slug, expected=expected, languages=LANGUAGES, at=NOON, write=new_id())


def lose_answer(client: Any, operation: str) -> list[str]:
    """The first answer to an operation never arrives; the SDK sends it again. Fills when that has happened."""
    lost: list[str] = []

    def lose(attempts: int, **_: Any) -> int | None:
        if attempts == 1 and not lost:
            lost.append(operation)
            return 0
        return None

    client.meta.events.register_first(f"needs-retry.dynamodb.{operation}", lose)
    return lost


def test_of_many_who_make_a_category_one_does(categories: CategoryRepository) -> None:
    def make(number: int) -> str:
        try:
            save(categories, "economy", None, f"Economy {number}")
        except VersionRequired:
            return "exists"
        return f"Economy {number}"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(make, range(12)))
    [winner] = [outcome for outcome in outcomes if outcome != "exists"]
    assert categories.get("economy").names == {"en": winner}


def test_of_many_who_change_a_version_one_does(categories: CategoryRepository, economy: str) -> None:
    def change(number: int) -> bool:
        try:
            save(categories, economy, 1, f"Economy {number}")
        except StaleVersion:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(change, range(12))) == 1
    assert categories.get(economy).version == 2


@pytest.mark.parametrize("expected", [None, 1])
def test_a_lost_answer_to_a_save_is_no_refusal(
    client: Any, categories: CategoryRepository, expected: int | None
) -> None:
    if expected:
        save(categories, "economy", None)
    lost = lose_answer(client, "PutItem")
    assert save(categories, "economy", expected, "Business") == (expected or 0) + 1
    assert lost
    assert categories.get("economy").names == {"en": "Business"}


@pytest.mark.parametrize("operation", ["UpdateItem", "DeleteItem"])
@pytest.mark.parametrize("expected", [None, 1])
def test_a_lost_answer_to_a_removal_is_no_refusal(
    client: Any, categories: CategoryRepository, economy: str, operation: str, expected: int | None
) -> None:
    lost = lose_answer(client, operation)
    remove(categories, economy, expected)
    assert lost
    with pytest.raises(CategoryNotFound):
        categories.get(economy)


def test_a_version_that_is_not_the_last_removes_nothing(categories: CategoryRepository, economy: str) -> None:
    save(categories, economy, 1)
    with pytest.raises(StaleVersion):
        remove(categories, economy, 1)
    assert categories.get(economy).version == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_article_of_any_language_keeps_its_category(
    categories: CategoryRepository,
    economy: str,
    published: Callable[..., Article],
    newsroom: ArticleCommands,
    lang: str,
) -> None:
    article = published(lang=lang, categories=[economy])
    with pytest.raises(CategoryInUse):
        remove(categories, economy)
    newsroom.press.withdraw(article, by=AZIZA, now=NOON, write=new_id())
    remove(categories, economy)


def test_nothing_is_published_into_a_category_while_it_is_removed(
    client: Any,
    categories: CategoryRepository,
    economy: str,
    written: Callable[..., Article],
    newsroom: ArticleCommands,
) -> None:
    """After the look into the lists comes the removal: what is published in between must not be lost."""
    article, refused = written(categories=[economy]), []

    def publish(**_: Any) -> None:
        try:
            newsroom.press.publish(article, by=AZIZA, at=NOON, now=NOON, write=new_id())
        except CategoryMissing as error:
            refused.append(error)

    client.meta.events.register("before-call.dynamodb.DeleteItem", publish)
    remove(categories, economy)
    assert len(refused) == 1
    assert newsroom.drafts.get(article.id) == article


def test_a_category_that_is_named_anew_while_it_is_removed_stays(
    client: Any, categories: CategoryRepository, economy: str, published: Callable[..., Article]
) -> None:
    other = CategoryRepository(boto3.client("dynamodb"), os.environ["TAXONOMY_TABLE"], os.environ["LISTINGS_TABLE"])

    def rename(**_: Any) -> None:
        save(other, economy, other.get(economy).version, "Business")

    client.meta.events.register("before-call.dynamodb.DeleteItem", rename)
    with pytest.raises(Conflict):
        remove(categories, economy)
    assert other.get(economy).names == {"en": "Business"}
    assert published(categories=[economy]).status == "published"


def break_off(client: Any, categories: CategoryRepository, slug: str) -> None:
    """A removal whose function ends before the last step."""

    def crash(**_: Any) -> None:
        raise KeyboardInterrupt

    client.meta.events.register("before-call.dynamodb.DeleteItem", crash)
    with pytest.raises(KeyboardInterrupt):
        remove(categories, slug)
    client.meta.events.unregister("before-call.dynamodb.DeleteItem", crash)


def test_an_interrupted_removal_closes_a_category_for_a_minute_only(
    client: Any, categories: CategoryRepository, economy: str, published: Callable[..., Article]
) -> None:
    break_off(client, categories, economy)
    with pytest.raises(CategoryMissing):
        published(categories=[economy], at=NOON + timedelta(seconds=REMOVAL_SECONDS))
    assert published(categories=[economy], at=NOON + timedelta(seconds=REMOVAL_SECONDS + 1)).status == "published"


def test_an_interrupted_removal_is_taken_up_again_or_called_off(
    client: Any, categories: CategoryRepository, economy: str, published: Callable[..., Article]
) -> None:
    break_off(client, categories, economy)
    with pytest.raises(CategoryMissing):
        published(categories=[economy])
    save(categories, economy, categories.get(economy).version)
    assert published(categories=[economy]).status == "published"
    with pytest.raises(CategoryInUse):
        remove(categories, economy)
    assert published(categories=[economy]).status == "published", "a refused removal leaves it open"
