"""Articles as editors write them, over the function's own events."""

import json
from typing import Any

import pytest

from functions.editorial.handler import handler
from tests.conftest import http_event

TEXT = "Tokyo will host the summit.\n\nIt opens a new chapter."


@pytest.fixture
def call(context: Any) -> Any:
    def call(route: str, *, groups: tuple[str, ...] = ("editor",), **parts: Any) -> tuple[int, Any, dict[str, str]]:
        answer = handler(http_event(route, groups=groups, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, answer["headers"]

    return call


def test_an_article_is_written_and_published(call: Any, dynamodb: Any) -> None:
    status, draft, headers = call("POST /v1/editorial/articles", body={"lang": "en", "title": "A summit", "body": TEXT})
    print(status, draft, headers)
    assert status == 201
    assert headers["etag"] == '"1"'
    status, article, headers = call(
        "POST /v1/editorial/articles/{id}/publish", params={"id": draft["id"]}, headers={"if-match": '"1"'}
    )
    print(article)
    assert status == 200
    assert article["slug"] == "a-summit"
    assert article["status"] == "published"
