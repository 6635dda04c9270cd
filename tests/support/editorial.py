"""Requests of editors to the functions of their articles, over their own events."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.editorial import handler as editorial
from functions.preview import handler as preview
from functions.revisions import handler as revisions
from tests.support.events import http_event

TEXT = "Tokyo will host the summit.\n\nIt opens a new chapter."
ARTICLES, ARTICLE = "/v1/editorial/articles", "/v1/editorial/articles/{id}"
KEY = {"idempotency-key": "7f0c"}

Call = Callable[..., tuple[int, Any, dict[str, str]]]

CHANGES: list[tuple[str, dict[str, Any]]] = [
    (f"PATCH {ARTICLE}", {"body": {"title": "B"}}),
    (f"DELETE {ARTICLE}", {}),
    (f"POST {ARTICLE}/undelete", {}),
    (f"POST {ARTICLE}/submit", {}),
    (f"POST {ARTICLE}/return", {"body": {"note": "Who says so?"}}),
    (f"POST {ARTICLE}/revisions/{{version}}/restore", {"params": {"version": "1"}}),
    (f"POST {ARTICLE}/discard", {}),
    (f"POST {ARTICLE}/publish", {}),
    (f"POST {ARTICLE}/unpublish", {}),
    (f"PUT {ARTICLE}/schedule", {"body": {"publish_at": "2099-01-01T00:00:00Z"}}),
    (f"DELETE {ARTICLE}/schedule", {}),
]
"""The routes that change an article, with the other parts of a valid request."""


@pytest.fixture
def call(context: Any) -> Call:
    """(status, decoded body, headers) of a request; `version` is sent as If-Match, `id` in the path."""

    def call(route: str, *, groups: tuple[str, ...] = ("editor",), **parts: Any) -> tuple[int, Any, dict[str, str]]:
        headers = dict(parts.pop("headers", {}))
        if "version" in parts:
            headers["if-match"] = f'"{parts.pop("version")}"'
        if "id" in parts:
            parts["params"] = {**parts.get("params", {}), "id": parts.pop("id")}
        answer = find_handler(route)(http_event(route, groups=groups, headers=headers, **parts), context)
        body = json.loads(answer["body"]) if answer.get("body") else None
        return answer["statusCode"], body, {name.lower(): value for name, value in answer["headers"].items()}

    return call


@pytest.fixture
def save_draft(call: Call) -> Callable[..., dict[str, Any]]:
    def save_draft(*, sub: str = "editor-1", groups: tuple[str, ...] = ("editor",), **fields: Any) -> dict[str, Any]:
        body = {"lang": "en", "title": "A summit", "body": TEXT, **fields}
        status, article, _ = call(f"POST {ARTICLES}", body=body, sub=sub, groups=groups)
        assert status == 201, article
        return dict(article)

    return save_draft


@pytest.fixture
def publish_draft(call: Call, save_draft: Any) -> Callable[..., dict[str, Any]]:
    def publish_draft(**fields: Any) -> dict[str, Any]:
        article = save_draft(**fields)
        status, article, _ = call(f"POST {ARTICLE}/publish", id=article["id"], version=1)
        assert status == 200, article
        return dict(article)

    return publish_draft


def find_handler(route: str) -> Callable[[dict[str, Any], Any], dict[str, Any]]:
    """The handler of the function that has a route."""
    if "/preview" in route:
        return preview.handler
    is_of_revisions = any(part in route for part in ("/revisions", "/discard", "/autosave"))
    return revisions.handler if is_of_revisions else editorial.handler


def in_minutes(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
