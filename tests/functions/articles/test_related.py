"""Related stories as readers get them: present cards, in the order of the article's item."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.articles import handler as articles
from gazette import times
from tests.support.public_articles import body, id_of, numbers, position_of

NOON = datetime(2025, 12, 20, 8, tzinfo=UTC)
PATH = f"/v1/articles/{id_of(1)}/related"


@pytest.fixture
def store_article(stored):
    """Stores the article 1 with positions of stories by number."""

    def store_article(*stories, **attributes):
        positions = {"L": [{"S": position_of(number)} for number in stories]}
        stored.article(1, related=positions, **attributes)

    return store_article


def test_stories_are_in_the_stored_order_four_unless_more_are_asked_for(stored, get, store_article):
    stored.cards(20)
    store_article(*range(15, 3, -1))
    assert numbers(get(PATH)) == [15, 14, 13, 12]
    assert numbers(get(PATH, "limit=2")) == [15, 14]
    assert numbers(get(PATH, "limit=12")) == list(range(15, 3, -1))
    assert body(get(PATH))["next"] is None


def test_a_withdrawn_story_is_not_shown_and_the_next_one_takes_its_place(stored, get, store_article):
    for number in (3, 5, 6, 7, 8):
        stored.card(number)
    store_article(2, 3, 4, 5, 6, 7, 8)
    assert numbers(get(PATH)) == [3, 5, 6, 7]


def test_a_story_is_not_shown_from_its_planned_withdrawal(stored, get, store_article, monkeypatch):
    stored.card(2, unpublish_at={"S": times.timestamp(NOON)})
    stored.card(3)
    store_article(2, 3)
    monkeypatch.setattr(articles, "now", lambda: NOON - timedelta(milliseconds=1))
    assert numbers(get(PATH)) == [2, 3]
    monkeypatch.setattr(articles, "now", lambda: NOON)
    assert numbers(get(PATH)) == [3]


@pytest.mark.parametrize("ends", ["article", "story"])
def test_no_list_is_cached_past_the_first_planned_withdrawal(stored, get, store_article, ends):
    end = {"unpublish_at": {"S": times.timestamp(times.now() + timedelta(seconds=10))}}
    stored.card(2, **(end if ends == "story" else {}))
    store_article(2, **(end if ends == "article" else {}))
    cache = get(PATH)["headers"]["cache-control"]
    assert int(cache.split("s-maxage=")[1]) <= 10


def test_a_list_without_plans_is_cached_as_other_lists(stored, get, store_article):
    stored.card(2)
    store_article(2)
    assert get(PATH)["headers"]["cache-control"] == "public, max-age=15, s-maxage=30, stale-while-revalidate=30"


def test_the_list_is_gone_with_its_article(stored, get, store_article, monkeypatch):
    store_article(2, unpublish_at={"S": times.timestamp(NOON)})
    monkeypatch.setattr(articles, "now", lambda: NOON)
    assert get(PATH)["statusCode"] == 410
    stored.tombstone(1, note="It was wrong.")
    answer = get(PATH)
    assert (answer["statusCode"], body(answer)["detail"]) == (410, "It was wrong.")


def test_it_redirects_to_the_list_of_the_successor(stored, get):
    document = stored.article(2)
    stored.tombstone(1, successor=id_of(2))
    for query, suffix in (("", ""), ("limit=9", "?limit=9")):
        answer = get(PATH, query)
        location = f"/v1/articles/{id_of(2)}/related{suffix}"
        assert (answer["statusCode"], answer["headers"]["location"]) == (301, location)
        assert body(answer) == {name: document[name] for name in ("id", "lang", "slug", "url")}


def test_an_article_of_an_earlier_version_has_none(stored, get):
    stored.article(1)
    stored.card(2)
    assert body(get(PATH)) == {"items": [], "next": None}


def test_an_unknown_article_and_a_slug_are_not_found(stored, get):
    stored.article(1)
    for id in (id_of(2), "story-1", "en"):
        assert get(f"/v1/articles/{id}/related")["statusCode"] == 404


@pytest.mark.parametrize("limit", ["0", "13", "x", "-1", "4.0", "1000"])
def test_a_limit_outside_of_one_to_twelve_is_refused(get, limit):
    answer = get(PATH, f"limit={limit}")
    assert (answer["statusCode"], body(answer)["errors"][0]["pointer"]) == (422, "?limit")
    assert "from 1 to 12" in body(answer)["errors"][0]["detail"]


def test_a_list_that_a_client_has_already_is_304(stored, get, store_article):
    stored.card(2)
    store_article(2)
    etag = get(PATH)["headers"]["etag"]
    assert get(PATH, if_none_match=etag)["statusCode"] == 304
