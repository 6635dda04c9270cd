"""Corrections of an article: publications add them, and editors word them anew or remove them."""

from typing import Any

import pytest

from functions.editorial import handler as editorial
from tests.support.articles import Tables, minutes
from tests.support.editorial import ARTICLE, ARTICLES, Call

FIRST, SECOND = "The line is 124 kilometres long.", "The minister is Ms. Karimova."


@pytest.fixture
def corrected(call: Call, publish_draft: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An article in version 4 with two corrections, whose publications were a minute apart."""
    article = publish_draft()
    for minute, note in ((1, FIRST), (2, SECOND)):
        monkeypatch.setattr(editorial.times, "now", lambda minute=minute: at(minute))
        body = {"correction": note, "minor": True}
        _, article, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=article["version"], body=body)
    return dict(article)


def at(minute: int) -> Any:
    return minutes(60 * 24 * 365 * 20 + minute)


def patch(call: Call, article: dict[str, Any], **body: Any) -> tuple[int, Any, dict[str, str]]:
    return call(f"PATCH {ARTICLE}", id=article["id"], version=article["version"], body=body)


def publish(call: Call, article: dict[str, Any], **body: Any) -> dict[str, Any]:
    status, published, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=article["version"], body=body)
    assert status == 200, published
    return dict(published)


def test_a_correction_moves_the_last_time_even_if_it_is_minor(corrected: dict[str, Any]) -> None:
    times = [correction["at"] for correction in corrected["corrections"]]
    assert times == sorted(set(times))
    assert corrected["updated_at"] == times[-1] > corrected["published_at"]


def test_readers_see_the_new_words_after_the_next_publication(
    call: Call, corrected: dict[str, Any], tables: Tables
) -> None:
    first, second = corrected["corrections"]
    status, saved, _ = patch(call, corrected, corrections=[{**first, "note": "124 km, not 142."}, second])
    assert (status, saved["has_changes"], saved["corrections"][0]["note"]) == (200, True, "124 km, not 142.")
    view = tables.view(saved["id"])
    assert view
    assert [correction["note"] for correction in view["corrections"]] == [FIRST, SECOND]
    published = publish(call, saved, minor=True)
    view = tables.view(saved["id"])
    assert view
    assert view["corrections"] == [{"at": first["at"], "note": "124 km, not 142."}, second]
    assert published["updated_at"] == corrected["updated_at"], "other words are no new correction"


def test_a_correction_is_in_the_structured_data(corrected: dict[str, Any], tables: Tables) -> None:
    view = tables.view(corrected["id"])
    assert view
    assert view["jsonld"]["correction"] == [
        {"@type": "CorrectionComment", "text": correction["note"], "datePublished": correction["at"]}
        for correction in corrected["corrections"]
    ]
    assert view["jsonld"]["dateModified"] == corrected["corrections"][-1]["at"]


@pytest.mark.parametrize("clear", [[], None])
def test_all_corrections_are_removed(call: Call, corrected: dict[str, Any], tables: Tables, clear: Any) -> None:
    _, saved, _ = patch(call, corrected, corrections=clear)
    publish(call, saved)
    view = tables.view(saved["id"])
    assert view
    assert view["corrections"] == []
    assert "correction" not in view["jsonld"]


def test_one_correction_is_removed_and_the_order_is_that_of_time(call: Call, corrected: dict[str, Any]) -> None:
    first, second = corrected["corrections"]
    _, saved, _ = patch(call, corrected, corrections=[second, first])
    assert saved["corrections"] == [first, second]
    assert saved["version"] == corrected["version"], "nothing has changed"
    _, saved, _ = patch(call, corrected, corrections=[second])
    assert saved["corrections"] == [second]
    _, page, _ = call("GET /v1/editorial/articles/{id}/revisions", id=saved["id"], query="limit=1")
    assert page["items"][0]["changed"] == ["corrections"]


def test_another_change_leaves_the_corrections(call: Call, corrected: dict[str, Any]) -> None:
    _, saved, _ = patch(call, corrected, dek="A dek")
    assert saved["corrections"] == corrected["corrections"]


def test_a_removed_correction_does_not_come_back_by_its_time(call: Call, corrected: dict[str, Any]) -> None:
    first, second = corrected["corrections"]
    _, saved, _ = patch(call, corrected, corrections=[second])
    status, problem, _ = patch(call, saved, corrections=[first, second])
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/corrections/0/at")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda first: [{**first, "at": "2020-01-01T00:00:00Z"}], "#/corrections/0/at"),
        (lambda first: [first, first], "#/corrections/1/at"),
        (lambda first: [{**first, "note": " "}], "#/corrections/0/note"),
        (lambda first: [{**first, "note": None}], "#/corrections/0/note"),
        (lambda first: [{**first, "note": "x" * 1001}], "#/corrections/0/note"),
        (lambda first: [{**first, "note": "a\nb"}], "#/corrections/0/note"),
        (lambda first: [{**first, "by": "me"}], "#/corrections/0/by"),
        (lambda first: [{"note": "Without a time"}], "#/corrections/0/at"),
        (lambda first: [first] * 51, "#/corrections"),
        (lambda first: "x", "#/corrections"),
    ],
)
def test_a_wrong_correction_is_refused_where_it_is_wrong(
    call: Call, corrected: dict[str, Any], change: Any, pointer: str
) -> None:
    status, problem, _ = patch(call, corrected, corrections=change(corrected["corrections"][0]))
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_new_article_has_nothing_to_correct(call: Call, save_draft: Any) -> None:
    body = {"lang": "en", "corrections": [{"at": "2025-12-18T07:00:00Z", "note": FIRST}]}
    status, problem, _ = call(f"POST {ARTICLES}", body=body)
    assert (status, problem["errors"][0]["pointer"]) == (422, "#/corrections")
    assert save_draft(corrections=[])["corrections"] == []


def test_only_editors_change_corrections(call: Call, corrected: dict[str, Any]) -> None:
    """A published article is in the hands of editors, also that of its own author."""
    status, _, _ = call(
        f"PATCH {ARTICLE}",
        id=corrected["id"],
        version=corrected["version"],
        body={"corrections": []},
        groups=("author",),
    )
    assert status == 403


def test_two_corrections_of_one_second_have_two_times(
    call: Call, publish_draft: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = publish_draft()
    monkeypatch.setattr(editorial.times, "now", lambda: at(1))
    for note in (FIRST, SECOND):
        article = publish(call, article, correction=note)
    first, second = article["corrections"]
    assert (first["note"], second["note"]) == (FIRST, SECOND)
    assert first["at"] < second["at"]
