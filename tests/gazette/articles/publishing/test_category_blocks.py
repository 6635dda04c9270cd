"""The item of a front page's blocks after publications, withdrawals and changes of the categories."""

import json
import os
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.public.category_blocks import POSITIONS
from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.articles.requests import Changes
from gazette.settings import Settings
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.requests import CategoryRequest
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import before_first_call
from tests.support.rerender import run_rerender_job
from tests.support.taxonomy import BY, taxonomy

__all__ = ["taxonomy"]

Publish = Callable[..., Article]


@pytest.fixture
def blocks(client: Any) -> CategoryBlocks:
    return CategoryBlocks(client, Settings(os.environ))


@pytest.fixture
def stored(tables: Tables) -> Callable[..., dict[str, list[str]]]:
    """The blocks of a language: ids of articles by the slug of the category, in order."""

    def stored(lang: str = "en") -> dict[str, list[str]]:
        items = tables.listing(f"{lang}/blocks")
        blocks = json.loads(items[0]["blocks"]) if items else []
        return {block["slug"]: [position.partition("#")[2] for position in block["newest"]] for block in blocks}

    return stored


def refresh(blocks: CategoryBlocks, article: Article, *categories: str) -> None:
    blocks.refresh(article.lang, f"{article.published_at}#{article.id}", categories or article.categories)


def test_has_the_newest_articles_of_each_category_in_the_order_of_the_section_bar(
    blocks: CategoryBlocks, publish_draft: Publish, tables: Tables, stored: Any
) -> None:
    for slug, order in (("sport", 3), ("economy", 1), ("culture", 3)):
        tables.put("taxonomy", {"kind": "category", "slug": slug, "names": {"ru": slug}, "order": order, "version": 1})
    older, newer = (publish_draft(categories=["sport", "economy"], at=minutes(n)).id for n in (1, 2))
    publish_draft(lang="ru", categories=["sport"])
    blocks.rebuild()
    assert list(stored().items()) == [("economy", [newer, older]), ("culture", []), ("sport", [newer, older])]
    assert [len(ids) for ids in stored("ru").values()] == [0, 0, 1]


def test_a_name_falls_back_to_the_default_language_and_then_to_the_slug(blocks: CategoryBlocks, tables: Tables) -> None:
    for slug, names in (("a", {"en": "A", "ru": "А"}), ("b", {"en": "B"}), ("c", {"uz": "C"})):
        tables.put("taxonomy", {"kind": "category", "slug": slug, "names": names, "version": 1})
    blocks.rebuild()
    [item] = tables.listing("ru/blocks")
    assert [block["name"] for block in json.loads(item["blocks"])] == ["А", "B", "c"]


def test_a_withdrawn_article_and_one_of_another_category_leave_their_block(
    blocks: CategoryBlocks, commands: ArticleCommands, publish_draft: Publish, tables: Tables, stored: Any
) -> None:
    tables.put_category("economy", "sport")
    first, second = (publish_draft(categories=["economy"], at=minutes(n)) for n in (1, 2))
    for article in (first, second):
        refresh(blocks, article)
    assert stored() == {"economy": [second.id, first.id], "sport": []}
    moved = commands.change(first, Changes(categories=("sport",)), by=AZIZA, at=minutes(3), write_id=new_id())
    refresh(blocks, commands.publish(moved, by=AZIZA, at=minutes(4), write_id=new_id()), "economy", "sport")
    assert stored() == {"economy": [second.id], "sport": [first.id]}
    commands.unpublish(second, by=AZIZA, at=minutes(5), write_id=new_id())
    refresh(blocks, second)
    assert stored() == {"economy": [], "sport": [first.id]}


def test_an_old_article_costs_one_read(
    client: Any, blocks: CategoryBlocks, publish_draft: Publish, tables: Tables
) -> None:
    tables.put_category("economy")
    old = publish_draft(categories=["economy"])
    for number in range(POSITIONS):
        publish_draft(categories=["economy"], at=minutes(number + 1))
    blocks.rebuild()
    calls: list[str] = []
    client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    refresh(blocks, old)
    assert calls == ["GetItem"]


def test_who_read_the_lists_before_a_publication_does_not_undo_its_block(
    client: Any, blocks: CategoryBlocks, publish_draft: Publish, tables: Tables, stored: Any
) -> None:
    tables.put_category("economy")
    other = CategoryBlocks(boto3.client("dynamodb"), Settings(os.environ))
    later: list[str] = []

    def publish() -> None:
        article = publish_draft(categories=["economy"], at=minutes(1))
        later.append(article.id)
        refresh(other, article)

    first = publish_draft(categories=["economy"])
    before_first_call(client, "PutItem", publish)
    refresh(blocks, first)
    assert stored() == {"economy": [*later, first.id]}


def test_jobs_bring_changes_of_the_categories(
    taxonomy: TaxonomyCommands, publish_draft: Publish, tables: Tables, stored: Any
) -> None:
    def save(slug: str, expected: int | None, order: int, name: str) -> None:
        request = CategoryRequest(names={"en": name}, order=order)
        _, job = taxonomy.save("category", slug, request, expected=expected, by=BY, at=NOON, write_id=new_id())
        assert job
        run_rerender_job(job)

    save("economy", None, 2, "Economy")
    save("sport", None, 1, "Sport")
    id = publish_draft(categories=["economy"]).id
    assert stored() == {"sport": [], "economy": []}, "an event of the publication will bring it"
    save("sport", 1, 3, "Sport")
    assert stored() == {"economy": [id], "sport": []}
    save("economy", 1, 2, "Business")
    assert '"name":"Business"' in tables.listing("en/blocks")[0]["blocks"]
    merged = taxonomy.merge("category", "economy", "sport", expected=2, by=BY, at=NOON, write_id=new_id())
    run_rerender_job(merged.id)
    assert stored() == {"sport": [id]}
