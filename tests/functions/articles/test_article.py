"""One published article: its view, redirections, and withdrawals."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from functions.articles import handler as articles
from gazette import times
from tests.support.public_articles import body, id_of


@pytest.mark.parametrize("path", [f"/v1/articles/{id_of(1)}", "/v1/articles/en/story-1"])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_an_article_is_read_at_both_addresses_in_both_encodings(stored, get, path, encoding):
    document = stored.article(1)
    answer = get(path, accept_encoding=encoding)
    assert answer["statusCode"] == 200
    assert body(answer) == document
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


def test_no_article_is_cached_past_its_planned_withdrawal(stored, get):
    soon = datetime.now(UTC) + timedelta(seconds=20)
    stored.article(1, unpublish_at={"S": times.timestamp(soon)})
    cache = get(f"/v1/articles/{id_of(1)}")["headers"]["cache-control"]
    assert cache.startswith("public, max-age=")
    assert 10 <= int(cache.split("s-maxage=")[1]) <= 20


def test_no_redirect_is_cached_past_the_planned_withdrawal_of_its_target(stored, get):
    soon = datetime.now(UTC) + timedelta(seconds=20)
    stored.article(1, unpublish_at={"S": times.timestamp(soon)})
    stored.former_slug("old-name", 1)
    cache = get("/v1/articles/en/old-name")["headers"]["cache-control"]
    assert 10 <= int(cache.split("s-maxage=")[1]) <= 20


@pytest.mark.parametrize("path", [f"/v1/articles/{id_of(1)}", "/v1/articles/en/story-1", "/v1/articles/en/old-name"])
def test_an_article_is_gone_from_the_moment_of_its_planned_withdrawal(stored, get, monkeypatch, path):
    """The scheduler comes up to two minutes later, and cards and views are as they were until then."""
    stored.article(1, unpublish_at={"S": "2025-12-20T08:00:00Z"})
    stored.former_slug("old-name", 1)
    noon = datetime(2025, 12, 20, 8, tzinfo=UTC)
    monkeypatch.setattr(articles, "now", lambda: noon - timedelta(milliseconds=1))
    assert get(path)["statusCode"] in (200, 301)
    monkeypatch.setattr(articles, "now", lambda: noon)
    answer = get(path, if_none_match="*")
    assert (answer["statusCode"], body(answer)["at"]) == (410, "2025-12-20T08:00:00Z")
    assert "note" not in body(answer)


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
    stored.former_slug("old-name", 2, lang="ru")
    answer = get("/v1/articles/ru/old-name", accept_encoding="gzip")
    assert answer["statusCode"] == 301
    assert answer["headers"]["location"] == "/v1/articles/ru/story-2"
    assert answer["headers"]["cache-control"].startswith("public, max-age=60, s-maxage=60")
    url = "https://news.example/ru/story-2"
    assert body(answer) == {"id": id_of(2), "lang": "ru", "slug": "story-2", "url": url}


@pytest.mark.parametrize("path", [f"/v1/articles/{id_of(3)}", "/v1/articles/en/story-3", "/v1/articles/en/older"])
def test_a_withdrawn_article_is_gone_with_its_public_note(stored, get, path):
    stored.tombstone(3, note="Withdrawn at the author's wish.")
    stored.former_slug("older", 3)
    answer = get(path)
    problem = body(answer)
    assert answer["statusCode"] == 410
    assert answer["headers"]["cache-control"] == "public, max-age=10"
    assert problem["note"] == problem["detail"] == "Withdrawn at the author's wish."
    assert problem["at"] == "2025-12-19T00:00:00Z"


def test_a_withdrawn_article_without_a_note_is_gone(stored, get):
    stored.tombstone(3)
    problem = body(get(f"/v1/articles/{id_of(3)}"))
    assert "note" not in problem
    assert problem["detail"] == "This article was withdrawn"


def test_a_withdrawn_article_leads_to_its_successor(stored, get):
    stored.article(4)
    stored.tombstone(3, successor=id_of(4))
    assert get("/v1/articles/en/story-3")["headers"]["location"] == "/v1/articles/en/story-4"
    answer = get(f"/v1/articles/{id_of(3)}")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, f"/v1/articles/{id_of(4)}")


def test_where_the_successor_was_withdrawn_too_the_article_has_its_own_note(stored, get):
    stored.tombstone(3, successor=id_of(4), note="Replaced.")
    stored.tombstone(4, note="Wrong as well.")
    answer = get("/v1/articles/en/story-3")
    assert (answer["statusCode"], body(answer)["note"]) == (410, "Replaced.")
    assert body(get(f"/v1/articles/{id_of(4)}"))["note"] == "Wrong as well."


def test_successors_in_a_circle_are_gone(stored, get):
    stored.tombstone(3, successor=id_of(4))
    stored.tombstone(4, successor=id_of(3), note="See the other one.")
    assert get("/v1/articles/en/story-3")["statusCode"] == 410


def test_where_the_successor_does_not_exist_the_article_is_gone(stored, get):
    stored.tombstone(3, successor=id_of(8), note="Replaced.")
    answer = get("/v1/articles/en/story-3")
    assert (answer["statusCode"], body(answer)["note"]) == (410, "Replaced.")
