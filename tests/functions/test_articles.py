"""Public reads of articles over the template's tables, with items of the form that publication writes."""

import base64
import gzip
import json
import logging
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.samples import load_articles
from cli.local.stack import ROOT
from functions.articles import handler as articles
from gazette import cursors, times
from tests.conftest import http_event, sample_event

ROUTES = {
    "articles": ["/v1/articles", "/v1/articles/{id}", "/v1/articles/{id}/{slug}"],
    "changes": ["/v1/changes"],
    "categories": ["/v1/categories", "/v1/categories/{slug}"],
    "home": ["/v1/home"],
}


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def id_of(number):
    return f"01JFBM5T00Q5W8YV2K4N6P{number:04d}"


def at(second):
    return f"2025-12-18T07:{second // 60:02d}:{second % 60:02d}Z"


def document(number=1, lang="en", **parts):
    slug = f"story-{number}"
    return {
        "id": id_of(number),
        "lang": lang,
        "slug": slug,
        "url": f"https://news.example/{lang}/{slug}",
        "title": f'Story {number}: «Олий Мажлис» & "quotes"',
        "body_html": "<p>Text of a paragraph.</p>" * 50,
        **parts,
    }


class Stored:
    """Writes items as publication does."""

    def __init__(self, dynamodb, stack):
        self._dynamodb, self._stack = dynamodb, stack

    def put(self, logical_id, **item):
        self._dynamodb.put_item(TableName=self._stack.physical(logical_id), Item=item)

    def article(self, number=1, lang="en", **attributes):
        told = document(number, lang)
        text = compact(told).encode()
        item = {
            "view": {"B": gzip.compress(text, mtime=0)},
            "etag": {"S": sha256(text).hexdigest()[:32]},
            "id": {"S": told["id"]},
            "lang": {"S": lang},
            "slug": {"S": told["slug"]},
            "version": {"N": "1"},
            "format": {"N": "1"},
            "published_at": {"S": at(number)},
            "updated_at": {"S": "2025-12-18T09:00:00Z"},
            "rendered_at": {"S": "2025-12-18T09:30:00Z"},
            **attributes,
        }
        for address in (told["id"], f"{lang}/{told['slug']}"):
            self.put("ArticlesTable", address={"S": address}, **item)
        return told

    def moved(self, slug, number, lang="en"):
        self.put(
            "ArticlesTable", address={"S": f"{lang}/{slug}"}, id={"S": id_of(number)}, moved_to={"S": id_of(number)}
        )

    def gone(self, number, lang="en", **gone):
        mark = {"M": {"at": {"S": "2025-12-19T00:00:00Z"}, **{name: {"S": text} for name, text in gone.items()}}}
        for address in (id_of(number), f"{lang}/story-{number}"):
            self.put("ArticlesTable", address={"S": address}, id={"S": id_of(number)}, lang={"S": lang}, gone=mark)

    def card(self, number, listing="en", **attributes):
        position = f"{at(number)}#{id_of(number)}"
        card = {"S": compact({"number": number})}
        self.put("ListingsTable", listing={"S": listing}, position={"S": position}, card=card, **attributes)

    def change(self, moment, number, lang="en"):
        text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        told = {"id": id_of(number), "at": text, "change": "published", "version": number}
        position = f"{text}#{id_of(number)}#{number:06d}"
        key = {"listing": {"S": f"{lang}/changes"}, "position": {"S": position}}
        self.put("ListingsTable", **key, change={"S": compact(told)}, expires_at={"N": "1"})
        return told

    def category(self, slug, **names):
        told = {"M": {lang.replace("_", "-"): {"S": name} for lang, name in names.items()}}
        self.put("TaxonomyTable", kind={"S": "category"}, slug={"S": slug}, names=told, version={"N": "1"})


@pytest.fixture
def stored(dynamodb, stack):
    return Stored(dynamodb, stack)


@pytest.fixture
def get(context):
    """Asks the handler for a path; `query` is the raw query string."""

    def get(path, query="", method="GET", **headers):
        parts = path.removeprefix("/v1/").split("/")
        route = ROUTES[parts[0]][len(parts) - 1]
        names = [part.strip("{}") for part in route.split("/")[3:]]
        params = dict(zip(names, parts[1:], strict=True))
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        event = http_event(f"{method} {route}", path=path, params=params, query=query, headers=sent)
        return articles.handler(event, context)

    return get


