"""Publication, withdrawal and schedule."""

from typing import Any

import pytest

from gazette.media import lifecycle
from gazette.media.model import Refusal
from tests.support.articles import NOON
from tests.support.editorial import ARTICLE, TEXT, Call
from tests.support.media import media, put_picture

__all__ = ["media", "put_picture"]

PLAN = {"publish_at": "2099-01-01T00:00:00Z"}
REFUSAL = Refusal(code="animated", reason="It is an animation.")


def test_publishing_needs_title_and_text(call: Call, save_draft: Any) -> None:
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=save_draft(title=None)["id"], version=1)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["#/title"])


def test_minor_is_true_or_false(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    errors = [{"pointer": "#/minor", "detail": "This must be true or false."}]
    for minor in ("yes", 1, "true"):
        status, problem, _ = call(f"POST {ARTICLE}/publish", id=id, version=1, body={"minor": minor})
        assert (status, problem["errors"]) == (422, errors), minor


def test_a_successor_is_a_published_article(call: Call, publish_draft: Any) -> None:
    article = publish_draft()
    for id in ("", "x" * 27, "en/a-summit", "01ARZ3NDEKTSV4RRFFQ69G5FAV"):
        status, problem, _ = call(f"POST {ARTICLE}/unpublish", id=article["id"], version=2, body={"redirect_to": id})
        assert (status, problem["errors"][0]["pointer"]) == (422, "#/redirect_to"), id


def test_a_taken_slug_names_the_article_that_has_it(call: Call, save_draft: Any, publish_draft: Any) -> None:
    first = publish_draft(slug="the-summit")
    second = save_draft(slug="the-summit")
    status, problem, _ = call(f"POST {ARTICLE}/publish", id=second["id"], version=1)
    assert (status, problem["type"], problem["article"]) == (409, "urn:gazette:problem:slug-taken", first["id"])


@pytest.mark.parametrize(
    ("times", "pointer"),
    [
        ({}, "#/publish_at"),
        ({"publish_at": None}, "#/publish_at"),
        ({"publish_at": "2020-01-01T00:00:00Z"}, "#/publish_at"),
        ({"publish_at": "2099-01-01T00:00:00"}, "#/publish_at"),
        ({"publish_at": "soon"}, "#/publish_at"),
        ({"publish_at": 4070908800}, "#/publish_at"),
        ({"unpublish_at": "2099-01-01T00:00:00Z"}, "#/publish_at"),
        ({"publish_at": "2099-01-01T00:00:00Z", "unpublish_at": "2099-01-01T00:00:00Z"}, "#/unpublish_at"),
        ({"publish_at": "2099-01-01T00:00:00Z", "unpublish_at": "2020-01-01T00:00:00Z"}, "#/unpublish_at"),
        ({"publish_at": "2099-01-01T00:00:00.2Z", "unpublish_at": "2099-01-01T00:00:00.7Z"}, "#/unpublish_at"),
        ({"publish_at": "2099-01-01T00:00:00.2Z", "unpublish_at": "2099-01-01T00:00:01Z"}, "#/unpublish_at"),
        ({"at": "2099-01-01T00:00:00Z"}, "#/at"),
    ],
)
def test_a_schedule_is_in_the_future_with_an_offset(call: Call, save_draft: Any, times: Any, pointer: str) -> None:
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=save_draft()["id"], version=1, body=times)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_time_outside_rfc_3339_is_refused(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    for time in (
        "1893456000",
        "2099-01-01",
        "2099-01-01T00:00:00",
        "2099-01-01T00:00Z",
        "2099-02-30T00:00:00Z",
        "9999-12-31T23:59:59-14:00",
        "9999-12-31T23:59:59.5Z",
        "0001-01-01T00:00:00+14:00",
        "2099-01-01T00:00:00Z\n",
        4070908800,
        True,
    ):
        for name in ("publish_at", "unpublish_at"):
            status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=id, version=1, body={name: time})
            assert (status, problem["errors"][0]["pointer"]) == (422, f"#/{name}"), time


