"""Imports into a stack that has articles of its own, or other versions of the imported ones."""

import json

import pytest

from gazette.articles.publishing.rerendering import Rerendering
from gazette.taxonomy.requests import CategoryRequest, TagRequest
from tests.support.articles import NOON, minutes, new_id
from tests.support.moving import empty_stack, read_tables
from tests.support.taxonomy import BY


@pytest.fixture
def exported(small_site, moving):
    """The small site; its export is in the folder, and the stack is empty."""
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    return small_site


def read_changes(tables, lang):
    return [json.loads(item["change"]) for item in tables.listing(f"{lang}/changes")]


def test_articles_of_the_stack_stay_and_the_others_join_them(exported, moving, newsroom, tables):
    own = newsroom.publish_new(title="Our own", at=minutes(30))
    assert moving.run()["article written"] == 3
    assert moving.errors == []
    english = [json.loads(item["card"])["title"] for item in tables.listing("en")]
    assert english == ["A bridge", "Our own"]
    assert tables.view(own.id)["title"] == "Our own"


def test_whoever_follows_the_changes_of_a_used_stack_learns_of_the_imported_articles(
    exported, moving, newsroom, tables
):
    newsroom.publish_new(title="Our own", at=minutes(30))
    moving.run(at=minutes(50))
    after = [change for change in read_changes(tables, "en") if change["at"] > "2025-12-18T07:40"]
    assert [(change["id"], change["change"]) for change in after] == [(exported["english"].id, "published")]
    # In this language the stack had nothing, so nobody has read on from a later place.
    assert [change["at"] for change in read_changes(tables, "ru")] == ["2025-12-18T07:00:00.000Z"]


def test_a_slug_that_another_article_has_is_an_error_in_any_case(exported, moving, newsroom, tables):
    own = newsroom.publish_new(title="Our own", slug="the-bridge")
    before = read_tables(tables)
    for keep_existing in (False, True):
        assert moving.run(keep_existing=keep_existing) == {}
        [error] = moving.errors
        assert error.endswith(f"the address en/the-bridge is that of the article {own.id} in the stack")
    assert read_tables(tables) == before


def test_an_address_that_another_article_has_stays_there_if_existing_is_kept(exported, moving, newsroom, tables):
    """The former slug of the imported article."""
    own = newsroom.publish_new(title="Our own", slug="a-bridge")
    assert moving.run() == {}
    assert [error.partition(": ")[2] for error in moving.errors] == ["the stack has something else at en/a-bridge"]
    outcomes = moving.run(keep_existing=True)
    assert outcomes["address left as the stack has it"] == 1
    assert tables.view("en/a-bridge")["id"] == own.id


def test_another_category_of_the_same_slug_is_an_error_or_is_kept(exported, moving, newsroom, tables):
    newsroom.put_term("category", "economy", CategoryRequest(names={"en": "Money"}))
    before = read_tables(tables)
    assert moving.run() == {}
    assert [error.partition(": ")[2] for error in moving.errors] == ["the stack has another category economy"]
    assert read_tables(tables) == before
    assert moving.run(keep_existing=True)["term left as the stack has it"] == 1
    assert tables.view("en/the-bridge")["categories"] == [{"slug": "economy", "name": "Money"}]


def test_a_front_page_with_other_pins_is_an_error_or_is_kept(exported, moving, newsroom):
    own = newsroom.publish_new(title="Our own")
    newsroom.pin("en", own)
    assert moving.run() == {}
    assert [error.partition(": ")[2] for error in moving.errors] == ["the front page of en is another one"]
    moving.run(keep_existing=True)
    assert [pin.id for pin in newsroom.fronts.get("en").pins] == [own.id]


def test_an_article_that_was_edited_since_stays_as_it_is(exported, moving, newsroom, tables):
    moving.run()
    article = newsroom.commands.drafts.get(exported["gone"].id)
    newsroom.publish(article, at=minutes(70))
    before = read_tables(tables)
    outcomes = moving.run(at=minutes(80))
    assert moving.errors == []
    assert outcomes["article newer in the stack"] == 1
    assert read_tables(tables) == before


def test_a_merge_with_a_term_that_the_stack_has_of_its_own_is_an_error_in_any_case(newsroom, moving, tables):
    for slug in ("rail", "trains"):
        newsroom.put_term("tag", slug, TagRequest(names={"en": slug.title()}))
    newsroom.taxonomy.merge("tag", "rail", "trains", expected=1, by=BY, at=NOON, write_id=new_id())
    moving.export()
    for slug, error in (
        ("trains", "the tag trains, with which it was merged, is another one in the stack"),
        ("rail", "the tag rail, with which it was merged, is another one in the stack"),
    ):
        empty_stack(moving.stack.s3, moving.stack.bucket)
        newsroom.put_term("tag", slug, TagRequest(names={"en": "Our own"}))
        assert moving.run(keep_existing=True) == {}
        assert [found.partition(": ")[2] for found in moving.errors] == [error]