def body(answer):
    text = gzip.decompress(base64.b64decode(answer["body"])) if answer["isBase64Encoded"] else answer["body"]
    return json.loads(text)


def numbers(answer):
    return [card["number"] for card in body(answer)["items"]]


# --- One article ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [f"/v1/articles/{id_of(1)}", "/v1/articles/en/story-1"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_an_article_is_read_by_either_address_in_either_encoding(stored, get, path, encoding):
    told = stored.article(1)
    answer = get(path, accept_encoding=encoding)
    assert answer["statusCode"] == 200
    assert body(answer) == told
    assert answer["headers"]["content-type"] == "application/json"
    assert answer["headers"]["last-modified"] == "Thu, 18 Dec 2025 09:30:00 GMT"
    assert answer["headers"]["cache-control"] == "public, max-age=30, s-maxage=60, stale-while-revalidate=30"
    assert get(path, accept_encoding=encoding, if_none_match=answer["headers"]["etag"])["statusCode"] == 304


def test_the_stored_bytes_reach_the_client(stored, get, dynamodb, stack):
    stored.article(1)
    key = {"address": {"S": id_of(1)}}
    item = dynamodb.get_item(TableName=stack.physical("ArticlesTable"), Key=key)["Item"]
    answer = get(f"/v1/articles/{id_of(1)}", accept_encoding="gzip")
    assert base64.b64decode(answer["body"]) == item["view"]["B"]
    assert answer["headers"]["etag"] == f'"{item["etag"]["S"]}-gz"'


def test_no_article_is_kept_past_its_planned_withdrawal(stored, get):
    soon = datetime.now(UTC) + timedelta(seconds=20)
    stored.article(1, unpublish_at={"S": times.timestamp(soon)})
    cache = get(f"/v1/articles/{id_of(1)}")["headers"]["cache-control"]
    assert cache.startswith("public, max-age=")
    assert 10 <= int(cache.split("s-maxage=")[1]) <= 20


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/articles/{id_of(9)}",
        "/v1/articles/not-an-id",
        "/v1/articles/en%2Fstory-1",
        f"/v1/articles/{'0' * 3000}",
        "/v1/articles/en/story-9",
        "/v1/articles/de/story-1",
        "/v1/articles/EN/story-1",
        f"/v1/articles/en/{'s' * 3000}",
    ],
)
def test_what_is_not_published_is_not_found(stored, get, path):
    stored.article(1)
    answer = get(path)
    assert answer["statusCode"] == 404
    assert body(answer)["type"] == "urn:gazette:problem:article-not-found"


def test_a_former_slug_leads_to_the_present_one(stored, get):
    stored.article(2, lang="ru")
    stored.moved("old-name", 2, lang="ru")
    answer = get("/v1/articles/ru/old-name", accept_encoding="gzip")
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"] == "/v1/articles/ru/story-2"
    assert answer["headers"]["cache-control"].startswith("public, max-age=60, s-maxage=60")
    url = "https://news.example/ru/story-2"
    assert body(answer) == {"id": id_of(2), "lang": "ru", "slug": "story-2", "url": url}


@pytest.mark.parametrize("path", [f"/v1/articles/{id_of(3)}", "/v1/articles/en/story-3", "/v1/articles/en/older"])
def test_a_withdrawn_article_is_gone_with_its_public_note(stored, get, path):
    stored.gone(3, note="Withdrawn at the author's wish.")
    stored.moved("older", 3)
    answer = get(path)
    problem = body(answer)
    assert answer["statusCode"] == 410
    assert answer["headers"]["cache-control"] == "public, max-age=10"
    assert problem["note"] == problem["detail"] == "Withdrawn at the author's wish."
    assert problem["at"] == "2025-12-19T00:00:00Z"


def test_a_withdrawn_article_without_a_note_says_just_that(stored, get):
    stored.gone(3)
    problem = body(get(f"/v1/articles/{id_of(3)}"))
    assert "note" not in problem
    assert problem["detail"] == "This article was withdrawn"


def test_a_withdrawn_article_leads_to_its_successor(stored, get):
    stored.article(4)
    stored.gone(3, successor=id_of(4))
    assert get("/v1/articles/en/story-3")["headers"]["location"] == "/v1/articles/en/story-4"
    answer = get(f"/v1/articles/{id_of(3)}")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, f"/v1/articles/{id_of(4)}")


