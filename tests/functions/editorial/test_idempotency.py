"""Requests that are repeated with an Idempotency-Key."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.editorial import handler as editorial
from tests.support.editorial import ARTICLE, ARTICLES, KEY, TEXT, Call


def test_the_same_key_and_body_get_the_first_answer_again(call: Call) -> None:
    body = {"lang": "en", "title": "A", "body": TEXT}
    first = call(f"POST {ARTICLES}", headers=KEY, body=body)
    second = call(f"POST {ARTICLES}", headers=KEY, body=body)
    assert first[0] == second[0] == 201
    assert first[1] == second[1]
    assert first[2]["etag"] == second[2]["etag"] == '"1"'
    assert first[2]["location"] == second[2]["location"]
    assert "body" not in first[1], "it would not fit into the item of the key"
    assert len(call(f"GET {ARTICLES}")[1]["items"]) == 1


def test_the_same_key_with_another_body_is_refused(call: Call) -> None:
    call(f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
    status, problem, _ = call(f"POST {ARTICLES}", headers=KEY, body={"lang": "ru"})
    assert (status, problem["errors"][0]["pointer"]) == (422, "Idempotency-Key")


def test_the_same_key_with_another_version_is_refused_and_publishes_nothing(call: Call, publish_draft: Any) -> None:
    """The first response would leave readers with the old text."""
    id = publish_draft()["id"]
    assert call(f"PATCH {ARTICLE}", id=id, version=2, body={"title": "The first new title"})[0] == 200
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=3)[0] == 200
    assert call(f"PATCH {ARTICLE}", id=id, version=4, body={"title": "The second new title"})[0] == 200
    status, problem, _ = call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=5)
    assert (status, problem["errors"][0]["pointer"]) == (422, "Idempotency-Key")
    assert call(f"GET {ARTICLE}", id=id)[1]["has_changes"] is True


def test_a_key_belongs_to_its_person_and_route(call: Call, save_draft: Any) -> None:
    body = {"lang": "en"}
    ids = {call(f"POST {ARTICLES}", headers=KEY, body=body, sub=sub)[1]["id"] for sub in ("a", "b")}
    assert len(ids) == 2
    one, two = save_draft()["id"], save_draft()["id"]
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=one, version=1)[1]["id"] == one
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=two, version=1)[1]["id"] == two


def test_a_failed_try_leaves_its_key_free(call: Call, save_draft: Any, publish_draft: Any) -> None:
    publish_draft(slug="the-summit")
    id = save_draft(slug="the-summit")["id"]
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=1)[0] == 409
    assert call(f"PATCH {ARTICLE}", id=id, version=1, body={"slug": "another-summit"})[0] == 200
    assert call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=2)[0] == 200
    again = call(f"POST {ARTICLE}/publish", headers=KEY, id=id, version=2)
    assert (again[0], again[1]["version"]) == (200, 3), "the first answer, although the version is another one now"


def test_a_repeated_request_during_the_first_one_is_409(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[Any] = []
    create = editorial.commands.create

    def slow(*args: Any, **named: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            request = pool.submit(call, f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
            monkeypatch.setattr(editorial.commands, "create", create)
            answers.append(request.result())
        return create(*args, **named)

    monkeypatch.setattr(editorial.commands, "create", slow)
    status, _, _ = call(f"POST {ARTICLES}", headers=KEY, body={"lang": "en"})
    [(inner, problem, headers)] = answers
    assert (status, inner, problem["type"]) == (201, 409, "urn:gazette:problem:in-progress")
    assert headers["retry-after"] == "1"


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(call: Call, key: str) -> None:
    assert call(f"POST {ARTICLES}", headers={"idempotency-key": key}, body={"lang": "en"})[0] == 422
