"""Makes generated schemas as short and clear as schemas written by hand."""

import inspect
import re
from typing import Any

from gazette.http.staff_parameters import REQUIRED

_NONE = re.compile(r"(?<![\w-])None(?![\w-]| of\b)")
"""Python's word, neither that of `If-None-Match` nor that of English."""


def tidy(value: Any) -> Any:
    """The same document in a shorter form.

    Whole numbers are integers (Powertools writes 1.0), a nullable type is a list of types, optional parameters are not
    nullable, fields have no titles, and docstrings have no indentation, and null in place of None.
    """
    if isinstance(value, list):
        return [tidy(item) for item in value]
    if isinstance(value, dict):
        return _tidy_object({key: tidy(item) for key, item in value.items()})
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _tidy_object(value: dict[str, Any]) -> dict[str, Any]:
    if isinstance(value.get("description"), str):
        # Python before 3.13 leaves the source's indentation in docstrings.
        value["description"] = _NONE.sub("null", inspect.cleandoc(value["description"]))
    if isinstance(value.get("properties"), dict):
        value["properties"] = {name: _without_title(schema) for name, schema in value["properties"].items()}
    if "in" in value and "schema" in value:
        return _tidy_parameter(value)
    return _tidy_nullable(value)


def _without_title(schema: dict[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in schema.items() if key != "title"}


def _tidy_nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """`anyOf` of one plain type and null becomes a list of types (JSON Schema 2020-12)."""
    branches = schema.get("anyOf", [])
    if len(branches) != 2 or branches[1] != {"type": "null"} or not isinstance(branches[0].get("type"), str):
        return schema
    plain = branches[0]
    if "enum" in plain:
        return schema
    others = {key: item for key, item in schema.items() if key != "anyOf"}
    return {**plain, "type": [plain["type"], "null"], **others}


def _tidy_parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    schema = {key: item for key, item in parameter["schema"].items() if key not in ("title", "description")}
    branches = schema.get("anyOf", [])
    if len(branches) == 2 and branches[1] == {"type": "null"}:
        schema = {**branches[0], **{key: item for key, item in schema.items() if key != "anyOf"}}
    if isinstance(schema.get("type"), list):
        schema["type"] = next(kind for kind in schema["type"] if kind != "null")
    return {"name": parameter["name"], "in": parameter["in"], **parameter, **_take_marks(schema)}


def _take_marks(schema: dict[str, Any]) -> dict[str, Any]:
    """Members of a parameter that Powertools can only take in its schema: `required` of a header, an example."""
    members: dict[str, Any] = {}
    if schema.pop(REQUIRED, False):
        members["required"] = True
    if "examples" in schema:
        members["example"] = schema.pop("examples")[0]
    return {**members, "schema": schema}