def test_a_successor_that_was_withdrawn_too_leaves_an_article_its_own_note(stored, get):
    stored.gone(3, successor=id_of(4), note="Replaced.")
    stored.gone(4, note="Wrong as well.")
    answer = get("/v1/articles/en/story-3")
    assert (answer["statusCode"], body(answer)["note"]) == (410, "Replaced.")
    assert body(get(f"/v1/articles/{id_of(4)}"))["note"] == "Wrong as well."


def test_successors_in_a_circle_are_gone(stored, get):
    stored.gone(3, successor=id_of(4))
    stored.gone(4, successor=id_of(3), note="See the other one.")
    assert get("/v1/articles/en/story-3")["statusCode"] == 410


def test_a_successor_that_is_not_there_leaves_the_article_gone(stored, get):
    stored.gone(3, successor=id_of(8), note="Replaced.")
    answer = get("/v1/articles/en/story-3")
    assert (answer["statusCode"], body(answer)["note"]) == (410, "Replaced.")


# --- Lists ----------------------------------------------------------------------------------------------------------


def test_a_list_is_its_cards_newest_first(stored, get):
    for number in range(3):
        stored.card(number)
    stored.card(7, listing="ru")
    answer = get("/v1/articles")
    assert answer["body"] == '{"items":[{"number":2},{"number":1},{"number":0}],"next":null}'
    assert answer["headers"]["cache-control"] == "public, max-age=15, s-maxage=30, stale-while-revalidate=30"
    assert "link" not in answer["headers"]
    assert get("/v1/articles", if_none_match=answer["headers"]["etag"])["statusCode"] == 304
    assert numbers(get("/v1/articles", "lang=ru")) == [7]


@pytest.mark.parametrize("filter", ["category", "tag", "author"])
def test_a_filter_selects_one_listing(stored, get, filter):
    stored.card(1)
    stored.card(2, listing=f"en/{filter}/japan")
    assert numbers(get("/v1/articles", f"{filter}=japan")) == [2]
    assert numbers(get("/v1/articles", f"{filter}=none")) == []


def walk(get, query):
    """All numbers that a client finds that follows `next`, and how many pages that took."""
    found, pages, cursor = [], 0, ""
    while True:
        answer = get("/v1/articles", query + cursor)
        assert answer["statusCode"] == 200, answer["body"]
        found, pages = found + numbers(answer), pages + 1
        following = body(answer)["next"]
        if following is None:
            assert "link" not in answer["headers"]
            return found, pages
        path, _, rest = answer["headers"]["link"].partition("; ")
        assert rest == 'rel="next"'
        assert path.startswith("</v1/articles?")
        cursor = f"&cursor={following}"
        assert parse_qsl(path[len("</v1/articles?") : -1]) == parse_qsl(query + cursor)


@pytest.mark.parametrize(("limit", "pages"), [(1, 40), (7, 6), (10, 4), (39, 2), (40, 1), (41, 1), (100, 1)])
def test_a_walk_finds_each_article_once_and_ends_without_an_empty_page(stored, get, limit, pages):
    for number in range(40):
        stored.card(number)
    assert walk(get, f"lang=en&limit={limit}") == (list(range(39, -1, -1)), pages)


def test_a_walk_goes_on_where_its_last_card_has_vanished(stored, get, dynamodb, stack):
    for number in range(9):
        stored.card(number)
    first = get("/v1/articles", "limit=4")
    key = {"listing": {"S": "en"}, "position": {"S": f"{at(5)}#{id_of(5)}"}}
    dynamodb.delete_item(TableName=stack.physical("ListingsTable"), Key=key)
    assert numbers(first) == [8, 7, 6, 5]
    assert numbers(get("/v1/articles", f"limit=4&cursor={body(first)['next']}")) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"from={at(10)}", range(10, 20)),
        (f"to={at(10)}", range(10)),
        (f"from={at(5)}&to={at(15)}", range(5, 15)),
        ("from=2025-12-18T12:00:05%2B05:00&to=2025-12-18T02:00:15-05:00", range(5, 15)),
        ("from=2025-12-18T07:00:04.5Z&to=2025-12-18T07:00:14.5Z", range(5, 15)),
        ("from=2026-01-01T00:00:00Z", range(0)),
    ],
)
def test_from_is_included_and_to_is_not(stored, get, query, expected):
    for number in range(20):
        stored.card(number)
    assert walk(get, f"limit=4&{query}")[0] == sorted(expected, reverse=True)


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
        ("author=a&category=b", "?author"),
        ("category=" + "a" * 3000, "?category"),
        ("from=2025-12-18", "?from"),
        ("from=yesterday", "?from"),
        ("to=2025-12-18T12:00:00", "?to"),
        ("from=0001-01-01T00:00:00%2B05:00", "?from"),
        (f"from={at(5)}&to={at(5)}", "?to"),
        ("page=2", "?page"),
        ("limit=5&limit=6", "?limit"),
        ("category=", "?category"),
    ],
)
def test_a_list_refuses_by_name_what_it_cannot_take(get, query, pointer):
    answer = get("/v1/articles", query)
    assert answer["statusCode"] == 422
    assert body(answer)["errors"][0]["pointer"] == pointer


