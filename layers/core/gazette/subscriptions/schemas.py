"""What the answers of this noun are, for the OpenAPI document: JSON, or a page where a browser asks."""

from typing import Any

from pydantic import BaseModel

_PAGE = {"text/html": {"schema": {"type": "string"}}}


def page(description: str) -> dict[int, Any]:
    return {200: {"description": description, "content": _PAGE}}


def either(description: str, model: type[BaseModel], status: int = 200, *, gone: bool = False) -> dict[int, Any]:
    """The model as JSON, or a page; with `gone`, also 410."""
    found: dict[int, Any] = {
        status: {"description": description, "content": {"application/json": {"model": model}, **_PAGE}}
    }
    if gone:
        found[410] = {"description": "What was asked for is over", "content": {}}
    return found
