"""Lists of published articles: filters, pages, cursors."""

from urllib.parse import parse_qsl

import pytest

from gazette import cursors
from tests.support.public_articles import at, body, id_of, numbers


def test_a_list_is_its_cards_newest_first(stored, get):
    stored.cards(3)
    stored.card(7, listing="ru")
    answer = get("/v1/articles")
    assert answer["body"] == '{"items":[{"number":2},{"number":1},{"number":0}],"next":null}'
    assert answer["headers"]["cache-control"] == "public, max-age=15, s-maxage=30, stale-while-revalidate=30"
    assert "link" not in answer["headers"]
    assert get("/v1/articles", if_none_match=answer["headers"]["etag"])["statusCode"] == 304
    assert numbers(get("/v1/articles", "lang=ru")) == [7]


def test_a_filter_selects_one_listing(stored, get):
    stored.card(1)
    for number, name in enumerate(("category", "tag", "author"), start=2):
        stored.card(number, listing=f"en/{name}/japan")
        assert numbers(get("/v1/articles", f"{name}=japan")) == [number]
        assert numbers(get("/v1/articles", f"{name}=none")) == []


def read_pages(get, query):
    """All numbers on the pages from the first to the last, and the number of pages."""
    cards, pages, cursor = [], 0, ""
    while True:
        answer = get("/v1/articles", query + cursor)
        assert answer["statusCode"] == 200, answer["body"]
        cards, pages = cards + numbers(answer), pages + 1
        next_cursor = body(answer)["next"]
        if next_cursor is None:
            assert "link" not in answer["headers"]
            return cards, pages
        path, _, rest = answer["headers"]["link"].partition("; ")
        assert rest == 'rel="next"'
        assert path.startswith("</v1/articles?")
        cursor = f"&cursor={next_cursor}"
        assert parse_qsl(path[len("</v1/articles?") : -1]) == parse_qsl(query + cursor)


def test_the_pages_have_each_article_once_and_none_is_empty(stored, get):
    stored.cards(40)
    for limit, pages in ((1, 40), (7, 6), (10, 4), (39, 2), (40, 1), (41, 1), (100, 1)):
        assert read_pages(get, f"lang=en&limit={limit}") == (list(range(39, -1, -1)), pages)


def test_pages_continue_after_a_card_that_was_deleted(stored, get, dynamodb, stack):
    stored.cards(9)
    first = get("/v1/articles", "limit=4")
    key = {"listing": {"S": "en"}, "position": {"S": f"{at(5)}#{id_of(5)}"}}
    dynamodb.delete_item(TableName=stack.physical("ListingsTable"), Key=key)
    assert numbers(first) == [8, 7, 6, 5]
    assert numbers(get("/v1/articles", f"limit=4&cursor={body(first)['next']}")) == [4, 3, 2, 1]


def test_from_is_included_and_to_is_not(stored, get):
    stored.cards(20)
    for query, expected in (
        (f"from={at(10)}", range(10, 20)),
        (f"to={at(10)}", range(10)),
        (f"from={at(5)}&to={at(15)}", range(5, 15)),
        ("from=2025-12-18T12:00:05%2B05:00&to=2025-12-18T02:00:15-05:00", range(5, 15)),
        ("from=2025-12-18T07:00:04.5Z&to=2025-12-18T07:00:14.5Z", range(5, 15)),
        ("from=2025-12-18t07:00:05z&to=2025-12-18T07:00:15z", range(5, 15)),
        ("from=2026-01-01T00:00:00Z", range(0)),
    ):
        assert read_pages(get, f"limit=4&{query}")[0] == sorted(expected, reverse=True), query


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "?limit"),
        ("limit=101", "?limit"),
        ("limit=-1", "?limit"),
        ("limit=ten", "?limit"),
        ("limit=1.0", "?limit"),
        ("limit=%D9%A1", "?limit"),
        ("limit=" + "1" * 5000, "?limit"),
        ("lang=de", "?lang"),
        ("lang=EN", "?lang"),
        ("category=a&tag=b", "?tag"),
        ("author=a&tag=b", "?author"),
        ("author=A", "?author"),
        ("category=" + "a" * 3000, "?category"),
        ("from=2025-12-18", "?from"),
        ("from=yesterday", "?from"),
        ("to=2025-12-18T12:00:00", "?to"),
        ("to=2025-12-18%2012:00:00Z", "?to"),
        ("from=0001-01-01T00:00:00%2B05:00", "?from"),
        (f"from={at(5)}&to={at(5)}", "?to"),
        ("page=2", "?page"),
        ("limit=5&limit=6", "?limit"),
        ("category=", "?category"),
    ],
)
def test_wrong_parameters_are_named(get, query, pointer):
    answer = get("/v1/articles", query)
    assert answer["statusCode"] == 422
    assert body(answer)["errors"][0]["pointer"] == pointer


def test_a_cursor_belongs_to_its_query(stored, get):
    for number in range(5):
        stored.card(number)
        stored.card(number, listing="en/tag/japan")
    cursor = body(get("/v1/articles", "limit=2"))["next"]
    assert numbers(get("/v1/articles", f"limit=3&cursor={cursor}")) == [2, 1, 0]
    for query in ("tag=japan", "lang=ru", f"from={at(0)}", f"to={at(4)}"):
        assert get("/v1/articles", f"{query}&cursor={cursor}")["statusCode"] == 400
    for damaged in ("x", cursor[:-1], cursor + "A", cursor.swapcase()):
        answer = get("/v1/articles", f"cursor={damaged}")
        assert (answer["statusCode"], body(answer)["type"]) == (400, "urn:gazette:problem:malformed")


def test_a_forged_cursor_cannot_leave_its_query(get):
    identity = f"en|{at(5)}|{at(15)}"
    for position in (f"{at(4)}#x", f"{at(15)}#x", "~", "x" * 3000):
        cursor = cursors.encode(identity, position)
        assert get("/v1/articles", f"from={at(5)}&to={at(15)}&cursor={cursor}")["statusCode"] == 400
