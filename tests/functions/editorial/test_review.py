"""An author hands a draft in; an editor publishes it or returns it with a note that no reader sees."""

from typing import Any

import pytest

from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, ARTICLES, Call, in_minutes

AUTHOR = {"sub": "author-1", "groups": ("author",)}
NOTE = "Who says that the fare stays?\n\n- Name the source.\n- Ask the ministry."


@pytest.fixture
def submitted(call: Call, save_draft: Any) -> dict[str, Any]:
    """A draft of an author in version 2, which waits for an editor."""
    id = save_draft(**AUTHOR)["id"]
    body = {"note": "The figures follow on Monday."}
    status, article, _ = call(f"POST {ARTICLE}/submit", id=id, version=1, body=body, **AUTHOR)
    assert status == 200, article
    return dict(article)


def shelf(call: Call, status: str, **parts: Any) -> list[str]:
    return [one["id"] for one in call(f"GET {ARTICLES}", query=f"status={status}", **parts)[1]["items"]]


def test_a_draft_that_was_handed_in_waits_on_a_shelf_and_stays_a_draft(call: Call, submitted: dict[str, Any]) -> None:
    assert (submitted["status"], submitted["submitted_at"]) == ("draft", submitted["changed_at"])
    assert submitted["review"]["note"] == "The figures follow on Monday."
    id = submitted["id"]
    assert shelf(call, "submitted") == shelf(call, "draft") == shelf(call, "submitted", **AUTHOR) == [id]
    [shown] = call(f"GET {ARTICLES}", query="status=submitted")[1]["items"]
    assert shown["submitted_at"] == submitted["submitted_at"]


def test_its_author_goes_on_and_it_still_waits(call: Call, submitted: dict[str, Any]) -> None:
    saved = call(f"PATCH {ARTICLE}", id=submitted["id"], version=2, body={"dek": "More."}, **AUTHOR)[1]
    assert saved["submitted_at"] == submitted["submitted_at"]
    assert shelf(call, "submitted") == [submitted["id"]]


def test_handing_in_again_keeps_the_place_and_takes_a_new_note(call: Call, submitted: dict[str, Any]) -> None:
    again = call(f"POST {ARTICLE}/submit", id=submitted["id"], version=2, **AUTHOR)[1]
    assert (again["version"], again["review"]) == (2, submitted["review"]), "nothing new is said"
    later = call(f"POST {ARTICLE}/submit", id=submitted["id"], version=2, body={"note": "They came."}, **AUTHOR)[1]
    assert (later["version"], later["review"]["note"]) == (3, "They came.")
    assert later["submitted_at"] == submitted["submitted_at"]


def test_an_editor_returns_it_with_a_note(call: Call, submitted: dict[str, Any], tables: Tables) -> None:
    status, returned, _ = call(f"POST {ARTICLE}/return", id=submitted["id"], version=2, body={"note": NOTE})
    assert (status, returned["submitted_at"], returned["review"]["note"]) == (200, None, NOTE)
    assert (shelf(call, "submitted"), shelf(call, "draft", **AUTHOR)) == ([], [submitted["id"]])
    history = call(f"GET {ARTICLE}/revisions", id=submitted["id"], **AUTHOR)[1]["items"]
    assert [(one["action"], one["note"]) for one in history] == [
        ("return", NOTE),
        ("submit", "The figures follow on Monday."),
        ("create", None),
    ]


def test_a_publication_ends_the_review_and_shows_readers_nothing_of_it(
    call: Call, submitted: dict[str, Any], tables: Tables
) -> None:
    call(f"POST {ARTICLE}/return", id=submitted["id"], version=2, body={"note": NOTE})
    call(f"POST {ARTICLE}/submit", id=submitted["id"], version=3, body={"note": "It is named now."}, **AUTHOR)
    published = call(f"POST {ARTICLE}/publish", id=submitted["id"], version=4)[1]
    assert (published["submitted_at"], published["review"]) == (None, None)
    assert shelf(call, "submitted") == []
    public = str([*tables.all("listings"), tables.view(submitted["id"])])
    assert "fare stays" not in public
    assert "named now" not in public


def test_a_plan_takes_it_off_the_shelf_and_its_end_puts_it_back(call: Call, submitted: dict[str, Any]) -> None:
    id, plan = submitted["id"], {"publish_at": in_minutes(60)}
    call(f"PUT {ARTICLE}/schedule", id=id, version=2, body=plan)
    assert shelf(call, "submitted") == []
    call(f"DELETE {ARTICLE}/schedule", id=id, version=3)
    assert shelf(call, "submitted") == [id]


def test_the_bin_takes_it_off_the_shelf_and_undelete_puts_it_back(call: Call, submitted: dict[str, Any]) -> None:
    id = submitted["id"]
    call(f"DELETE {ARTICLE}", id=id, version=2, **AUTHOR)
    assert shelf(call, "submitted") == []
    call(f"POST {ARTICLE}/undelete", id=id, version=3, **AUTHOR)
    assert shelf(call, "submitted") == [id]


def test_only_what_could_be_published_can_be_handed_in(call: Call, save_draft: Any) -> None:
    untitled = save_draft(title=None)
    status, problem, _ = call(f"POST {ARTICLE}/submit", id=untitled["id"], version=1)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/title")


@pytest.mark.parametrize("change", ["schedule", "bin"])
def test_what_is_scheduled_or_binned_is_not_returned(call: Call, submitted: dict[str, Any], change: str) -> None:
    """A return alone would not keep the scheduler from publishing it, and its author could not change it."""
    id = submitted["id"]
    if change == "bin":
        call(f"DELETE {ARTICLE}", id=id, version=2)
    else:
        call(f"PUT {ARTICLE}/schedule", id=id, version=2, body={"publish_at": in_minutes(60)})
    status, problem, _ = call(f"POST {ARTICLE}/return", id=id, version=3, body={"note": NOTE})
    assert (status, problem["type"]) == (409, "urn:gazette:problem:wrong-status")


def test_only_a_draft_can_be_handed_in(call: Call, publish_draft: Any) -> None:
    status, problem, _ = call(f"POST {ARTICLE}/submit", id=publish_draft()["id"], version=2)
    assert (status, problem["article_status"]) == (409, "published")


def test_what_nobody_handed_in_cannot_be_returned(call: Call, save_draft: Any, submitted: dict[str, Any]) -> None:
    for article in (save_draft(), call(f"POST {ARTICLE}/return", id=submitted["id"], version=2, body={"note": "x"})[1]):
        body = {"note": NOTE}
        status, problem, _ = call(f"POST {ARTICLE}/return", id=article["id"], version=article["version"], body=body)
        assert (status, problem["type"]) == (409, "urn:gazette:problem:not-submitted")


@pytest.mark.parametrize("body", [None, {}, {"note": None}, {"note": " "}, {"note": "x" * 2001}])
def test_a_return_needs_a_note(call: Call, submitted: dict[str, Any], body: Any) -> None:
    status, problem, _ = call(f"POST {ARTICLE}/return", id=submitted["id"], version=2, body=body)
    assert (status, problem["type"]) == (422, "urn:gazette:problem:invalid")


def test_of_an_editor_who_returns_and_an_author_who_saves_one_is_first(call: Call, submitted: dict[str, Any]) -> None:
    call(f"PATCH {ARTICLE}", id=submitted["id"], version=2, body={"dek": "More."}, **AUTHOR)
    status, problem, _ = call(f"POST {ARTICLE}/return", id=submitted["id"], version=2, body={"note": NOTE})
    assert (status, problem["current"]["version"]) == (412, 3)
