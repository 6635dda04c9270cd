"""Published articles after a change of what they show: names, pictures, the form of views."""

import os

import pytest

from gazette.articles.publishing import serializers
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.requests import Changes, Schedule
from gazette.media import lifecycle
from gazette.media.requests import MediaChanges
from gazette.settings import Settings
from gazette.times import parse_timestamp
from tests.support import media as pictures
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION, before_first_call
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]


@pytest.fixture
def rerendering(client):
    return Rerendering(client, Settings(os.environ))


@pytest.fixture
def rename(tables):
    """Gives a category another name."""

    def rename(slug, name):
        tables.put("taxonomy", {"kind": "category", "slug": slug, "names": {"en": name}, "version": 2})

    return rename


@pytest.fixture
def economy(tables, publish_draft):
    tables.put_category("economy")
    return publish_draft(categories=["economy"], tags=["japan"])


def describe(tables, id):
    """All that readers see of an article: the view under both addresses, and its cards."""
    items = [item for item in tables.all("articles") if item.get("id") == id and "view" in item]
    cards = [item["card"] for item in tables.all("listings") if "card" in item and item["position"].endswith(id)]
    return [tables.unpack(item) for item in items], sorted(cards)


def test_a_new_name_reaches_views_and_cards_and_leaves_version_and_dates(economy, rename, rerendering, tables):
    before = tables.view(economy.id)
    rename("economy", "Money")
    assert rerendering.refresh(economy.id, minutes(5)) is True
    views, cards = describe(tables, economy.id)
    expected = {**before, "categories": [{"slug": "economy", "name": "Money"}]}
    assert [{**view, "jsonld": before["jsonld"]} for view in views] == [expected, expected]
    assert views[0]["jsonld"]["articleSection"] == ["Money"]
    assert len(cards) == 3
    assert all('"name":"Money"' in card for card in cards)


def test_a_name_that_editors_removed_from_a_tag_is_shown_no_more(publish_draft, rerendering, tables):
    article = publish_draft(lang="ru", tags=[{"slug": "japan", "name": "Япония"}])
    tables.put("taxonomy", {"kind": "tag", "slug": "japan", "names": {"en": "Japan"}, "version": 2})
    rerendering.refresh(article.id, minutes(5))
    assert tables.view(article.id)["tags"] == [{"slug": "japan", "name": "Japan"}]


def test_nothing_is_written_where_nothing_changed(economy, rerendering, tables):
    before = tables.all("articles")
    assert rerendering.refresh(economy.id, minutes(5)) is False
    assert tables.all("articles") == before


def test_a_view_of_an_older_format_gets_the_present_one(economy, rerendering, tables, monkeypatch):
    monkeypatch.setattr(serializers, "FORMAT", serializers.FORMAT + 1)
    monkeypatch.setattr("gazette.articles.publishing.rerendering.FORMAT", serializers.FORMAT)
    assert rerendering.refresh(economy.id, minutes(5)) is True
    assert {item["format"] for item in tables.all("articles")} == {serializers.FORMAT}
    assert rerendering.refresh(economy.id, minutes(5)) is False


def test_a_corrected_credit_and_a_new_file_reach_lead_and_body(publish_draft, put_picture, media, rerendering, tables):
    picture = put_picture(credit={"en": "Photo: ?"})
    article = publish_draft(image={"media": picture.id}, body=f"Open.\n\n![](media:{picture.id})")
    corrected = lifecycle.merge(
        picture, MediaChanges(credit={"en": "Photo: Aziza"}), by=pictures.AZIZA, at=parse_timestamp(picture.changed_at)
    )
    media.save(picture, corrected)
    media.save(corrected, lifecycle.accept(corrected, pictures.make_renditions(picture.id, upload=2)))
    rerendering.refresh(article.id, minutes(5))
    view = tables.view(article.id)
    assert (view["image"]["credit"], "Photo: Aziza" in view["body_html"]) == ("Photo: Aziza", True)
    assert f"/media/{picture.id}/1/" not in str(view)


def test_an_unpublished_save_stays_unpublished(commands, economy, rename, rerendering, tables):
    commands.change(economy, Changes(title="Secret", categories=[]), by=AZIZA, at=minutes(1), write_id=new_id())
    rename("economy", "Money")
    rerendering.refresh(economy.id, minutes(5))
    view = tables.view(economy.id)
    assert (view["title"], view["categories"][0]["name"]) == ("A summit", "Money")


def test_withdrawn_and_unknown_articles_are_left_alone(commands, economy, rename, rerendering, tables):
    commands.unpublish(economy, by=AZIZA, at=minutes(1), write_id=new_id())
    rename("economy", "Money")
    before = tables.all("articles")
    assert rerendering.refresh(economy.id, minutes(5)) is False
    assert rerendering.refresh(new_id(), minutes(5)) is False
    assert tables.all("articles") == before


def test_a_publication_meanwhile_wins(client, commands, economy, rename, rerendering, tables):
    rename("economy", "Money")

    def publish_again():
        article = commands.change(economy, Changes(title="New"), by=AZIZA, at=minutes(1), write_id=new_id())
        commands.publish(article, by=AZIZA, at=minutes(2), write_id=new_id())

    before_first_call(client, TRANSACTION, publish_again)
    rerendering.refresh(economy.id, minutes(5))
    view = tables.view(economy.id)
    assert (view["title"], view["categories"][0]["name"]) == ("New", "Money")


def test_a_withdrawal_that_is_planned_meanwhile_stays_in_the_cards(
    client, commands, economy, rename, rerendering, tables
):
    rename("economy", "Money")
    schedule = Schedule(unpublish_at=minutes(60))

    def plan():
        commands.schedule(economy, schedule, by=AZIZA, at=minutes(1), write_id=new_id())

    before_first_call(client, TRANSACTION, plan)
    rerendering.refresh(economy.id, minutes(5))
    cards = [item for item in tables.all("listings") if "card" in item]
    assert {card["unpublish_at"] for card in cards} == {"2025-12-18T08:00:00Z"}


def test_translations_stay_linked(economy, publish_draft, rename, rerendering, tables):
    russian = publish_draft(lang="ru", translation_of=economy.id)
    rename("economy", "Money")
    rerendering.refresh(economy.id, minutes(5))
    assert [other["id"] for other in tables.view(economy.id)["translations"]] == [russian.id]
