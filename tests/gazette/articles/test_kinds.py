"""Kinds of articles: what a page of the site cannot have, and when the kind is fixed."""

from collections.abc import Callable
from typing import Any, get_args

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import KindFixed
from gazette.articles.kinds import Label
from gazette.articles.model import Article
from gazette.articles.publishing.jsonld import TYPES
from gazette.articles.requests import Changes
from gazette.errors import Invalid
from gazette.words import list_languages, load_words
from tests.support.articles import AZIZA, Tables, minutes, new_id

Save = Callable[..., Article]


def pointers(error: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [entry["pointer"] for entry in error.value.extensions["errors"]]


@pytest.fixture
def change(commands: ArticleCommands) -> Callable[..., Article]:
    def change(article: Article, **fields: Any) -> Article:
        return commands.change(article, Changes(**fields), by=AZIZA, at=minutes(1), write_id=new_id())

    return change


def test_a_page_has_no_label_authors_categories_or_tags_and_is_no_breaking_news(
    save_draft: Save, tables: Tables
) -> None:
    tables.put_category("economy")
    names: dict[str, Any] = {
        "categories": ["economy"],
        "tags": ["japan"],
        "authors": [{"name": "A"}],
        "label": "opinion",
    }
    names["breaking_until"] = "2025-12-18T09:00:00Z"
    assert save_draft(**names)
    with pytest.raises(Invalid) as error:
        save_draft(kind="page", **names)
    assert pointers(error) == ["#/breaking_until", "#/label", "#/authors", "#/categories", "#/tags"]
    assert save_draft(kind="page", order=3, dek="Who we are.", seo={"title": "About"})


def test_news_have_no_order(save_draft: Save, change: Any) -> None:
    with pytest.raises(Invalid) as error:
        save_draft(order=0)
    assert pointers(error) == ["#/order"]
    page = change(save_draft(kind="page", order=0), title="About")
    with pytest.raises(Invalid) as error:
        change(page, kind="news")
    assert pointers(error) == ["#/order"]
    assert change(page, kind=None, order=None).kind == "news"


def test_the_first_publication_fixes_the_kind(
    commands: ArticleCommands, save_draft: Save, publish_draft: Save, change: Any
) -> None:
    assert change(save_draft(), kind="page").kind == "page"
    article = publish_draft()
    with pytest.raises(KindFixed):
        change(article, kind="page")
    article = commands.unpublish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    with pytest.raises(KindFixed):
        change(article, kind="page")
    assert change(article, kind="news", title="New").title == "New"


def test_a_refused_change_saves_nothing(commands: ArticleCommands, publish_draft: Save, change: Any) -> None:
    article = publish_draft()
    with pytest.raises(KindFixed):
        change(article, kind="page", title="New")
    assert commands.drafts.get(article.id) == article


@pytest.mark.parametrize("lang", list_languages())
def test_every_label_has_a_name_in_every_language(lang: str) -> None:
    assert list(load_words(lang)["labels"]) == list(get_args(Label))


def test_types_for_search_engines_are_those_of_labels() -> None:
    assert set(TYPES) < set(get_args(Label))
