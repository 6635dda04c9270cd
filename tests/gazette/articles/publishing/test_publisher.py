"""Publication and withdrawal: one transaction over everything that readers see."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import CategoryMissing, SlugTaken, WrongStatus
from gazette.articles.model import Article
from gazette.articles.publishing import serializers
from gazette.articles.requests import Changes, PublishOptions, Withdrawal
from gazette.errors import Invalid, StaleVersion, Unavailable
from gazette.taxonomy.repository import TaxonomyRepository
from tests.support.articles import AZIZA, NOON, TEXT, Tables, minutes, new_id
from tests.support.swallowed import swallowed

Publish = Callable[..., Article]


@pytest.fixture
def change(commands: ArticleCommands) -> Callable[..., Article]:
    def change(article: Article, **fields: Any) -> Article:
        return commands.change(article, Changes(**fields), by=AZIZA, at=minutes(1), write_id=new_id())

    return change


@pytest.fixture
def publish_again(commands: ArticleCommands) -> Callable[..., Article]:
    """Publishes at ten minutes after noon."""

    def publish_again(article: Article, **options: Any) -> Article:
        at = minutes(10)
        return commands.publish(article, PublishOptions(**options), by=AZIZA, at=at, write_id=new_id())

    return publish_again


@pytest.fixture
def withdraw(commands: ArticleCommands) -> Callable[..., Article]:
    def withdraw(article: Article, **fields: Any) -> Article:
        return commands.unpublish(article, Withdrawal(**fields), by=AZIZA, at=minutes(20), write_id=new_id())

    return withdraw


def test_the_view_is_stored_under_id_and_slug(publish_draft: Publish, tables: Tables) -> None:
    article = publish_draft(dek="Leaders meet.", dateline="Tokyo")
    by_id, by_slug = tables.item(article.id), tables.item("en/a-summit")
    assert by_id and by_slug
    assert {**by_id, "address": ""} == {**by_slug, "address": ""}
    assert (by_id["version"], by_id["format"], by_id["published_at"]) == (2, 3, "2025-12-18T07:00:00Z")
    view = tables.view(article.id)
    assert view
    assert view["url"] == "https://news.example/en/a-summit"
    assert view["body_html"] == "<p>The summit opens in Tokyo.</p>\n<p>It is the first of its kind.</p>"
    assert (view["word_count"], view["reading_minutes"]) == (12, 1)
    assert (view["dek"], view["dateline"], view["version"], view["story"]) == (
        "Leaders meet.",
        "Tokyo",
        2,
        article.id,
    )
    assert view["updated_at"] == view["published_at"] == "2025-12-18T07:00:00Z"
    assert "body" not in view["jsonld"]
    assert "articleBody" not in view["jsonld"]
    assert view["jsonld"]["@type"] == "NewsArticle"


def test_an_article_is_in_the_listings_of_its_taxonomy(publish_draft: Publish, tables: Tables) -> None:
    tables.put_category("economy", "world")
    tables.put("taxonomy", {"kind": "author", "slug": "aziza", "names": {"en": "Aziza Karimova"}, "version": 1})
    article = publish_draft(
        categories=["economy", "world"],
        tags=["japan", {"slug": "asia", "name": "Central Asia"}],
        authors=[{"slug": "aziza", "role": "Correspondent"}, {"name": "B. Mustafayev"}],
    )
    expected = ["en", "en/author/aziza", "en/category/economy", "en/category/world", "en/tag/asia", "en/tag/japan"]
    assert tables.listings_of(article.id) == expected
    [item] = tables.listing("en")
    assert item["position"] == f"2025-12-18T07:00:00Z#{article.id}"
    card = json.loads(item["card"])
    assert card["authors"] == [
        {"slug": "aziza", "name": "Aziza Karimova", "role": "Correspondent"},
        {"slug": None, "name": "B. Mustafayev", "role": None},
    ]
    assert card["categories"] == [{"slug": "economy", "name": "Economy"}, {"slug": "world", "name": "World"}]
    assert card["tags"] == [{"slug": "japan", "name": "japan"}, {"slug": "asia", "name": "Central Asia"}]
    assert not {"body_html", "translations", "corrections", "jsonld"} & set(card)


def test_a_publication_enters_the_sitemap_and_the_feed_of_changes(publish_draft: Publish, tables: Tables) -> None:
    article = publish_draft()
    [entry] = tables.listing("en/sitemap/2025-12")
    assert entry["url"] == (
        "<url><loc>https://news.example/en/a-summit</loc><lastmod>2025-12-18T07:00:00Z</lastmod></url>"
    )
    assert [item["position"] for item in tables.listing("sitemaps")] == ["en/2025-12"]
    [change] = tables.listing("en/changes")
    assert change["position"] == f"2025-12-18T07:00:00.000Z#{article.id}#000002"
    assert json.loads(change["change"]) == {
        "id": article.id,
        "at": "2025-12-18T07:00:00.000Z",
        "change": "published",
        "version": 2,
        "kind": "news",
    }
    assert change["expires_at"] - NOON.timestamp() == 30 * 24 * 60 * 60


def test_publishing_again_keeps_the_first_time_and_moves_the_last(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    article = publish_again(change(publish_draft(), title="A great summit"))
    view = tables.view(article.id)
    assert view
    assert (view["title"], view["slug"]) == ("A great summit", "a-summit")
    assert (view["published_at"], view["updated_at"]) == ("2025-12-18T07:00:00Z", "2025-12-18T07:10:00Z")
    assert view["version"] == article.version == 4
    assert [json.loads(item["card"])["title"] for item in tables.listing("en")] == ["A great summit"]
    assert [json.loads(item["change"])["change"] for item in tables.listing("en/changes")] == ["published", "updated"]


def test_a_minor_change_does_not_move_the_last_time(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    article = publish_again(change(publish_draft(), title="A summit!"), minor=True)
    view = tables.view(article.id)
    assert view
    assert view["updated_at"] == "2025-12-18T07:00:00Z"
    assert view["version"] == 4


def test_readers_see_a_correction(publish_draft: Publish, publish_again: Any, tables: Tables) -> None:
    article = publish_again(publish_draft(), correction="The city is Tokyo, not Kyoto.")
    view = tables.view(article.id)
    assert view
    assert view["corrections"] == [{"at": "2025-12-18T07:10:00Z", "note": "The city is Tokyo, not Kyoto."}]


def test_a_first_publication_has_no_correction(save_draft: Publish, publish_again: Any) -> None:
    with pytest.raises(Invalid, match="correct"):
        publish_again(save_draft(), correction="The city is Tokyo.")


@pytest.mark.parametrize("fields", [{"title": None}, {"body": None}, {"title": None, "body": None}])
def test_publishing_needs_title_and_body(save_draft: Publish, publish_again: Any, fields: Any, tables: Tables) -> None:
    with pytest.raises(Invalid) as refused:
        publish_again(save_draft(**fields))
    assert [error["pointer"] for error in refused.value.extensions["errors"]] == [f"#/{name}" for name in fields]  # type: ignore[attr-defined]
    assert tables.all("articles") == []


@pytest.mark.parametrize("body", ["<!-- to do -->", "***", "[a]: https://a.example", "&nbsp;"])
def test_an_empty_body_is_not_published(save_draft: Publish, publish_again: Any, body: str, tables: Tables) -> None:
    with pytest.raises(Invalid, match="needs body"):
        publish_again(save_draft(body=body))
    assert tables.all("articles") == []


def test_the_former_slug_leads_to_the_new_one(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    article = publish_again(change(publish_draft(), slug="tokyo-summit"))
    assert tables.item("en/a-summit") == {"address": "en/a-summit", "id": article.id, "moved_to": article.id}
    view = tables.view("en/tokyo-summit")
    assert view
    assert view["slug"] == "tokyo-summit"
    assert tables.view(article.id) == view


def test_a_former_slug_may_be_taken_back_and_belongs_to_nobody_else(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    article = publish_again(change(publish_draft(), slug="tokyo-summit"))
    with pytest.raises(SlugTaken) as taken:
        publish_draft(slug="a-summit")
    assert taken.value.extensions == {"article": article.id}
    publish_again(change(article, slug="a-summit"))
    assert tables.view("en/a-summit")
    assert tables.item("en/tokyo-summit") == {
        "address": "en/tokyo-summit",
        "id": article.id,
        "moved_to": article.id,
    }


def test_an_explicit_slug_that_is_taken_is_refused_and_a_derived_one_numbered(
    publish_draft: Publish, tables: Tables
) -> None:
    first = publish_draft()
    with pytest.raises(SlugTaken) as taken:
        publish_draft(slug="a-summit")
    assert taken.value.extensions == {"article": first.id}
    assert [publish_draft().slug, publish_draft().slug] == ["a-summit-2", "a-summit-3"]
    assert publish_draft(lang="ru").slug == "a-summit", "each language has its own"


def test_moving_between_categories_and_tags_leaves_nothing_behind(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    tables.put_category("economy", "world")
    article = publish_draft(categories=["economy"], tags=["japan", "asia"])
    publish_again(change(article, categories=["world"], tags=["asia", "tokyo"]))
    assert tables.listings_of(article.id) == ["en", "en/category/world", "en/tag/asia", "en/tag/tokyo"]


def test_tags_are_made_by_the_first_publication_that_names_them(
    save_draft: Publish, publish_draft: Publish, tables: Tables
) -> None:
    """ArticleEvents adds the name in one more language, because it renders the articles of the tag again."""
    save_draft(tags=["japan"])
    assert tables.all("taxonomy") == []
    publish_draft(tags=[{"slug": "japan", "name": "Japan"}])
    publish_draft(tags=[{"slug": "japan", "name": "Nippon"}])
    publish_draft(lang="ru", tags=[{"slug": "japan", "name": "Япония"}])
    [tag] = [item for item in tables.all("taxonomy") if item["kind"] == "tag"]
    assert (tag["kind"], tag["slug"], tag["names"]) == ("tag", "japan", {"en": "Japan"})


def test_a_publication_succeeds_without_the_names_of_its_tags_and_counts_it(
    publish_draft: Publish, tables: Tables, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def busy(*_: Any) -> None:
        raise Unavailable()

    monkeypatch.setattr(TaxonomyRepository, "create_missing", busy)
    article = publish_draft(tags=["japan"])
    assert tables.view(article.id)
    assert swallowed(caplog) == [("tags-wait", 1)]


def test_a_refused_publication_makes_no_tag_public(
    save_draft: Publish, publish_draft: Publish, commands: Any, tables: Tables
) -> None:
    publish_draft(slug="the-summit")
    refused = save_draft(slug="the-summit", tags=[{"slug": "resignation", "name": "The minister resigns"}])
    with pytest.raises(SlugTaken):
        commands.publish(refused, by=AZIZA, at=NOON, write_id=new_id())
    assert tables.all("taxonomy") == []
    view = tables.view(publish_draft(tags=["resignation"]).id)
    assert view
    assert view["tags"] == [{"slug": "resignation", "name": "resignation"}]


def test_a_tag_keeps_its_first_name(publish_draft: Publish, tables: Tables) -> None:
    publish_draft(tags=[{"slug": "japan", "name": "Japan"}])
    article = publish_draft(tags=[{"slug": "japan", "name": "Nippon"}])
    view = tables.view(article.id)
    assert view
    assert view["tags"] == [{"slug": "japan", "name": "Japan"}]


def test_a_missing_category_stops_the_whole_publication(
    save_draft: Publish, publish_again: Any, tables: Tables, dynamodb: Any, stack: Any
) -> None:
    tables.put_category("economy", "world")
    article = save_draft(categories=["economy", "world"])
    table = stack.physical("TaxonomyTable")
    dynamodb.delete_item(TableName=table, Key={"kind": {"S": "category"}, "slug": {"S": "world"}})
    with pytest.raises(CategoryMissing, match="world"):
        publish_again(article)
    assert tables.all("articles") == []
    assert [item["listing"] for item in tables.all("listings")] == ["sitemaps"]


def test_a_withdrawn_article_is_gone_from_everywhere(publish_draft: Publish, withdraw: Any, tables: Tables) -> None:
    tables.put_category("economy")
    article = withdraw(publish_draft(categories=["economy"], tags=["japan"]), note="It was a mistake.")
    assert article.status == "withdrawn"
    for address in (article.id, "en/a-summit"):
        item = tables.item(address)
        assert item == {
            "address": address,
            "id": article.id,
            "kind": "news",
            "lang": "en",
            "slug": "a-summit",
            "version": 3,
            "gone": {"at": "2025-12-18T07:20:00Z", "note": "It was a mistake."},
        }
    assert tables.listings_of(article.id) == []
    assert tables.listing("en/sitemap/2025-12") == []
    assert [json.loads(item["change"])["change"] for item in tables.listing("en/changes")] == [
        "published",
        "withdrawn",
    ]


def test_a_withdrawal_may_name_a_published_successor(publish_draft: Publish, withdraw: Any, tables: Tables) -> None:
    successor = publish_draft()
    article = withdraw(publish_draft(), redirect_to=successor.id)
    item = tables.item(article.id)
    assert item
    assert item["gone"]["successor"] == successor.id
    for wrong in (article.id, "01ARZ3NDEKTSV4RRFFQ69G5FAV", "en/a-summit"):
        with pytest.raises(Invalid, match="another published article"):
            withdraw(publish_draft(), redirect_to=wrong)


def test_only_a_published_article_can_be_withdrawn(save_draft: Publish, publish_draft: Publish, withdraw: Any) -> None:
    with pytest.raises(WrongStatus):
        withdraw(save_draft())
    with pytest.raises(WrongStatus):
        withdraw(withdraw(publish_draft()))


def test_a_withdrawn_article_comes_back_to_its_old_place(
    publish_draft: Publish, withdraw: Any, change: Any, publish_again: Any, tables: Tables
) -> None:
    article = withdraw(publish_draft())
    article = publish_again(change(article, slug="the-summit"))
    view = tables.view(article.id)
    assert view
    assert view["published_at"] == "2025-12-18T07:00:00Z"
    assert tables.item("en/a-summit") == {"address": "en/a-summit", "id": article.id, "moved_to": article.id}
    assert [json.loads(item["change"])["change"] for item in tables.listing("en/changes")] == [
        "published",
        "published",
        "withdrawn",
    ]


def test_translations_name_one_another(publish_draft: Publish, withdraw: Any, tables: Tables) -> None:
    english = publish_draft()
    russian = publish_draft(lang="ru", title="Саммит", translation_of=english.id, at=minutes(5))
    uzbek = publish_draft(lang="uz", title="Sammit", translation_of=russian.id, at=minutes(6))
    assert english.story == russian.story == uzbek.story

    def linked(id: str) -> list[tuple[str, str]]:
        view = tables.view(id)
        assert view
        assert view == tables.view(f"{view['lang']}/{view['slug']}")
        return [(other["lang"], other["id"]) for other in view["translations"]]

    assert linked(english.id) == [("ru", russian.id), ("uz", uzbek.id)]
    assert linked(russian.id) == [("en", english.id), ("uz", uzbek.id)]
    assert linked(uzbek.id) == [("en", english.id), ("ru", russian.id)]
    [entry] = tables.listing("ru/sitemap/2025-12")
    assert [f'hreflang="{lang}"' in entry["url"] for lang in ("en", "ru", "uz")] == [True, True, True]
    [story] = tables.listing(f"story/{english.story}")
    assert sorted(story["members"]) == ["en", "ru", "uz"]

    withdraw(russian)
    assert linked(english.id) == [("uz", uzbek.id)]
    [entry] = tables.listing("en/sitemap/2025-12")
    assert 'hreflang="ru"' not in entry["url"]


def test_a_translation_leaves_version_and_card_of_the_others(publish_draft: Publish, tables: Tables) -> None:
    english = publish_draft()
    before, [card] = tables.item(english.id), tables.listing("en")
    publish_draft(lang="ru", translation_of=english.id)
    after = tables.item(english.id)
    assert before
    assert after
    assert after["etag"] != before["etag"]
    assert {**after, "view": b"", "etag": ""} == {**before, "view": b"", "etag": ""}
    assert tables.listing("en") == [card]


def test_a_new_title_reaches_the_translations(
    publish_draft: Publish, change: Any, publish_again: Any, tables: Tables
) -> None:
    english = publish_draft()
    russian = publish_draft(lang="ru", translation_of=english.id)
    publish_again(change(english, title="A great summit"))
    view = tables.view(russian.id)
    assert view
    assert [other["title"] for other in view["translations"]] == ["A great summit"]


def test_a_pinned_card_is_replaced_where_it_is_and_goes_with_the_article(
    publish_draft: Publish, change: Any, publish_again: Any, withdraw: Any, tables: Tables
) -> None:
    article = publish_draft()
    [card] = tables.listing("en")
    tables.put("listings", {**card, "listing": "en/front", "rank": 3})
    article = publish_again(change(article, title="A great summit"))
    [pinned] = tables.listing("en/front")
    assert (json.loads(pinned["card"])["title"], pinned["rank"]) == ("A great summit", 3)
    withdraw(article)
    assert tables.listing("en/front") == []


def test_an_old_version_is_refused(publish_draft: Publish, change: Any, publish_again: Any, withdraw: Any) -> None:
    article = publish_draft()
    change(article, title="Somebody else's title")
    for attempt in (publish_again, withdraw, lambda old: change(old, title="Mine")):
        with pytest.raises(StaleVersion) as stale:
            attempt(article)
        assert stale.value.extensions == {
            "current": {
                "version": 3,
                "changed_by": {"id": "7d8f4c1e", "name": "Aziza Karimova"},
                "changed_at": "2025-12-18T07:01:00Z",
            }
        }


def test_a_translation_of_a_full_article_can_be_published(
    publish_draft: Publish, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = publish_draft(body=TEXT + secrets.token_urlsafe(2000))
    stored = tables.item(full.id)
    assert stored
    monkeypatch.setattr(serializers, "MAX_VIEW", len(stored["view"]))
    translation = publish_draft(lang="ru", title="Встреча", translation_of=full.id)
    view = tables.view(full.id)
    assert view
    assert [other["id"] for other in view["translations"]] == [translation.id]