def test_an_article_with_another_text_under_the_same_id_is_an_error_or_is_kept(exported, moving, tables):
    moving.run()
    lines = moving.file.read_text().replace("It opens in Tokyo.", "It opens in Kyoto.").splitlines()
    moving.file.write_text("\n".join(lines) + "\n")
    before = read_tables(tables)
    assert moving.run() == {}
    numbers = [number for number, line in enumerate(lines, 1) if json.loads(line)["type"] == "article"]
    assert [int(error.split()[1].rstrip(":")) for error in moving.errors] == numbers
    assert "the stack has another article" in moving.errors[0]
    assert moving.run(keep_existing=True)["article left as the stack has it"] == 3
    assert read_tables(tables) == before


def test_an_article_that_was_purged_in_the_stack_does_not_return_unasked(exported, moving, newsroom):
    moving.run()
    binned = newsroom.bin(newsroom.commands.drafts.get(exported["gone"].id))
    newsroom.commands.drafts.purge(binned)
    assert moving.run() == {}
    [error] = moving.errors
    assert error.endswith(f"the article {binned.id} was deleted in the stack")


def test_a_picture_with_other_texts_is_an_error(exported, moving, media):
    moving.run()
    picture = media.get(exported["picture"].id)
    after = picture.model_copy(update={"alt": {"en": "Another"}, "version": 2, "revision": picture.revision + 1})
    media.save(picture, after)
    assert moving.run() == {}
    assert [error.partition(": ")[2] for error in moving.errors] == [f"the stack has another picture {picture.id}"]


def test_a_translation_that_the_stack_has_joins_the_imported_article(small_site, newsroom, moving, tables):
    """The export is older than the translation."""
    moving.export()
    uzbek = newsroom.publish_new(title="Koʻprik", lang="uz", translation_of=small_site["english"].id, at=minutes(30))
    for name in ("english", "russian"):
        withdrawn = newsroom.withdraw(newsroom.commands.drafts.get(small_site[name].id), at=minutes(31))
        for part in ("current", *(f"revision#{version:06}" for version in range(1, withdrawn.version + 1))):
            tables.remove("drafts", {"id": withdrawn.id, "part": part})
    for item in tables.all("articles"):
        if item.get("id") != uzbek.id:
            tables.remove("articles", {"address": item["address"]})
    outcomes = moving.run()
    assert moving.errors == []
    assert outcomes["article written"] == 2
    for address in (small_site["english"].id, small_site["russian"].id, uzbek.id):
        view = tables.view(address)
        others = {"en", "ru", "uz"} - {view["lang"]}
        assert {entry["lang"] for entry in view["translations"]} == others


def test_an_article_that_an_editor_writes_meanwhile_is_reported_and_not_overwritten(
    exported, moving, tables, monkeypatch
):
    from cli.moving.importing.articles import ArticleWriter

    write, first = ArticleWriter._write_present, []

    def interfere(writer, record, *rest):
        if not first:
            first.append(record.id)
            tables.put("drafts", {"id": record.id, "part": "current", "version": 9, "write_id": "another"})
        return write(writer, record, *rest)

    monkeypatch.setattr(ArticleWriter, "_write_present", interfere)
    outcomes = moving.run()
    assert outcomes["article changed meanwhile"] == 1
    assert outcomes["article written"] == 2
    [report] = [report for report in moving.reports if "somebody wrote something else" in report]
    assert report.startswith("line ")


def test_nothing_is_rendered_again_after_an_import(exported, moving, tables, dynamodb):
    """ArticleEvents does so after each publication; an import has rendered the present form already."""
    moving.run()
    rerendering = Rerendering(dynamodb, moving.stack.settings)
    assert not rerendering.refresh(exported["english"].id, NOON)
    assert not rerendering.refresh(exported["russian"].id, NOON)


def test_a_merged_tag_of_the_stack_moves_imported_articles_to_the_other_one(newsroom, moving, tables):
    newsroom.put_term("tag", "rail", TagRequest(names={"en": "Rail"}))
    newsroom.publish_new(title="A bridge", tags=["rail"])
    moving.export()
    empty_stack(moving.stack.s3, moving.stack.bucket)
    for slug in ("rail", "trains"):
        newsroom.put_term("tag", slug, TagRequest(names={"en": slug.title()}))
    newsroom.taxonomy.merge("tag", "rail", "trains", expected=1, by=BY, at=NOON, write_id=new_id())
    outcomes = moving.run(keep_existing=True)
    assert outcomes["article written"] == 1
    assert tables.view("en/a-bridge")["tags"] == [{"slug": "trains", "name": "Trains"}]


def test_a_change_that_the_file_has_otherwise_is_an_error(exported, moving, tables):
    moving.run()
    edited = moving.file.read_text().replace('"change":"withdrawn"', '"change":"updated"')
    moving.file.write_text(edited)
    before = read_tables(tables)
    assert moving.run() == {}
    assert {error.partition(": ")[2].partition(" 20")[0] for error in moving.errors} == {"the stack has another change"}
    assert read_tables(tables) == before
