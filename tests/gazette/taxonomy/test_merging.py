"""Merges: what articles get, also in races with publications and saves, and after a lost answer."""

import os
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Byline
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.requests import Changes
from gazette.errors import Conflict, Invalid
from gazette.settings import Settings
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.errors import IN_USE, Merged
from gazette.taxonomy.merging import MAX_MERGED
from gazette.taxonomy.model import Kind
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, TagRequest
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import before_first_call, lose_first_answer
from tests.support.rerender import run_rerender_job
from tests.support.taxonomy import BY, build_commands, publish_tag, save_term

Publish = Callable[..., Article]


@pytest.fixture(autouse=True)
def terms(taxonomy: TaxonomyCommands) -> None:
    for slug in ("old", "new", "newest"):
        save_term(taxonomy, "category", slug, None, CategoryRequest(names={"en": slug}))
        save_term(taxonomy, "tag", slug, None, TagRequest(names={"en": slug}))
        save_term(taxonomy, "author", slug, None, AuthorRequest(names={"en": slug}))


def merge(taxonomy: TaxonomyCommands, kind: Kind, slug: str = "old", into: str = "new") -> str:
    return taxonomy.merge(kind, slug, into, expected=None, by=BY, at=NOON, write_id=new_id()).id


def show(view: Any) -> dict[str, list[str]]:
    return {kind: [term["slug"] for term in view[kind]] for kind in ("categories", "tags", "authors")}


@pytest.fixture
def article(publish_draft: Publish) -> Article:
    return publish_draft(categories=["old"], tags=["old"], authors=[{"slug": "old", "role": "Reporter"}])


def test_a_job_moves_published_articles_to_the_lists_of_the_other_one(
    taxonomy: TaxonomyCommands, article: Article, tables: Tables
) -> None:
    before = tables.view(article.id)
    kinds: tuple[Kind, ...] = ("category", "tag", "author")
    for kind in kinds:
        assert run_rerender_job(merge(taxonomy, kind)).status == "done"
    view = tables.view(article.id)
    assert view and before
    assert show(view) == {"categories": ["new"], "tags": ["new"], "authors": ["new"]}
    assert view["authors"][0]["role"] == "Reporter"
    assert tables.listings_of(article.id) == ["en", "en/author/new", "en/category/new", "en/tag/new"]
    for member in ("version", "published_at", "updated_at"):
        assert view[member] == before[member], "it is silent"


def test_an_article_with_both_has_the_other_one_once(
    taxonomy: TaxonomyCommands, publish_draft: Publish, tables: Tables
) -> None:
    article = publish_draft(categories=["new", "old"], tags=["old", "new"], authors=[{"slug": "new"}, {"slug": "old"}])
    kinds: tuple[Kind, ...] = ("category", "tag", "author")
    for kind in kinds:
        run_rerender_job(merge(taxonomy, kind))
    assert show(tables.view(article.id)) == {"categories": ["new"], "tags": ["new"], "authors": ["new"]}


def test_an_author_keeps_the_own_role_at_the_place_of_one_who_was_merged(
    taxonomy: TaxonomyCommands, publish_draft: Publish, tables: Tables
) -> None:
    article = publish_draft(authors=[{"slug": "old"}, {"name": "Staff"}, {"slug": "new", "role": "Editor"}])
    run_rerender_job(merge(taxonomy, "author"))
    view = tables.view(article.id)
    assert view
    assert [(author["slug"], author["role"]) for author in view["authors"]] == [("new", "Editor"), (None, None)]


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
def test_articles_follow_a_chain_of_merges(
    taxonomy: TaxonomyCommands, article: Article, tables: Tables, kind: Kind
) -> None:
    run_rerender_job(merge(taxonomy, kind))
    assert run_rerender_job(merge(taxonomy, kind, "new", "newest")).status == "done"
    plural = {"category": "categories", "tag": "tags", "author": "authors"}[kind]
    assert show(tables.view(article.id))[plural] == ["newest"]
    assert f"en/{kind}/newest" in tables.listings_of(article.id)


