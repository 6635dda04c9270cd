"""Lists of articles by status, and their cursors."""

from typing import Any

import pytest

from gazette.cursors import encode
from tests.support.editorial import ARTICLE, ARTICLES, Call, in_minutes


def test_a_list_shows_no_text_and_the_newest_change_first(call: Call, save_draft: Any, dynamodb: Any) -> None:
    ids = [save_draft(title=f"Title {n}")["id"] for n in range(3)]
    _, page, headers = call(f"GET {ARTICLES}")
    assert [article["id"] for article in page["items"]] == sorted(ids, reverse=True)
    assert page["next"] is None
    assert headers["cache-control"] == "private, no-store"
    assert "body" not in page["items"][0]
    assert page["items"][0]["title"] == "Title 2"
    assert page["items"][0]["status"] == "draft"


def test_lists_continue_from_page_to_page(call: Call, save_draft: Any) -> None:
    ids = [save_draft(lang=lang)["id"] for lang in ("en", "ru") for _ in range(5)]
    for query, expected in (("limit=2", ids), ("limit=2&lang=ru", ids[5:])):
        seen, more = [], query
        while more:
            _, page, _ = call(f"GET {ARTICLES}", query=more)
            assert len(page["items"]) <= 2
            seen += [article["id"] for article in page["items"]]
            more = page["next"] and f"{query}&cursor={page['next']}"
        assert sorted(seen) == sorted(expected)
        assert seen == sorted(seen, reverse=True)


def test_a_cursor_belongs_to_its_list(call: Call, save_draft: Any) -> None:
    for _ in range(3):
        save_draft()
    cursor = call(f"GET {ARTICLES}", query="limit=1")[1]["next"]
    for query in (f"status=published&cursor={cursor}", f"lang=ru&cursor={cursor}", "cursor=abc", f"cursor={cursor}x"):
        status, problem, _ = call(f"GET {ARTICLES}", query=query)
        assert (query, status, problem["type"]) == (query, 400, "urn:gazette:problem:malformed")


@pytest.mark.parametrize(
    ("route", "identity", "position"),
    [
        (f"GET {ARTICLES}", "articles/draft/None/None", "2025-12-18T07:00:00Z#"),
        (f"GET {ARTICLES}", "articles/draft/None/None", "nonsense"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "seven"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "-1"),
        (f"GET {ARTICLE}/revisions", "revisions/{id}", "²"),
    ],
)
def test_a_forged_cursor_is_malformed(call: Call, save_draft: Any, route: str, identity: str, position: str) -> None:
    id = save_draft()["id"]
    query = f"cursor={encode(identity.replace('{id}', id), position)}"
    status, problem, _ = call(route, query=query, **({"id": id} if "{id}" in route else {}))
    assert (status, problem["type"]) == (400, "urn:gazette:problem:malformed")


def test_scheduled_articles_are_listed_by_their_time(call: Call, save_draft: Any) -> None:
    ids = []
    for minutes in (30, 10, 20):
        id = save_draft()["id"]
        ids.append(id)
        call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={"publish_at": in_minutes(minutes)})
    _, page, _ = call(f"GET {ARTICLES}", query="status=scheduled")
    assert [article["id"] for article in page["items"]] == [ids[1], ids[2], ids[0]]
    assert call(f"GET {ARTICLES}", query="status=draft")[1]["items"] == []


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("status=live", "?status"),
        ("limit=0", "?limit"),
        ("limit=101", "?limit"),
        ("limit=x", "?limit"),
        ("colour=red", "?colour"),
        ("lang=de", "?lang"),
        ("lang=en&lang=ru", "?lang"),
    ],
)
def test_wrong_parameters_are_named(call: Call, query: str, pointer: str) -> None:
    status, problem, _ = call(f"GET {ARTICLES}", query=query)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_lists_link_to_their_next_page(call: Call, save_draft: Any) -> None:
    id, _, _ = (save_draft()["id"] for _ in range(3))
    _, page, headers = call(f"GET {ARTICLES}", query="limit=2&status=draft")
    assert headers["link"] == f'<{ARTICLES}?limit=2&status=draft&cursor={page["next"]}>; rel="next"'
    _, page, headers = call(f"GET {ARTICLES}", query=f"limit=2&status=draft&cursor={page['next']}")
    assert "link" not in headers
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "Another"})
    _, page, headers = call(f"GET {ARTICLE}/revisions", id=id, query="limit=1")
    assert headers["link"] == f'<{ARTICLES}/{id}/revisions?limit=1&cursor={page["next"]}>; rel="next"'
