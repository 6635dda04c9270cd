"""Restoring articles and their listings: nothing that an editor withdrew or moved since returns."""

import pytest

from cli.restore.articles import ListingRule
from gazette.articles.publishing.stream_events import build_event
from gazette.articles.requests import Changes
from tests.support.articles import AZIZA, minutes, new_id


@pytest.fixture
def categories(tables):
    tables.put_category("economy", "politics")


def unpublish(commands, article):
    commands.unpublish(article, by=AZIZA, at=minutes(2), write_id=new_id())


def republish(commands, article, **changes):
    changed = commands.change(article, Changes(**changes), by=AZIZA, at=minutes(2), write_id=new_id())
    commands.publish(changed, by=AZIZA, at=minutes(3), write_id=new_id())


def test_a_lost_table_returns_whole(restore, save_restored, empty, publish_draft, tables):
    article = publish_draft(tags=[{"slug": "japan", "name": "Japan"}])
    tables.put("articles", {"address": "/2019/05/x.html", "moved_to": article.id})  # a path of a former site
    for noun in ("Articles", "Listings", "Taxonomy", "Drafts"):
        before = sorted(tables.all(noun.lower()), key=str)
        restored = save_restored(noun)
        empty(noun)
        assert restore(noun, restored) == {"copied": len(before)}
        after = [{name: value for name, value in item.items() if name != "silent"} for item in tables.all(noun.lower())]
        assert sorted(after, key=str) == before
        assert restore(noun, restored) == {"there already": len(before)}


def test_consumers_learn_that_a_restored_article_is_no_news(restore, save_restored, empty, publish_draft, tables):
    article = publish_draft()
    restored = save_restored("Articles")
    empty("Articles")
    restore("Articles", restored)
    event = build_event({}, tables.item(article.id))
    assert (event.kind, event.detail["silent"]) == ("article.published", True)


def test_an_article_that_was_withdrawn_since_stays_withdrawn(restore, save_restored, publish_draft, commands, tables):
    article = publish_draft()
    articles, listings = save_restored("Articles"), save_restored("Listings")
    unpublish(commands, article)
    assert restore("Articles", articles) == {"there already": 2}
    assert "gone" in tables.item(article.id)
    outcomes = restore("Listings", listings)
    assert outcomes["of articles that are not published"] >= 2
    assert tables.listings_of(article.id) == []


def test_a_card_returns_only_into_lists_of_the_present_article_and_with_its_present_text(
    restore, save_restored, empty, publish_draft, commands, tables, categories
):
    article = publish_draft(title="Before", categories=["economy"])
    position = f"{article.published_at}#{article.id}"
    tables.put("listings", {"listing": "en/front", "position": position, "rank": 1, "card": "of before"})
    restored = save_restored("Listings")
    republish(commands, article, title="After", categories=["politics"])
    before = tables.all("listings")
    assert restore("Listings", restored) == {"there already": 6, "of articles that left the list": 1}
    assert tables.listings_of(article.id) == ["en", "en/category/politics", "en/front"]
    empty("Listings", lambda item: item["listing"] in ("en", "en/front", "en/sitemap/2025-12"))
    restore("Listings", restored)
    assert sorted(tables.all("listings"), key=str) == sorted(before, key=str)


def test_a_story_returns_with_its_present_members(restore, save_restored, empty, publish_draft, commands, tables):
    article = publish_draft()
    translation = publish_draft(lang="ru", translation_of=article.id)
    restored = save_restored("Listings")
    unpublish(commands, translation)
    empty("Listings", lambda item: item["listing"].startswith("story/"))
    restore("Listings", restored)
    [story] = tables.listing(f"story/{article.story}")
    assert list(story["members"]) == ["en"]


def test_changes_of_the_last_month_return_and_older_ones_do_not(restore, save_restored, empty, publish_draft, tables):
    publish_draft()
    [change] = tables.listing("en/changes")
    recent = {**change, "position": "2999-01-01#a#1", "expires_at": 32503680000}
    tables.put("listings", recent)
    restored = save_restored("Listings")
    empty("Listings", lambda item: item["listing"] == "en/changes")
    assert restore("Listings", restored, now=minutes(60 * 24 * 31))["expired"] == 1
    assert tables.listing("en/changes") == [recent]


def test_an_article_that_is_withdrawn_during_the_copy_gets_no_card_and_no_story(
    restore, save_restored, empty, publish_draft, commands, tables, monkeypatch
):
    article = publish_draft()
    restored = save_restored("Listings")
    empty("Listings")
    prepare = ListingRule.prepare

    def prepare_and_withdraw(rule, missing):
        prepare(rule, missing)
        unpublish(commands, article)

    monkeypatch.setattr(ListingRule, "prepare", prepare_and_withdraw)
    assert restore("Listings", restored)["changed meanwhile"] == 3
    assert {item["listing"] for item in tables.all("listings")} == {"en/changes", "sitemaps"}
