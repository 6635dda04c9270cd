"""The front page: pins in order, breaking news by the clock, and what publications and withdrawals do to both."""

import os

import pytest

from gazette.articles.publishing.front_page import FrontPages
from gazette.articles.requests import Changes, PublishOptions
from gazette.errors import Invalid, StaleVersion, VersionRequired
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION, before_first_call


@pytest.fixture
def front_pages(client):
    return FrontPages(client, os.environ["ARTICLES_TABLE"], os.environ["LISTINGS_TABLE"])


@pytest.fixture
def pin(front_pages):
    def pin(*articles, expected=0):
        ids = [article if isinstance(article, str) else article.id for article in articles]
        return front_pages.save("en", ids, expected=expected, by=AZIZA, at=minutes(5), write_id=new_id())

    return pin


def ids(page):
    return [pin.id for pin in page.pins]


def test_articles_are_pinned_in_the_order_that_is_sent(pin, front_pages, publish_draft):
    first, second, third = (publish_draft(at=minutes(n)) for n in range(3))
    assert (front_pages.get("en").version, front_pages.get("en").pins) == (0, [])
    page = pin(third, first)
    assert (ids(page), page.version, page.changed_by) == ([third.id, first.id], 1, AZIZA)
    assert ids(pin(second, third, expected=1)) == [second.id, third.id]
    assert ids(pin(expected=2)) == []


def test_the_same_pins_again_change_nothing(pin, front_pages, publish_draft):
    first, second = publish_draft(), publish_draft()
    assert pin().version == 0
    page = pin(first, second)
    assert pin(first, second, expected=1) == page == front_pages.get("en")
    assert pin(second, first, expected=1).version == 2, "another order"


@pytest.mark.parametrize("expected", [0, 2])
def test_the_same_pins_of_another_version_are_refused(pin, publish_draft, expected):
    article = publish_draft()
    pin(article)
    with pytest.raises(StaleVersion if expected else VersionRequired):
        pin(article, expected=expected)


@pytest.mark.parametrize("expected", [0, 2])
def test_of_two_editors_at_once_one_is_refused(pin, front_pages, publish_draft, expected):
    first, second = publish_draft(), publish_draft()
    pin(first)
    with pytest.raises(StaleVersion if expected else VersionRequired):
        pin(second, expected=expected)
    assert ids(front_pages.get("en")) == [first.id]


def test_what_readers_do_not_see_cannot_be_pinned(pin, publish_draft, save_draft, commands, front_pages):
    shown, russian, draft = publish_draft(), publish_draft(lang="ru"), save_draft()
    withdrawn = commands.unpublish(publish_draft(), by=AZIZA, at=minutes(1), write_id=new_id())
    with pytest.raises(Invalid) as refusal:
        pin(shown, russian, draft, withdrawn, "nothing", publish_draft(kind="page"))
    pointers = [error["pointer"] for error in refusal.value.extensions["errors"]]
    assert pointers == ["#/pins/1", "#/pins/2", "#/pins/3", "#/pins/4", "#/pins/5"]
    assert front_pages.get("en").version == 0


def test_a_withdrawn_article_leaves_the_front_page_and_the_others_stay(pin, front_pages, publish_draft, commands):
    first, second = publish_draft(), publish_draft()
    pin(first, second)
    commands.unpublish(first, by=AZIZA, at=minutes(6), write_id=new_id())
    assert ids(front_pages.get("en")) == [second.id]


def test_an_article_that_is_published_again_while_it_is_pinned_has_its_new_title(pin, client, publish_draft, commands):
    article = publish_draft()

    def publish_again():
        changed = commands.change(article, Changes(title="New"), by=AZIZA, at=minutes(1), write_id=new_id())
        commands.publish(changed, by=AZIZA, at=minutes(2), write_id=new_id())

    before_first_call(client, TRANSACTION, publish_again)
    assert [one.title for one in pin(article).pins] == ["New"]


def test_an_article_that_is_withdrawn_while_it_is_pinned_is_refused(pin, client, publish_draft, commands, tables):
    article = publish_draft()

    def withdraw():
        commands.unpublish(article, by=AZIZA, at=minutes(1), write_id=new_id())

    before_first_call(client, TRANSACTION, withdraw)
    with pytest.raises(Invalid):
        pin(article)
    assert tables.listing("en/front") == []


