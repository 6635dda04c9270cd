"""Categories, and the first screen in one answer."""

from datetime import UTC, datetime, timedelta

import pytest

from gazette.articles.public.category_blocks import MAX_BLOCKS, NEWEST, POSITIONS
from gazette.aws.public.reader import Reader
from gazette.times import timestamp
from tests.support.public_articles import body, make_card


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


def test_home_has_a_block_of_each_category_and_no_article_twice(stored, get):
    for number in range(60):
        stored.card(number)
    stored.card(0, "en/front", rank={"N": "1"})
    stored.blocks(economy=range(59, 30, -1), sport=[39, 38, *range(34, 25, -1), 0], culture=[59, 58], empty=[])
    assert "blocks" not in body(get("/v1/home", "lang=en"))
    home = body(get("/v1/home", "lang=en&blocks=true"))
    assert list(home) == ["lang", "breaking", "rates", "top", "newest", "blocks", "channels"]
    assert [card["number"] for card in home["newest"]] == [*range(59, 39, -1)]
    assert [(block["slug"], block["name"]) for block in home["blocks"]] == [("economy", "Economy"), ("sport", "Sport")]
    shown = [[card["number"] for card in block["newest"]] for block in home["blocks"]]
    assert shown == [[39, 38, 37, 36, 35], [34, 33, 32, 31, 30]]


def test_blocks_leave_out_what_is_withdrawn_or_has_ended_and_end_with_the_next_end(stored, get):
    now = datetime.now(UTC)
    past, soon = ({"S": timestamp(now + timedelta(seconds=seconds))} for seconds in (-1, 29))
    for number in range(30):
        stored.card(number + 20)
    stored.card(3, unpublish_at=past)
    stored.card(2, unpublish_at=soon)
    stored.blocks(economy=[4, 3, 2], sport=[5])
    answer = get("/v1/home", "lang=en&blocks=true")
    [block] = body(answer)["blocks"]
    assert [card["number"] for card in block["newest"]] == [2]
    assert answer["headers"]["cache-control"] in {
        f"public, max-age={min(15, left)}, s-maxage={left}" for left in range(30)
    }


def test_a_front_page_with_as_many_full_blocks_as_possible_is_five_requests(stored, get, monkeypatch):
    numbers = range(1000, 1000 + (MAX_BLOCKS + 2) * POSITIONS)
    stored.put_all("ListingsTable", [make_card(number) for number in numbers])
    stored.blocks(**{f"c{n}": numbers[n * POSITIONS : (n + 1) * POSITIONS] for n in range(MAX_BLOCKS + 2)})
    asked = []
    start = Reader.start
    monkeypatch.setattr(
        Reader, "start", lambda reader, operation, *rest: asked.append(operation) or start(reader, operation, *rest)
    )
    home = body(get("/v1/home", "lang=en&blocks=true"))
    assert asked == ["Query", "Query", "Query", "GetItem", "BatchGetItem"]
    assert [len(block["newest"]) for block in home["blocks"]] == [NEWEST] * MAX_BLOCKS


def test_home_refuses_another_value_of_blocks(get):
    answer = get("/v1/home", "blocks=yes")
    assert answer["statusCode"] == 422
    assert body(answer)["errors"] == [{"pointer": "?blocks", "detail": "It must be true or false."}]