def test_a_cursor_serves_its_own_query_alone(stored, get):
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


# --- Changes --------------------------------------------------------------------------------------------------------


def test_changes_are_told_oldest_first_up_to_forty_seconds_ago(stored, get):
    now = datetime.now(UTC)
    told = [stored.change(now - timedelta(seconds=seconds), number) for number, seconds in enumerate((90, 60, 42))]
    stored.change(now - timedelta(seconds=35), 7)
    answer = get("/v1/changes")
    assert body(answer)["items"] == told
    assert answer["headers"]["link"] == f'</v1/changes?cursor={body(answer)["next"]}>; rel="next"'


def test_the_cursor_of_changes_never_runs_out(stored, get, monkeypatch):
    now = datetime.now(UTC)
    empty = get("/v1/changes", "lang=ru")
    assert body(empty)["items"] == []
    first = stored.change(now - timedelta(seconds=80), 1, "ru")
    cursor = body(empty)["next"]
    one = body(get("/v1/changes", f"lang=ru&cursor={cursor}"))
    assert one["items"] == [first]
    again = body(get("/v1/changes", f"lang=ru&cursor={one['next']}"))
    assert (again["items"], again["next"]) == ([], one["next"])
    second = stored.change(now - timedelta(seconds=60), 2, "ru")
    later = body(get("/v1/changes", f"lang=ru&cursor={again['next']}"))
    assert later["items"] == [second]


def test_all_changes_are_found_once_page_by_page(stored, get):
    start = datetime.now(UTC) - timedelta(hours=1)
    told = [stored.change(start + timedelta(milliseconds=5 * number), number) for number in range(230)]
    found, cursor, pages = [], "", 0
    while items := body(answer := get("/v1/changes", f"lang=en{cursor}"))["items"]:
        found, cursor, pages = found + items, f"&cursor={body(answer)['next']}", pages + 1
    assert found == told
    assert pages == 3


def test_a_cursor_from_the_future_finds_nothing_and_stays(get):
    cursor = cursors.encode("en/changes", "2999-01-01T00:00:00.000Z#x#1")
    answer = get("/v1/changes", f"cursor={cursor}")
    assert body(answer) == {"items": [], "next": cursor}


def test_a_foreign_cursor_of_changes_is_refused(get):
    assert get("/v1/changes", f"lang=ru&cursor={body(get('/v1/changes', 'lang=en'))['next']}")["statusCode"] == 400


# --- Categories -----------------------------------------------------------------------------------------------------


def test_categories_bear_the_language_s_name_else_the_default_one(stored, get):
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


# --- The first screen -----------------------------------------------------------------------------------------------


def test_home_has_pins_by_rank_and_repeats_none_among_the_newest(stored, get):
    for number in range(30):
        stored.card(number)
    for number, rank in ((3, 2), (28, 1)):
        stored.card(number, listing="en/front", rank={"N": str(rank)})
    home = body(get("/v1/home", "lang=en"))
    assert list(home) == ["lang", "breaking", "rates", "top", "newest", "channels"]
    assert (home["lang"], home["breaking"], home["rates"]) == ("en", None, None)
    assert [card["number"] for card in home["top"]] == [28, 3]
    assert [card["number"] for card in home["newest"]] == [29, *range(27, 8, -1)]
    assert home["channels"]["telegram"]["url"] == "https://t.me/gazette_en"


def test_home_of_an_empty_site_is_whole(get):
    answer = get("/v1/home", "lang=uz-Cyrl")
    home = body(answer)
    assert (home["top"], home["newest"], home["lang"]) == ([], [], "uz-Cyrl")
    assert answer["headers"]["cache-control"].startswith("public, max-age=")
    assert get("/v1/home", "lang=uz-Cyrl", if_none_match=answer["headers"]["etag"])["statusCode"] == 304


