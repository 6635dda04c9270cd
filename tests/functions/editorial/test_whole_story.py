"""`whole_story`: one request withdraws all translations."""

from typing import Any

import pytest

from functions.editorial import handler as editorial
from gazette.errors import Unavailable
from tests.support.articles import Tables
from tests.support.editorial import ARTICLE, KEY, Call

WHOLE = {"note": "It was not true.", "whole_story": True}
ANY = {"if-match": "*"}


@pytest.fixture
def story(publish_draft: Any) -> list[dict[str, Any]]:
    english = publish_draft()
    return [english, publish_draft(lang="ru", translation_of=english["id"], title="Саммит")]


def unpublish(call: Call, article: dict[str, Any], **parts: Any) -> tuple[int, Any, dict[str, str]]:
    return call(f"POST {ARTICLE}/unpublish", id=article["id"], **{"body": WHOLE, **parts})


def test_the_answer_names_each_article(call: Call, story: Any, tables: Tables) -> None:
    status, article, headers = unpublish(call, story[1], headers=ANY)
    assert (status, article["id"], article["status"], headers["etag"]) == (200, story[1]["id"], "withdrawn", '"3"')
    assert [(one["lang"], one["id"], one["status"]) for one in article["withdrawn"]] == [
        ("ru", story[1]["id"], "withdrawn"),
        ("en", story[0]["id"], "withdrawn"),
    ]
    assert [other["status"] for other in article["translations"]] == ["withdrawn"]
    assert all(tables.view(one["id"]) is None for one in story)


def test_without_it_the_translations_stay(call: Call, story: Any, tables: Tables) -> None:
    _, article, _ = unpublish(call, story[0], body={"note": "Wrong."}, headers=ANY)
    assert article["withdrawn"] == []
    assert tables.view(story[1]["id"])


def test_a_stale_version_withdraws_nothing(call: Call, story: Any, tables: Tables) -> None:
    status, problem, _ = unpublish(call, story[0], version=1)
    assert (status, problem["current"]["version"]) == (412, 2)
    assert all(tables.view(one["id"]) for one in story)


def test_the_same_request_may_be_repeated(call: Call, story: Any) -> None:
    """With the version that was read, although the first request has made another one."""
    first = unpublish(call, story[0], version=2)
    second = unpublish(call, story[0], version=2)
    assert first[0] == second[0] == 200
    assert first[1]["withdrawn"] == second[1]["withdrawn"]
    assert first[1]["version"] == second[1]["version"] == 3


def test_what_is_left_is_503_and_the_key_stays_free(
    call: Call, story: Any, monkeypatch: pytest.MonkeyPatch, tables: Tables
) -> None:
    with monkeypatch.context() as outage:

        def fail(*_: Any, **__: Any) -> None:
            raise Unavailable()

        outage.setattr(editorial.commands, "unpublish_latest", fail)
        status, problem, headers = unpublish(call, story[0], version=2, headers=KEY)
    assert (status, problem["type"], headers["retry-after"]) == (503, "urn:gazette:problem:story-not-withdrawn", "1")
    assert problem["withdrawn"] == [
        {"lang": "en", "id": story[0]["id"], "status": "withdrawn"},
        {"lang": "ru", "id": story[1]["id"], "status": "published", "error": "Busy just now; try again"},
    ]
    status, article, _ = unpublish(call, story[0], version=2, headers=KEY)
    assert (status, [one["status"] for one in article["withdrawn"]]) == (200, ["withdrawn", "withdrawn"])
    assert all(tables.view(one["id"]) is None for one in story)
    assert unpublish(call, story[0], version=2, headers=KEY)[1]["withdrawn"] == article["withdrawn"]


def test_it_needs_an_editor_and_a_version(call: Call, story: Any, tables: Tables) -> None:
    assert unpublish(call, story[0], headers=ANY, groups=("author",))[0] == 403
    assert unpublish(call, story[0])[0] == 428
    assert unpublish(call, story[0], headers=ANY, body={"whole_story": "yes"})[0] == 422
    assert all(tables.view(one["id"]) for one in story)


def test_a_story_that_was_never_published_is_a_conflict(call: Call, save_draft: Any) -> None:
    status, problem, _ = unpublish(call, save_draft(), version=1)
    assert (status, problem["article_status"]) == (409, "draft")
