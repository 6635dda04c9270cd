"""Categories, and the first screen in one answer."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.times import timestamp
from tests.support.public_articles import body


def test_categories_have_the_name_of_the_language_or_of_the_default_one(stored, get):
    stored.category("economy", en="Economy", ru="Экономика")
    stored.category("sport", en="Sport")
    stored.category("weather", uz="Ob-havo")
    answer = get("/v1/categories", "lang=ru")
    expected = [("economy", "Экономика"), ("sport", "Sport"), ("weather", "weather")]
    assert body(answer) == {"items": [{"slug": slug, "name": name} for slug, name in expected], "next": None}
    assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=300, stale-while-revalidate=30"
    assert body(get("/v1/categories/economy")) == {"slug": "economy", "name": "Economy"}


@pytest.mark.parametrize("slug", ["none", "x" * 3000])
def test_a_category_that_is_not_there_is_not_found(get, slug):
    answer = get(f"/v1/categories/{slug}")
    assert (answer["statusCode"], body(answer)["type"]) == (404, "urn:gazette:problem:category-not-found")


def test_home_has_breaking_news_the_pinned_and_the_newest_without_those(stored, get):
    for number in range(30):
        stored.card(number)
    later, past = ({"S": timestamp(datetime.now(UTC) + timedelta(hours=hours))} for hours in (1, -1))
    stored.card(28, "en/front", rank={"N": "2"})
    stored.card(5, "en/front", rank={"N": "1"}, breaking_until=past)
    stored.card(27, "en/front", breaking_until=later)
    stored.card(29, "en/front", breaking_until=past)
    home = body(get("/v1/home", "lang=en"))
    assert list(home) == ["lang", "breaking", "rates", "top", "newest", "channels"]
    assert (home["lang"], home["rates"], home["breaking"]["number"]) == ("en", None, 27)
    assert [card["number"] for card in home["top"]] == [5, 28]
    assert [card["number"] for card in home["newest"]] == [29, *range(27, 8, -1)]
    assert home["channels"]["telegram"]["url"] == "https://t.me/gazette_en"


def test_home_is_not_kept_past_the_end_of_breaking_news(stored, get):
    soon = {"S": timestamp(datetime.now(UTC) + timedelta(seconds=9))}
    stored.card(1, "en/front", breaking_until=soon)
    cache = get("/v1/home", "lang=en")["headers"]["cache-control"]
    assert cache in {f"public, max-age={left}, s-maxage={left}" for left in range(10)}


def test_home_leaves_out_what_has_ended_and_is_not_kept_past_the_next_end(stored, get, monkeypatch):
    now = datetime.now(UTC)
    past, soon = ({"S": timestamp(now + timedelta(seconds=seconds))} for seconds in (-1, 9))
    for number, end in ((1, None), (2, past), (3, soon), (4, None), (5, past)):
        stored.card(number, **({"unpublish_at": end} if end else {}))
    answer = get("/v1/home", "lang=en")
    home = body(answer)
    assert [card["number"] for card in home["newest"]] == [4, 3, 1]
    assert answer["headers"]["cache-control"] in {f"public, max-age={left}, s-maxage={left}" for left in range(10)}


def test_home_of_an_empty_site_is_complete(get):
    answer = get("/v1/home", "lang=uz-Cyrl")
    home = body(answer)
    assert (home["newest"], home["lang"]) == ([], "uz-Cyrl")
    assert answer["headers"]["cache-control"].startswith("public, max-age=")
    assert get("/v1/home", "lang=uz-Cyrl", if_none_match=answer["headers"]["etag"])["statusCode"] == 304