@pytest.mark.parametrize(("fields", "pointers"), [({"title": None}, ["#/title"]), ({"body": " "}, ["#/body"])])
def test_what_could_not_be_published_is_not_scheduled(
    call: Call, save_draft: Any, fields: Any, pointers: list[str]
) -> None:
    id = save_draft(**fields)["id"]
    for route, body in ((f"PUT {ARTICLE}/schedule", PLAN), (f"POST {ARTICLE}/publish", {})):
        status, problem, _ = call(route, id=id, version=1, body=body)
        assert (status, [error["pointer"] for error in problem["errors"]]) == (422, pointers)


def test_a_picture_may_wait_for_its_file_but_a_refused_or_deleted_one_is_not_scheduled(
    call: Call, save_draft: Any, media: Any, put_picture: Any
) -> None:
    waiting, refused, deleted = (put_picture(ready=False) for _ in range(3))
    id = save_draft(image={"media": refused.id}, body=f"{TEXT}\n\n![](media:{waiting.id})\n")["id"]
    assert call(f"PUT {ARTICLE}/schedule", id=id, version=1, body=PLAN)[0] == 200, "both wait"
    media.save(refused, lifecycle.refuse(refused, 1, REFUSAL))
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=id, version=2, body=PLAN)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["#/image/media"])
    assert "was refused: It is an animation." in problem["detail"]
    lost = save_draft(body=f"{TEXT}\n\n![](media:{deleted.id})\n")["id"]
    media.delete(deleted, NOON)
    status, problem, _ = call(f"PUT {ARTICLE}/schedule", id=lost, version=1, body=PLAN)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (422, ["#/body"])


def test_a_schedule_is_stored_in_utc_and_removed(call: Call, save_draft: Any) -> None:
    id = save_draft()["id"]
    times = {"publish_at": "2099-01-01T09:00:00+05:00", "unpublish_at": "2099-01-02T09:00:00.5+05:00"}
    status, article, _ = call(f"PUT {ARTICLE}/schedule", id=id, version=1, body=times)
    assert (status, article["status"], article["version"]) == (200, "scheduled", 2)
    assert (article["publish_at"], article["unpublish_at"]) == ("2099-01-01T04:00:00Z", "2099-01-02T04:00:01Z")
    assert call(f"DELETE {ARTICLE}", id=id, version=2)[0] == 409, "scheduled"
    status, article, _ = call(f"DELETE {ARTICLE}/schedule", id=id, version=2)
    assert (status, article["status"], article["publish_at"]) == (200, "draft", None)


def test_view_and_cards_of_a_published_article_have_its_planned_end(
    call: Call, publish_draft: Any, dynamodb: Any, stack: Any
) -> None:
    article = publish_draft(tags=[{"slug": "japan", "name": "Japan"}])
    id = article["id"]
    card = {"listing": {"S": "en/front"}, "position": {"S": f"{article['published_at']}#{id}"}, "rank": {"N": "1"}}
    dynamodb.put_item(TableName=stack.physical("ListingsTable"), Item=card)

    def ends() -> list[Any]:
        """Of both addresses, and of the cards in the main list, in that of the tag, and on the front page."""
        stored = [
            item
            for table in ("ArticlesTable", "ListingsTable")
            for item in dynamodb.scan(TableName=stack.physical(table))["Items"]
            if "view" in item or "card" in item or "rank" in item
        ]
        return [item.get("unpublish_at", {}).get("S") for item in stored]

    body = {"unpublish_at": "2099-01-01T00:00:00Z"}
    assert call(f"PUT {ARTICLE}/schedule", id=id, version=2, body=body)[0] == 200
    assert ends() == ["2099-01-01T00:00:00Z"] * 5
    assert call(f"POST {ARTICLE}/publish", id=id, version=3)[1]["unpublish_at"] == "2099-01-01T00:00:00Z"
    assert ends() == ["2099-01-01T00:00:00Z"] * 5
    assert call(f"DELETE {ARTICLE}/schedule", id=id, version=4)[0] == 200
    assert ends() == [None] * 5