def test_breaking_news_are_on_the_front_page_until_their_time(publish_draft, commands, tables):
    article = publish_draft(breaking_until="2025-12-18T09:00:00Z")
    [row] = tables.listing("en/front")
    assert (row["breaking_until"], row["expires_at"], "rank" in row) == ("2025-12-18T09:00:00Z", 1766048400, False)
    assert '"breaking_until":"2025-12-18T09:00:00Z"' in row["card"]
    calm = commands.change(article, Changes(breaking_until=None), by=AZIZA, at=minutes(1), write_id=new_id())
    commands.publish(calm, PublishOptions(minor=True), by=AZIZA, at=minutes(2), write_id=new_id())
    assert tables.listing("en/front") == []


def test_a_time_that_has_passed_makes_no_breaking_news(publish_draft, tables):
    publish_draft(breaking_until="2025-12-18T06:59:00Z")
    assert tables.listing("en/front") == []


def test_breaking_news_last_two_days_at_most(publish_draft):
    with pytest.raises(Invalid, match="breaking_until"):
        publish_draft(breaking_until="2025-12-20T07:00:01Z")


def test_a_pin_and_breaking_news_of_one_article_do_not_disturb_each_other(pin, publish_draft, commands, tables):
    article = publish_draft(breaking_until="2025-12-18T09:00:00Z")
    pin(article)
    [row] = tables.listing("en/front")
    assert (row["rank"], row["breaking_until"], "expires_at" in row) == (1, "2025-12-18T09:00:00Z", False)
    pin(expected=1)
    [row] = tables.listing("en/front")
    assert ("rank" in row, row["breaking_until"], row["expires_at"]) == (False, "2025-12-18T09:00:00Z", 1766048400)
    pin(article, expected=2)
    calm = commands.change(article, Changes(breaking_until=None), by=AZIZA, at=minutes(6), write_id=new_id())
    commands.publish(calm, by=AZIZA, at=minutes(7), write_id=new_id())
    [row] = tables.listing("en/front")
    assert (row["rank"], "breaking_until" in row) == (1, False)


def test_a_pin_that_is_set_during_a_publication_keeps_its_place(pin, publish_draft, client_commands, client, tables):
    article = publish_draft()
    changed = client_commands.change(article, Changes(title="New"), by=AZIZA, at=minutes(1), write_id=new_id())
    before_first_call(client, TRANSACTION, lambda: pin(article))
    client_commands.publish(changed, by=AZIZA, at=minutes(2), write_id=new_id())
    [row] = tables.listing("en/front")
    assert (row["rank"], "New" in row["card"]) == (1, True)


@pytest.mark.parametrize("until", [None, "2025-12-18T08:00:00Z"])
def test_an_article_that_becomes_breaking_news_while_it_is_unpinned_stays_on_the_front_page(
    pin, client, publish_draft, commands, tables, until
):
    article = publish_draft(breaking_until=until)
    pin(article)

    def break_news():
        changes = Changes(breaking_until="2025-12-18T09:00:00Z")
        changed = commands.change(article, changes, by=AZIZA, at=minutes(6), write_id=new_id())
        commands.publish(changed, by=AZIZA, at=minutes(7), write_id=new_id())

    before_first_call(client, TRANSACTION, break_news)
    pin(expected=1)
    [row] = tables.listing("en/front")
    assert ("rank" in row, row["breaking_until"], row["expires_at"]) == (False, "2025-12-18T09:00:00Z", 1766048400)


def test_an_article_that_becomes_breaking_news_while_it_is_pinned_stays_breaking_news(
    pin, client, publish_draft, commands, tables
):
    """The publication commits after the pins have read the front page, and before they read the card."""
    article = publish_draft()

    def break_news():
        changes = Changes(breaking_until="2025-12-18T09:00:00Z")
        changed = commands.change(article, changes, by=AZIZA, at=minutes(6), write_id=new_id())
        commands.publish(changed, by=AZIZA, at=minutes(7), write_id=new_id())

    before_first_call(client, "BatchGetItem", break_news)
    pin(article)
    [row] = tables.listing("en/front")
    assert (row["rank"], row["breaking_until"]) == (1, "2025-12-18T09:00:00Z")
