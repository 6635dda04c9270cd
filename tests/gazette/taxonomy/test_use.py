"""Removals of tags and authors that articles have, or get at that moment."""

import os
from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import AuthorMissing
from gazette.articles.model import Article
from gazette.taxonomy.articles import TermArticles
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.errors import IN_USE, AuthorNotFound
from gazette.taxonomy.model import Kind
from gazette.taxonomy.requests import AuthorRequest, TagRequest
from tests.support.articles import AZIZA, NOON, Tables, new_id
from tests.support.dynamodb_faults import before_first_call
from tests.support.taxonomy import LANGUAGES, save_term

Publish = Callable[..., Article]
MEMBERS: dict[str, Any] = {"tags": ["one"], "authors": [{"slug": "one"}]}


@pytest.fixture(autouse=True)
def terms(taxonomy: TaxonomyCommands) -> None:
    save_term(taxonomy, "tag", "one", None, TagRequest(names={"en": "One"}))
    save_term(taxonomy, "author", "one", None, AuthorRequest(names={"en": "One"}, text={"en": "A text."}))


def remove(taxonomy: TaxonomyCommands, kind: Kind) -> None:
    taxonomy.remove(kind, "one", expected=None, at=NOON, write_id=new_id())


def publish(commands: ArticleCommands, article: Article) -> Article:
    return commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())


@pytest.mark.parametrize("kind", ["tag", "author"])
def test_a_refusal_counts_the_articles_of_all_languages(
    taxonomy: TaxonomyCommands, publish_draft: Publish, kind: Kind
) -> None:
    for lang in ("en", "ru", "ru"):
        publish_draft(lang=lang, **MEMBERS)
    before = taxonomy.get(kind, "one")
    with pytest.raises(IN_USE[kind]) as refused:
        remove(taxonomy, kind)
    assert refused.value.extensions == {"articles": 3}
    assert taxonomy.get(kind, "one") == before


def test_a_refusal_counts_to_a_limit(
    taxonomy: TaxonomyCommands, publish_draft: Publish, client: Any, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gazette.taxonomy.articles.MAX_COUNT", 2)
    for _ in range(3):
        publish_draft(**MEMBERS)
    articles = TermArticles(client, os.environ["LISTINGS_TABLE"], LANGUAGES)
    assert articles.count(taxonomy.get("tag", "one")) == 2


@pytest.mark.parametrize("kind", ["tag", "author"])
def test_a_term_that_an_article_gets_while_it_is_removed_is_put_back(
    client: Any, taxonomy: TaxonomyCommands, save_draft: Publish, commands: ArticleCommands, kind: Kind
) -> None:
    """The publication has read the names before, and commits between the read of the lists and the removal."""
    article, before = save_draft(**MEMBERS), taxonomy.get(kind, "one")
    operation = "TransactWriteItems" if kind == "tag" else "DeleteItem"
    before_first_call(client, operation, lambda: publish(commands, article))
    with pytest.raises(IN_USE[kind]):
        remove(taxonomy, kind)
    assert taxonomy.get(kind, "one").names == before.names
    assert taxonomy.get(kind, "one").text == before.text


def test_a_draft_whose_author_was_removed_is_not_published(
    taxonomy: TaxonomyCommands, save_draft: Publish, commands: ArticleCommands
) -> None:
    article = save_draft(authors=[{"slug": "one"}])
    remove(taxonomy, "author")
    with pytest.raises(AuthorNotFound):
        taxonomy.get("author", "one")
    with pytest.raises(AuthorMissing) as refused:
        publish(commands, article)
    assert [error["pointer"] for error in refused.value.extensions["errors"]] == ["#/authors/0/slug"]
    assert commands.drafts.get(article.id) == article


def test_a_tag_that_was_removed_comes_back_with_its_next_publication(
    taxonomy: TaxonomyCommands, save_draft: Publish, commands: ArticleCommands
) -> None:
    article = save_draft(tags=[{"slug": "one", "name": "A name"}])
    remove(taxonomy, "tag")
    publish(commands, article)
    tag = taxonomy.get("tag", "one")
    assert (tag.names, tag.unpublished) == ({"en": "A name"}, False)