def test_a_draft_gets_the_other_one_when_it_is_saved_or_published(
    taxonomy: TaxonomyCommands, save_draft: Publish, commands: ArticleCommands, tables: Tables
) -> None:
    members: dict[str, Any] = {"categories": ["old"], "tags": ["old"], "authors": [{"slug": "old"}]}
    saved, published = save_draft(**members), save_draft(**members)
    kinds: tuple[Kind, ...] = ("category", "tag", "author")
    for kind in kinds:
        merge(taxonomy, kind)
    stamp: dict[str, Any] = {"by": AZIZA, "at": minutes(1)}
    for article in (
        commands.change(saved, Changes(title="A"), **stamp, write_id=new_id()),
        commands.publish(published, **stamp, write_id=new_id()),
        save_draft(**members),
    ):
        assert (article.categories, article.authors) == (("new",), (Byline(slug="new"),))
        assert [tag.slug for tag in article.tags] == ["new"]
        assert commands.drafts.get(article.id) == article
    assert show(tables.view(published.id)) == {"categories": ["new"], "tags": ["new"], "authors": ["new"]}


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
def test_a_publication_that_began_before_the_merge_ends_with_the_other_one(
    client: Any, taxonomy: TaxonomyCommands, save_draft: Publish, tables: Tables, kind: Kind
) -> None:
    """The job has passed when the publication commits. ArticleEvents renders the article again after the commit."""
    article = save_draft(categories=["old"], tags=["old"], authors=[{"slug": "old"}])
    publishing = boto3.client("dynamodb")

    def merge_now() -> None:
        run_rerender_job(merge(taxonomy, kind))

    before_first_call(publishing, "TransactWriteItems", merge_now)
    commands = ArticleCommands.from_settings(Settings(os.environ), publishing)
    commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())
    Rerendering(client, Settings(os.environ)).refresh(article.id, minutes(1))
    plural = {"category": "categories", "tag": "tags", "author": "authors"}[kind]
    assert show(tables.view(article.id))[plural] == ["new"]
    assert f"en/{kind}/old" not in tables.listings_of(article.id)


def test_what_was_merged_twice_has_one_alias_each(taxonomy: TaxonomyCommands, article: Article, tables: Tables) -> None:
    first, second = merge(taxonomy, "tag"), merge(taxonomy, "tag", "new", "newest")
    assert taxonomy.get("tag", "old").merged_into == "newest"
    assert taxonomy.get("tag", "newest").merged == ("old", "new")
    for job in (second, first):
        run_rerender_job(job)
    assert show(tables.view(article.id))["tags"] == ["newest"]


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
@pytest.mark.usefixtures("article")
def test_the_other_one_is_not_removed_before_the_job_has_moved_the_articles(
    taxonomy: TaxonomyCommands, kind: Kind
) -> None:
    merge(taxonomy, kind)
    with pytest.raises(IN_USE[kind]) as refused:
        taxonomy.remove(kind, "new", expected=None, at=NOON, write_id=new_id())
    assert refused.value.extensions == {"articles": 1}
    assert taxonomy.get(kind, "new").names == {"en": "new"}


def test_the_other_tag_is_public_if_the_merge_overtakes_the_event_of_a_publication(
    client: Any, taxonomy: TaxonomyCommands
) -> None:
    merge(taxonomy, "tag")
    assert taxonomy.get("tag", "new").unpublished
    publish_tag(client, "en", "old", "old")
    tag = taxonomy.get("tag", "new")
    assert (tag.unpublished, tag.names) == (False, {"en": "new"})


def test_a_merge_of_an_alias_or_into_one_is_refused(taxonomy: TaxonomyCommands) -> None:
    merge(taxonomy, "tag")
    with pytest.raises(Merged):
        merge(taxonomy, "tag", "old", "newest")
    with pytest.raises(Invalid):
        merge(taxonomy, "tag", "newest", "old")


def test_merges_that_meet_leave_no_chain_of_aliases(client: Any, taxonomy: TaxonomyCommands) -> None:
    other = build_commands(boto3.client("dynamodb"))
    before_first_call(client, "TransactWriteItems", lambda: merge(other, "tag", "new", "newest"))
    with pytest.raises(Invalid):
        merge(taxonomy, "tag")
    assert taxonomy.get("tag", "old").merged_into is None


def test_a_lost_answer_to_a_merge_is_no_refusal(client: Any, taxonomy: TaxonomyCommands, tables: Tables) -> None:
    lost = lose_first_answer(client, "TransactWriteItems")
    merge(taxonomy, "tag")
    assert lost
    assert taxonomy.get("tag", "old").merged_into == "new"
    assert len([item for item in tables.all("jobs") if item.get("parameters") == {"scope": "tag/old"}]) == 1


def test_too_many_merges_into_one_are_refused(taxonomy: TaxonomyCommands, tables: Tables) -> None:
    item = {"kind": "tag", "slug": "full", "names": {"en": "F"}, "version": 1}
    tables.put("taxonomy", {**item, "merged": [f"t{n}" for n in range(MAX_MERGED)]})
    with pytest.raises(Conflict):
        merge(taxonomy, "tag", "old", "full")
