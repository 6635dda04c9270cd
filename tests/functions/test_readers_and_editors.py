"""From editors to readers: requests to the Editorial function, and their effects in the Articles function."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from functions.articles import handler as articles
from functions.editorial import handler as editorial
from gazette import times
from gazette.dynamodb.items import serialize
from tests.support.events import http_event

MORNING = datetime(2025, 12, 18, 7, 0, tzinfo=UTC)
BODY = "The summit opens in Tokyo.\n\nIt is the first of its kind."


@pytest.fixture
def set_clock(monkeypatch):
    """Sets the time of both functions to so many minutes after `MORNING`."""

    def set_clock(minutes):
        moment = MORNING + timedelta(minutes=minutes)
        monkeypatch.setattr(times, "now", lambda: moment)
        monkeypatch.setattr(articles, "now", lambda: moment)

    set_clock(0)
    return set_clock


@pytest.fixture
def staff(context):
    def staff(route, body=None, *, id=None, version=None):
        headers = {"if-match": f'"{version}"'} if version else {}
        parts = {"params": {"id": id} if id else {}, "body": body, "groups": ["editor"], "headers": headers}
        answer = editorial.handler(http_event(route, **parts), context)
        assert answer["statusCode"] in (200, 201), answer["body"]
        return json.loads(answer["body"])

    return staff


@pytest.fixture
def publish(staff):
    """Publishes a new article."""

    def publish(**fields):
        draft = staff("POST /v1/editorial/articles", {"lang": "en", "title": "A summit", "body": BODY, **fields})
        return staff("POST /v1/editorial/articles/{id}/publish", {}, id=draft["id"], version=draft["version"])

    return publish


@pytest.fixture
def read(context):
    def read(route, query="", **parts):
        params = {name: parts.pop(name) for name in ("id", "slug") if name in parts}
        headers = {name.replace("_", "-"): value for name, value in parts.items()}
        return articles.handler(http_event(f"GET {route}", params=params, query=query, headers=headers), context)

    return read


def body(answer):
    return json.loads(answer["body"])


BY_ID, BY_SLUG, LIST = "/v1/articles/{id}", "/v1/articles/{id}/{slug}", "/v1/articles"


def test_readers_do_not_see_a_draft(set_clock, staff, read):
    draft = staff("POST /v1/editorial/articles", {"lang": "en", "title": "A summit", "body": BODY})
    assert read(BY_ID, id=draft["id"])["statusCode"] == 404
    assert body(read(LIST))["items"] == []


def test_a_published_article_is_read_at_both_addresses_and_in_its_lists(set_clock, publish, read, dynamodb, stack):
    category = {"kind": "category", "slug": "world", "names": {"en": "World"}, "version": 1}
    dynamodb.put_item(TableName=stack.physical("TaxonomyTable"), Item=serialize(category))
    article = publish(
        categories=["world"], tags=[{"slug": "japan", "name": "Japan"}], authors=[{"name": "A. Karimova"}]
    )
    answer = read(BY_ID, id=article["id"])
    document = body(answer)
    assert (document["title"], document["published_at"], document["version"]) == ("A summit", "2025-12-18T07:00:00Z", 2)
    assert document["body_html"].count("<p>") == 2
    assert answer["body"] == read(BY_SLUG, id="en", slug="a-summit")["body"]
    assert read(BY_ID, id=article["id"], if_none_match=answer["headers"]["etag"])["statusCode"] == 304
    card = {
        name: value
        for name, value in document.items()
        if name not in ("body_html", "seo", "translations", "corrections", "jsonld")
    }
    for query in ("", "lang=en", "category=world", "tag=japan", "from=2025-12-18T07:00:00Z&to=2025-12-18T07:00:01Z"):
        assert body(read(LIST, query))["items"] == [card], query
    assert body(read("/v1/home"))["newest"] == [card]
    for query in ("lang=ru", "category=sport", "to=2025-12-18T07:00:00Z"):
        assert body(read(LIST, query))["items"] == [], query


def test_the_feed_has_all_changes_of_an_article(set_clock, staff, publish, read):
    article = publish()
    assert body(read("/v1/changes"))["items"] == []
    set_clock(1)
    first = body(read("/v1/changes"))
    staff("POST /v1/editorial/articles/{id}/publish", {}, id=article["id"], version=2)
    set_clock(2)
    staff("POST /v1/editorial/articles/{id}/unpublish", {}, id=article["id"], version=3)
    set_clock(3)
    then = body(read("/v1/changes", f"cursor={first['next']}"))
    changes = [(change["change"], change["version"], change["at"][:19]) for change in first["items"] + then["items"]]
    assert changes == [
        ("published", 2, "2025-12-18T07:00:00"),
        ("updated", 3, "2025-12-18T07:01:00"),
        ("withdrawn", 4, "2025-12-18T07:02:00"),
    ]


def test_a_minor_change_reaches_clients_that_revalidate_by_date(set_clock, staff, publish, read):
    article = publish()
    cached = read(BY_ID, id=article["id"])["headers"]["last-modified"]
    set_clock(5)
    staff("PATCH /v1/editorial/articles/{id}", {"dek": "A word in time"}, id=article["id"], version=2)
    staff("POST /v1/editorial/articles/{id}/publish", {"minor": True}, id=article["id"], version=3)
    answer = read(BY_ID, id=article["id"], if_modified_since=cached)
    assert answer["statusCode"] == 200
    assert (body(answer)["updated_at"], body(answer)["dek"]) == ("2025-12-18T07:00:00Z", "A word in time")
    assert answer["headers"]["last-modified"] == "Thu, 18 Dec 2025 07:05:00 GMT"


def test_a_new_translation_reaches_clients_that_have_the_first_article(set_clock, publish, read):
    article = publish()
    cached = read(BY_ID, id=article["id"])["headers"]
    set_clock(5)
    publish(lang="ru", title="Саммит", body="Начался.", translation_of=article["id"])
    for condition in ({"if_modified_since": cached["last-modified"]}, {"if_none_match": cached["etag"]}):
        answer = read(BY_ID, id=article["id"], **condition)
        assert [translation["lang"] for translation in body(answer)["translations"]] == ["ru"]


def test_a_former_slug_redirects_and_a_withdrawn_article_is_gone(set_clock, staff, publish, read):
    article, successor = publish(), publish(title="Another summit")
    staff("PATCH /v1/editorial/articles/{id}", {"slug": "tokyo-summit"}, id=article["id"], version=2)
    staff("POST /v1/editorial/articles/{id}/publish", {}, id=article["id"], version=3)
    moved = read(BY_SLUG, id="en", slug="a-summit")
    assert (moved["statusCode"], moved["headers"]["location"]) == (301, "/v1/articles/en/tokyo-summit")
    assert body(moved)["url"] == "https://news.example/en/tokyo-summit"
    staff("POST /v1/editorial/articles/{id}/unpublish", {"note": "It was not so."}, id=article["id"], version=4)
    for answer in (
        read(BY_ID, id=article["id"]),
        *(read(BY_SLUG, id="en", slug=s) for s in ("a-summit", "tokyo-summit")),
    ):
        assert (answer["statusCode"], body(answer)["note"]) == (410, "It was not so.")
    assert [card["id"] for card in body(read(LIST))["items"]] == [successor["id"]]


def test_a_replaced_article_redirects_to_its_successor(set_clock, staff, publish, read):
    article, successor = publish(), publish(title="Another summit")
    order = {"redirect_to": successor["id"]}
    staff("POST /v1/editorial/articles/{id}/unpublish", order, id=article["id"], version=2)
    assert read(BY_ID, id=article["id"])["headers"]["location"] == f"/v1/articles/{successor['id']}"
    assert read(BY_SLUG, id="en", slug="a-summit")["headers"]["location"] == "/v1/articles/en/another-summit"


def test_no_cache_keeps_an_article_past_its_planned_end(set_clock, staff, publish, read):
    article = publish()
    end = datetime.now(UTC) + timedelta(seconds=20)
    set_clock((end - MORNING).total_seconds() / 60 - 1)
    plan = {"unpublish_at": end.isoformat()}
    staff("PUT /v1/editorial/articles/{id}/schedule", plan, id=article["id"], version=2)
    cache = read(BY_ID, id=article["id"])["headers"]["cache-control"]
    assert 10 <= int(cache.split("s-maxage=")[1].split(",")[0]) <= 21
