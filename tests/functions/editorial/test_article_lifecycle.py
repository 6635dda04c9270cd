"""An article from its creation to the bin, and its versions."""

from typing import Any

import pytest

from gazette.cursors import encode
from tests.support.editorial import ARTICLE, ARTICLES, CHANGES, Call


def test_an_article_is_created_with_its_language_only(call: Call) -> None:
    status, article, headers = call(f"POST {ARTICLES}", body={"lang": "uz"})
    assert status == 201
    assert (headers["etag"], headers["cache-control"]) == ('"1"', "private, no-store")
    assert headers["location"] == f"{ARTICLES}/{article['id']}"
    assert (article["status"], article["version"], article["format"], article["story"]) == (
        "draft",
        1,
        "markdown",
        article["id"],
    )
    assert (
        article["created_by"]
        == article["changed_by"]
        == {
            "id": "7d8f4c1e-0000-4000-8000-000000000001",
            "name": "Aziza Karimova",
        }
    )
    assert call(f"GET {ARTICLE}", id=article["id"])[1] == article


def test_an_article_goes_through_its_life(call: Call, save_draft: Any) -> None:
    id = save_draft(tags=["japan"])["id"]
    status, article, headers = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "The summit", "tags": None})
    assert (status, article["title"], article["tags"], headers["etag"]) == (200, "The summit", [], '"2"')
    status, article, headers = call(f"POST {ARTICLE}/publish", id=id, version=2)
    assert (status, article["status"], article["slug"], headers["etag"]) == (200, "published", "the-summit", '"3"')
    assert (article["published_version"], article["has_changes"]) == (3, False)
    status, article, _ = call(f"PATCH {ARTICLE}", id=id, version=3, body={"dek": "Leaders meet."})
    assert (status, article["status"], article["has_changes"]) == (200, "published", True)
    status, article, _ = call(f"POST {ARTICLE}/publish", id=id, version=4, body={"correction": "Leaders do meet."})
    assert (status, article["has_changes"], article["corrections"][0]["note"]) == (200, False, "Leaders do meet.")
    status, article, _ = call(f"DELETE {ARTICLE}", id=id, version=5)
    assert (status, article["type"], article["status"]) == (409, "urn:gazette:problem:wrong-status", 409)
    status, article, _ = call(f"POST {ARTICLE}/unpublish", id=id, version=5, body={"note": "Wrong."})
    assert (status, article["status"]) == (200, "withdrawn")
    status, article, _ = call(f"DELETE {ARTICLE}", id=id, version=6)
    assert (status, article["status"]) == (200, "binned")
    status, article, _ = call(f"POST {ARTICLE}/undelete", id=id, version=7)
    assert (status, article["status"]) == (200, "withdrawn")
    status, page, _ = call(f"GET {ARTICLE}/revisions", id=id)
    assert [(revision["version"], revision["action"]) for revision in page["items"]] == [
        (8, "undelete"),
        (7, "bin"),
        (6, "unpublish"),
        (5, "publish"),
        (4, "change"),
        (3, "publish"),
        (2, "change"),
        (1, "create"),
    ]
    assert page["items"][6]["changed"] == ["tags", "title"]
    assert page["items"][7]["changed"] == ["body", "lang", "tags", "title"]
    assert page["items"][0]["by"]["name"] == "Aziza Karimova"


def test_revisions_come_page_by_page(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    for version in range(1, 5):
        call(f"PATCH {ARTICLE}", id=id, version=version, body={"title": f"Title {version}"})
    seen, query = [], "limit=2"
    while query:
        _, page, _ = call(f"GET {ARTICLE}/revisions", id=id, query=query)
        seen += [revision["version"] for revision in page["items"]]
        query = page["next"] and f"limit=2&cursor={page['next']}"
    assert seen == [5, 4, 3, 2, 1]


def test_a_change_that_changes_nothing_makes_no_version(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    status, article, headers = call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "A summit", "dek": None})
    assert (status, article["version"], headers["etag"]) == (200, 1, '"1"')


@pytest.mark.parametrize("media_type", ["application/merge-patch+json", "application/json; charset=utf-8"])
def test_a_change_comes_as_a_merge_patch_or_as_json(call: Call, save_draft: Any, media_type: str) -> None:
    headers = {"content-type": media_type}
    status, article, _ = call(
        f"PATCH {ARTICLE}", id=save_draft()["id"], version=1, headers=headers, body={"title": "B"}
    )
    assert (status, article["title"]) == (200, "B")


def test_each_change_needs_the_version_that_was_read(call: Call, save_draft: Any) -> None:
    for route, parts in CHANGES:
        id = save_draft()["id"]
        call(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "Another"}, name="B. Rahimov", sub="editor-2")
        status, problem, headers = call(route, id=id, **parts)
        required = (428, "urn:gazette:problem:version-required", "no-store")
        assert (status, problem["type"], headers["cache-control"]) == required, route
        status, problem, _ = call(route, id=id, version=1, **parts)
        assert (status, problem["current"]["version"]) == (412, 2), route
        assert problem["current"]["changed_by"] == {"id": "editor-2", "name": "B. Rahimov"}
        assert problem["current"]["changed_at"].endswith("Z")
        assert call(route, id=id, headers={"if-match": "2x"}, **parts)[0] == 400, route


def test_only_a_withdrawal_accepts_any_version(call: Call, publish_draft: Any) -> None:
    id = publish_draft()["id"]
    for route, parts in CHANGES:
        if not route.endswith("unpublish"):
            assert call(route, id=id, headers={"if-match": "*"}, **parts)[0] == 400, route
    status, article, _ = call(f"POST {ARTICLE}/unpublish", id=id, headers={"if-match": "*"})
    assert (status, article["status"]) == (200, "withdrawn")


def test_an_article_that_does_not_exist_is_404(call: Call) -> None:
    for route, parts in ((f"GET {ARTICLE}", {}), (f"GET {ARTICLE}/revisions", {}), *CHANGES):
        for id in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "x" * 3000, "Ў" * 90, "story"):
            status, problem, _ = call(route, id=id, version=1, **parts)
            assert (status, problem["type"]) == (404, "urn:gazette:problem:article-not-found"), (route, id)


def test_a_404_is_not_cached(call: Call) -> None:
    status, _, headers = call(f"GET {ARTICLE}", id="01ARZ3NDEKTSV4RRFFQ69G5FAV")
    assert (status, headers["cache-control"]) == (404, "no-store")


def test_an_endless_version_or_cursor_is_400(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    assert call(f"PATCH {ARTICLE}", id=id, version="9" * 4400, body={})[0] == 400
    cursor = encode(f"revisions/{id}", "9" * 4400)
    assert call(f"GET {ARTICLE}/revisions", id=id, query=f"cursor={cursor}")[0] == 400
