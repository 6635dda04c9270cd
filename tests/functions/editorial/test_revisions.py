"""Earlier versions: read, compared, restored; and the way back to what readers see."""

from typing import Any

import pytest

from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, Call, in_minutes
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]

REVISION = f"{ARTICLE}/revisions/{{version}}"
BODY = "The first paragraph.\n\nThe second one.\n\nThe third."


@pytest.fixture
def revised(call: Call, save_draft: Any) -> dict[str, Any]:
    """A draft in version 2: other title, another second paragraph."""
    id = save_draft(title="A summit", dek="It opens.", body=BODY)["id"]
    body = {"title": "A summit in Tokyo", "body": BODY.replace("second one", "second, corrected"), "dek": None}
    return dict(call(f"PATCH {ARTICLE}", id=id, version=1, body=body)[1])


@pytest.fixture
def at_version(call: Call) -> Any:
    """A request to a version of an article: `diff`, `restore`, or the version itself."""

    def at_version(method: str, id: str, number: Any, rest: str = "", **parts: Any) -> tuple[int, Any]:
        return call(f"{method} {REVISION}{rest}", id=id, params={"version": str(number)}, **parts)[:2]

    return at_version


def test_a_version_is_the_article_as_it_was(revised: dict[str, Any], at_version: Any) -> None:
    status, first = at_version("GET", revised["id"], 1)
    assert (status, first["action"], first["by"]["id"]) == (200, "create", revised["created_by"]["id"])
    assert (first["article"]["title"], first["article"]["body"], first["article"]["version"]) == ("A summit", BODY, 1)
    html = at_version("GET", revised["id"], 1, query="body=html")[1]["article"]
    assert html["body"].startswith("<p>The first paragraph.</p>")


def test_two_versions_are_compared_field_by_field(revised: dict[str, Any], at_version: Any) -> None:
    status, diff = at_version("GET", revised["id"], 2, "/diff", query="against=1")
    assert (status, diff["version"], diff["against"]) == (200, 2, 1)
    changes = {change["field"]: change for change in diff["changes"]}
    assert list(changes) == ["title", "dek", "body"]
    assert (changes["title"]["before"], changes["title"]["after"]) == ("A summit", "A summit in Tokyo")
    assert (changes["dek"]["before"], changes["dek"]["after"]) == ("It opens.", None)
    [hunk] = changes["body"]["hunks"]
    assert (hunk["before_start"], hunk["after_start"]) == (1, 1)
    assert [(paragraph["change"], paragraph["text"]) for paragraph in hunk["paragraphs"]] == [
        ("same", "The first paragraph."),
        ("removed", "The second one."),
        ("added", "The second, corrected."),
        ("same", "The third."),
    ]


def test_without_another_version_it_is_the_one_before(revised: dict[str, Any], at_version: Any) -> None:
    assert at_version("GET", revised["id"], 2, "/diff")[1]["against"] == 1
    first = at_version("GET", revised["id"], 1, "/diff")[1]
    assert (first["against"], [change["field"] for change in first["changes"]]) == (0, ["title", "dek", "body"])


def test_the_order_of_two_versions_is_that_of_the_question(revised: dict[str, Any], at_version: Any) -> None:
    title = at_version("GET", revised["id"], 1, "/diff", query="against=2")[1]["changes"][0]
    assert (title["before"], title["after"]) == ("A summit in Tokyo", "A summit")


@pytest.mark.parametrize(
    ("number", "rest", "query", "status"),
    [
        (9, "", "", 404),
        (9, "/diff", "", 404),
        (2, "/diff", "against=9", 404),
        (0, "", "", 422),
        ("x", "/diff", "", 422),
        (2, "/diff", "against=x", 422),
        (10**7, "", "", 422),
    ],
)
def test_a_version_that_does_not_exist_is_refused(
    revised: dict[str, Any], at_version: Any, number: Any, rest: str, query: str, status: int
) -> None:
    found, problem = at_version("GET", revised["id"], number, rest, query=query)
    assert found == status
    assert problem["type"] == f"urn:gazette:problem:{'revision-not-found' if status == 404 else 'invalid'}"


def test_a_restored_version_is_a_new_one(revised: dict[str, Any], at_version: Any, call: Call) -> None:
    status, restored = at_version("POST", revised["id"], 1, "/restore", version=2)
    assert (status, restored["version"], restored["left_out"]) == (200, 3, [])
    assert (restored["title"], restored["dek"], restored["body"]) == ("A summit", "It opens.", BODY)
    latest = call(f"GET {ARTICLE}/revisions", id=revised["id"])[1]["items"][0]
    assert (latest["action"], latest["changed"]) == ("restore", ["body", "dek", "title"])


def test_the_present_text_restored_changes_nothing(revised: dict[str, Any], at_version: Any) -> None:
    assert at_version("POST", revised["id"], 2, "/restore", version=2)[1]["version"] == 2


def test_a_stale_or_missing_if_match_restores_nothing(revised: dict[str, Any], at_version: Any) -> None:
    assert at_version("POST", revised["id"], 1, "/restore", version=1)[0] == 412
    assert at_version("POST", revised["id"], 1, "/restore")[0] == 428


