"""Numbers and booleans in the bodies of staff: text in their place is refused, as the OpenAPI document says."""

from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import TypeAdapter

from functions.admin import handler as admin
from functions.editorial import handler as editorial
from functions.media import handler as media
from functions.preferences import handler as preferences
from functions.staff import handler as staff
from functions.subscriptions import handler as subscriptions
from functions.taxonomy import handler as taxonomy
from gazette.media.requests import MediaRequest

SCALARS = ("int", "float", "bool")


def find_scalars(schema: Any) -> Iterator[dict[str, Any]]:
    """All schemas of numbers and booleans in pydantic's core schema."""
    if isinstance(schema, dict):
        if schema.get("type") in SCALARS:
            yield schema
        for value in schema.values():
            yield from find_scalars(value)
    elif isinstance(schema, list | tuple):
        for value in schema:
            yield from find_scalars(value)


def list_bodies(app: Any) -> Iterator[tuple[str, Any]]:
    for route in [*app._static_routes, *app._dynamic_routes]:
        for field in route.dependant.body_params:
            yield f"{route.method} {route.openapi_path}", field.field_info.annotation


@pytest.mark.parametrize("function", [admin, editorial, media, preferences, staff, subscriptions, taxonomy])
def test_no_body_converts_text_to_a_number_or_a_boolean(function: Any) -> None:
    bodies = dict(list_bodies(function.app))
    assert bodies
    for route, body in bodies.items():
        lax = [scalar for scalar in find_scalars(TypeAdapter(body).core_schema) if not scalar.get("strict")]
        assert lax == [], f"{route}: use StrictInt, StrictFloat or StrictBool"


def test_the_numbers_and_booleans_of_a_body_are_found() -> None:
    found = [scalar["type"] for scalar in find_scalars(TypeAdapter(MediaRequest).core_schema)]
    assert sorted(found) == ["float", "float", "int"]