# --- Everywhere -----------------------------------------------------------------------------------------------------

PATHS = ["/v1/articles", "/v1/changes", "/v1/categories", "/v1/categories/economy", "/v1/home"]
ARTICLE_PATHS = [f"/v1/articles/{id_of(1)}", "/v1/articles/en/story-1"]


@pytest.mark.parametrize("path", PATHS + ARTICLE_PATHS)
def test_unknown_and_repeated_parameters_are_refused_everywhere(get, path):
    assert get(path, "utm_source=mail")["statusCode"] == 422
    assert get(path, "lang=en&lang=en")["statusCode"] == 422


@pytest.mark.parametrize("path", PATHS)
def test_a_language_that_the_site_lacks_is_refused_everywhere(get, path):
    answer = get(path, "lang=xx")
    assert (answer["statusCode"], body(answer)["errors"][0]["pointer"]) == (422, "?lang")


@pytest.mark.parametrize("path", PATHS + ARTICLE_PATHS)
def test_head_says_what_get_says(stored, get, path):
    stored.article(1)
    stored.category("economy", en="Economy")
    got, head = get(path), get(path, method="HEAD")
    assert head["headers"] == got["headers"]
    assert (got["statusCode"], head["statusCode"], head["body"]) == (200, 200, "")


@pytest.mark.parametrize(
    ("path", "requests"),
    [
        ("/v1/articles", 1),
        ("/v1/articles/en/story-1", 1),
        (f"/v1/articles/{id_of(1)}", 1),
        ("/v1/articles/en/former", 2),
        ("/v1/articles/en/none", 1),
        ("/v1/changes", 1),
        ("/v1/categories", 1),
        ("/v1/categories/economy", 1),
        ("/v1/home", 3),
        # What cannot be there is not asked for, and DynamoDB not given a key that is too long for it.
        ("/v1/articles/not-an-id", 0),
        (f"/v1/articles/{'0' * 3000}", 0),
        ("/v1/articles/xx/story-1", 0),
        (f"/v1/articles/en/{'s' * 3000}", 0),
        (f"/v1/categories/{'s' * 3000}", 0),
    ],
)
def test_a_read_costs_one_request_to_dynamodb(stored, get, caplog, path, requests):
    stored.article(1)
    stored.moved("former", 1)
    stored.category("economy", en="Economy")
    with caplog.at_level(logging.INFO, logger="werkzeug"):
        caplog.clear()
        get(path)
    assert sum("POST / HTTP/1.1" in record.getMessage() for record in caplog.records) == requests


def test_dynamodb_out_of_reach_is_503_within_the_deadline(get, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for reader in articles.readers:
        reader.close()
    for path in PATHS + ARTICLE_PATHS:
        answer = get(path)
        assert (answer["statusCode"], answer["headers"]["retry-after"]) == (503, "1")
        assert answer["headers"]["cache-control"] == "no-store"


# What a client could send: letters of queries and headers, and pieces that mean something somewhere.
PIECES = st.sampled_from([*'&=%;,#+/*"W', "%00", "%ff", "lang=en", "limit=", "cursor=", "from=", "T00:00:00Z", "gzip"])
TEXT = st.lists(PIECES | st.text(max_size=5), max_size=8).map("".join)
TEXTS = TEXT.map(lambda text: text.encode(errors="replace").decode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from(PATHS) | TEXTS.map(lambda id: f"/v1/articles/{quote(id, safe='')}"),
    query=TEXTS,
    headers=st.dictionaries(st.sampled_from(["if_none_match", "if_modified_since", "accept_encoding"]), TEXTS),
)
def test_nothing_that_a_client_sends_is_our_failure(get, path, query, headers):
    answer = get(path, query, **headers)
    assert answer["statusCode"] < 500, answer["body"]


def test_the_sample_events_are_answered_over_the_sample_content(context):
    load_articles(times.now())
    events = {path.stem: sample_event(f"articles/{path.name}") for path in (ROOT / "events/articles").glob("*.json")}
    answers = {name: articles.handler(event, context)["statusCode"] for name, event in events.items()}
    refused = {"not-found": 404, "unknown-parameter": 422}
    assert answers == {name: refused.get(name, 200) for name in events}
    assert len(events) == 10