def test_what_identifies_a_published_article_stays(call: Call, save_draft: Any, at_version: Any) -> None:
    article = save_draft(title="A summit")
    article = call(f"POST {ARTICLE}/publish", id=article["id"], version=1)[1]
    body = {"correction": "It was in Tokyo.", "changes": {"title": "A summit in Tokyo", "slug": "tokyo"}}
    article = call(f"POST {ARTICLE}/publish", id=article["id"], version=2, body=body)[1]
    restored = at_version("POST", article["id"], 1, "/restore", version=3)[1]
    assert (restored["title"], restored["slug"], restored["has_changes"]) == ("A summit", "tokyo", True)
    assert [correction["note"] for correction in restored["corrections"]] == ["It was in Tokyo."]


def test_what_is_no_longer_there_is_left_out_and_named(
    call: Call, save_draft: Any, at_version: Any, tables: Tables
) -> None:
    tables.put_category("economy", "world")
    id = save_draft(categories=["economy", "world"])["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"categories": []})
    tables.remove("taxonomy", {"kind": "category", "slug": "economy"})
    status, restored = at_version("POST", id, 1, "/restore", version=2)
    assert (status, restored["categories"]) == (200, ["world"])
    assert restored["left_out"] == [{"pointer": "#/categories/0", "detail": "There is no category economy."}]


def test_a_body_keeps_the_address_of_a_picture_that_is_gone(
    call: Call, save_draft: Any, at_version: Any, tables: Tables, put_picture: Any
) -> None:
    """Its words are restored all the same; the publication says what is missing."""
    picture = put_picture().id
    body = f"Words.\n\n![A bridge](media:{picture})"
    id = save_draft(body=body, image={"media": picture})["id"]
    call(f"PATCH {ARTICLE}", id=id, version=1, body={"body": "Other words.", "image": None})
    tables.remove("media", {"id": picture, "part": "current"})
    restored = at_version("POST", id, 1, "/restore", version=2)[1]
    assert (restored["body"], restored["image"]) == (body, None)
    assert [entry["pointer"] for entry in restored["left_out"]] == ["#/image/media", "#/body"]
    assert call(f"PATCH {ARTICLE}", id=id, version=3, body={"dek": "More."})[0] == 200, "it can be saved until then"
    for route in ("publish", "submit"):
        status, problem, _ = call(f"POST {ARTICLE}/{route}", id=id, version=4)
        assert (status, problem["errors"][0]["pointer"], picture in problem["detail"]) == (422, "#/body", True)


def test_what_another_kind_had_is_left_out(call: Call, save_draft: Any, at_version: Any, tables: Tables) -> None:
    tables.put_category("economy")
    id = save_draft(categories=["economy"], label="analysis")["id"]
    page = {"kind": "page", "categories": [], "label": None, "order": 3}
    call(f"PATCH {ARTICLE}", id=id, version=1, body={**page, "title": "About us"})
    status, restored = at_version("POST", id, 1, "/restore", version=2)
    assert (status, restored["kind"], restored["title"], restored["categories"]) == (200, "page", "A summit", [])
    assert {entry["pointer"] for entry in restored["left_out"]} == {"#/categories", "#/label"}


def test_a_discard_removes_the_planned_publication(call: Call, publish_draft: Any) -> None:
    """Nothing is left to publish, and its correction would be of nothing. A planned withdrawal stays."""
    id = publish_draft()["id"]
    call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "Wrong"})
    plan = {"publish_at": in_minutes(5), "unpublish_at": in_minutes(60), "correction": "The name was wrong."}
    call(f"PUT {ARTICLE}/schedule", id=id, version=3, body=plan)
    article = call(f"POST {ARTICLE}/discard", id=id, version=4)[1]
    assert (article["publish_at"], article["publish_options"], bool(article["unpublish_at"])) == (None, None, True)


def test_changes_are_discarded_and_readers_notice_nothing(call: Call, publish_draft: Any, tables: Tables) -> None:
    published = publish_draft(title="A summit", dek="It opens.")
    id = published["id"]
    before = tables.item(id)
    call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "Wrong", "dek": None, "slug": "wrong"})
    status, article, _ = call(f"POST {ARTICLE}/discard", id=id, version=3)
    assert (status, article["version"], article["has_changes"]) == (200, 4, False)
    assert (article["title"], article["dek"], article["slug"]) == ("A summit", "It opens.", published["slug"])
    assert tables.item(id) == before
    assert call(f"POST {ARTICLE}/publish", id=id, version=4)[0] == 200


def test_without_changes_there_is_nothing_to_discard(call: Call, save_draft: Any, publish_draft: Any) -> None:
    for article in (save_draft(), publish_draft()):
        status, problem, _ = call(f"POST {ARTICLE}/discard", id=article["id"], version=article["version"])
        assert (status, problem["type"]) == (409, "urn:gazette:problem:wrong-status")


def test_nothing_is_restored_in_the_bin(call: Call, revised: dict[str, Any], at_version: Any) -> None:
    call(f"DELETE {ARTICLE}", id=revised["id"], version=2)
    assert at_version("POST", revised["id"], 1, "/restore", version=3)[0] == 409
