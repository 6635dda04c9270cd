"""DynamoDB that is busy, or whose answers are lost."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from gazette.aws.clients import client
from tests.support.dynamodb_faults import RawBody
from tests.support.editorial import ARTICLE, ARTICLES, CHANGES, KEY, TEXT, Call, in_minutes


@pytest.fixture
def lost() -> Iterator[list[str]]:
    """The first answer to each kind of write is lost, and the SDK repeats it. Gets the names of the lost operations."""
    events, lost = client("dynamodb").meta.events, list[str]()

    def lose(attempts: int, operation: Any, **_: Any) -> int | None:
        if attempts > 1 or operation.name in lost or operation.name.startswith(("Get", "BatchGet", "Query")):
            return None
        lost.append(operation.name)
        return 0

    events.register_first("needs-retry.dynamodb", lose)
    yield lost
    events.unregister("needs-retry.dynamodb", lose)


def test_lost_answers_cause_no_false_refusal_on_any_route(call: Call, lost: list[str]) -> None:
    sent: list[str] = []

    def send(route: str, expected: int = 200, **parts: Any) -> dict[str, Any]:
        lost.clear()
        status, article, _ = call(route, headers={"idempotency-key": f"key-{len(sent)}"}, **parts)
        sent.append(route)
        assert (route, status) == (route, expected)
        assert "TransactWriteItems" in lost
        return dict(article)

    body = {"lang": "en", "title": "A summit", "body": TEXT, "tags": ["japan"]}
    id = send(f"POST {ARTICLES}", 201, body=body)["id"]
    assert lost == ["PutItem", "TransactWriteItems", "UpdateItem"]
    send(f"PATCH {ARTICLE}", id=id, version=1, body={"title": "B"})
    send(f"PUT {ARTICLE}/schedule", id=id, version=2, body={"publish_at": in_minutes(9)})
    send(f"DELETE {ARTICLE}/schedule", id=id, version=3)
    send(f"DELETE {ARTICLE}", id=id, version=4)
    send(f"POST {ARTICLE}/undelete", id=id, version=5)
    send(f"POST {ARTICLE}/publish", id=id, version=6)
    article = send(f"POST {ARTICLE}/unpublish", id=id, version=7)
    assert (article["version"], article["status"]) == (8, "withdrawn")
    send(f"POST {ARTICLE}/submit", id=id, version=8)
    send(f"POST {ARTICLE}/return", id=id, version=9, body={"note": "Who says so?"})
    send(f"POST {ARTICLE}/revisions/{{version}}/restore", id=id, version=10, params={"version": "1"})
    send(f"PATCH {ARTICLE}", id=id, query="autosave=true", body={"dek": "Half a sen"})
    send(f"POST {ARTICLE}/publish", id=id, version=11, body={"changes": {"title": "C"}})
    send(f"PATCH {ARTICLE}", id=id, version=12, body={"title": "D"})
    send(f"POST {ARTICLE}/discard", id=id, version=13)
    _, page, _ = call(f"GET {ARTICLE}/revisions", id=id)
    assert [revision["version"] for revision in page["items"]] == list(range(14, 0, -1))
    published = send(f"POST {ARTICLES}", 201, body={**body, "title": "Another", "publish": True})
    assert (published["version"], published["status"]) == (1, "published")


@pytest.fixture
def throttle(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], list[float]]]:
    """Throttles the next calls, as many as given. Returns the pauses between them, which are recorded, not waited."""
    events, left, pauses = client("dynamodb").meta.events, [0], list[float]()
    body = b'{"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slow down"}'

    def refuse(request: Any, **_: Any) -> AWSResponse | None:
        left[0] -= 1
        return AWSResponse(request.url, 400, {}, RawBody(body)) if left[0] >= 0 else None

    def throttle(count: int) -> list[float]:
        left[0] = count
        return pauses

    monkeypatch.setattr("time.sleep", pauses.append)
    events.register("before-send.dynamodb", refuse)
    yield throttle
    events.unregister("before-send.dynamodb", refuse)


@pytest.mark.parametrize("key", [{}, KEY])
def test_a_busy_table_is_503_in_time(call: Call, save_draft: Any, throttle: Any, key: dict[str, str]) -> None:
    """A request that is always throttled ends well within the function's time."""
    for route, parts in ((f"GET {ARTICLE}", {}), (f"GET {ARTICLES}", {}), *CHANGES):
        throttle(0)
        target = {"id": save_draft()["id"], "version": 1} if "{id}" in route else {}
        pauses = throttle(50)
        pauses.clear()
        status, problem, headers = call(route, headers=key, **target, **parts)
        assert (status, problem["type"]) == (503, "urn:gazette:problem:unavailable"), route
        assert (headers["retry-after"], headers["cache-control"]) == ("1", "no-store")
        assert sum(pauses) < 8, route


def test_a_table_that_is_busy_for_a_moment_is_read_again(call: Call, save_draft: Any, throttle: Any) -> None:
    id = save_draft()["id"]
    throttle(2)
    assert call(f"POST {ARTICLE}/publish", id=id, version=1)[0] == 200
