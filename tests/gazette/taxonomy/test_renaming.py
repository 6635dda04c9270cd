"""Changes of names, and the jobs that bring them to articles."""

from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.model import Article
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.model import Kind
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, TagRequest, TermRequest
from tests.support.articles import NOON, Tables, new_id
from tests.support.rerender import run_rerender_job
from tests.support.taxonomy import BY, publish_tag, save_term

Publish = Callable[..., Article]
KINDS: list[tuple[Kind, type[Any], str]] = [
    ("category", CategoryRequest, "categories"),
    ("tag", TagRequest, "tags"),
    ("author", AuthorRequest, "authors"),
]


def save(taxonomy: TaxonomyCommands, kind: Kind, slug: str, request: TermRequest, expected: int | None) -> str | None:
    return taxonomy.save(kind, slug, request, expected=expected, by=BY, at=NOON, write_id=new_id())[1]


@pytest.mark.parametrize(("kind", "request_type", "plural"), KINDS)
def test_a_new_name_reaches_views_and_cards_by_the_job_of_its_change(
    client: Any,
    taxonomy: TaxonomyCommands,
    publish_draft: Publish,
    tables: Tables,
    kind: Kind,
    request_type: Any,
    plural: str,
) -> None:
    save_term(taxonomy, kind, "one", None, request_type(names={"en": "First"}))
    term: Any = {"slug": "one"} if kind == "author" else "one"
    ids = [publish_draft(**{plural: [term]}).id for _ in range(3)]
    if kind == "tag":
        publish_tag(client, "en", "one", "First")
    job = save(taxonomy, kind, "one", request_type(names={"en": "Second"}), taxonomy.get(kind, "one").version)
    assert job
    assert run_rerender_job(job).done == 3
    for id in ids:
        view = tables.view(id)
        assert view
        assert [entry["name"] for entry in view[plural]] == ["Second"]
    cards = tables.listing(f"en/{kind}/one")
    assert len(cards) == 3
    assert all('"name":"Second"' in card["card"] for card in cards)


def test_only_a_change_of_names_renders_articles_again(taxonomy: TaxonomyCommands, tables: Tables) -> None:
    changes = [("A", 0), ("A", 4), ("A", 4), ("B", 4)]
    jobs = [
        save(taxonomy, "category", "one", CategoryRequest(names={"en": name}, order=order), version or None)
        for version, (name, order) in enumerate(changes)
    ]
    assert [job and job.split("/")[1] for job in jobs] == ["blocks", "blocks", None, "category"]
    assert save(taxonomy, "tag", "one", TagRequest(names={"en": "A"}), None) is None
    assert taxonomy.get("category", "one").order == 4


def test_a_term_that_was_removed_and_made_again_is_renamed_again(taxonomy: TaxonomyCommands) -> None:
    for _ in range(2):
        save(taxonomy, "author", "one", AuthorRequest(names={"en": "A"}), None)
        assert save(taxonomy, "author", "one", AuthorRequest(names={"en": "B"}), 1)
        taxonomy.remove("author", "one", expected=None, at=NOON, write_id=new_id())


def test_the_first_publication_makes_a_tag_of_staff_public_and_keeps_its_names(
    client: Any, taxonomy: TaxonomyCommands
) -> None:
    save(taxonomy, "tag", "japan", TagRequest(names={"en": "Japan"}), None)
    assert taxonomy.get("tag", "japan").unpublished
    publish_tag(client, "ru", "japan", "Япония")
    tag = taxonomy.get("tag", "japan")
    assert (tag.unpublished, tag.names, tag.version) == (False, {"en": "Japan", "ru": "Япония"}, 2)
    publish_tag(client, "ru", "japan", "Другое")
    assert taxonomy.get("tag", "japan") == tag


def test_a_tag_loses_the_search_texts_of_its_former_names(taxonomy: TaxonomyCommands, tables: Tables) -> None:
    save(taxonomy, "tag", "japan", TagRequest(names={"en": "Nippon", "ru": "Япония"}), None)

    def rows() -> list[str]:
        return sorted(item["slug"] for item in tables.all("taxonomy") if item["kind"] == "tag-search")

    assert rows() == ["japan#japan", "nippon#japan", "япония#japan"]
    save(taxonomy, "tag", "japan", TagRequest(names={"en": "Land of the Rising Sun"}), 1)
    assert rows() == ["japan#japan", "land-of-the-rising-sun#japan"]
    taxonomy.remove("tag", "japan", expected=None, at=NOON, write_id=new_id())
    assert tables.all("taxonomy") == []
