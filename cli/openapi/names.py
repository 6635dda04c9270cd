"""Names of schemas. Two functions may give one name to different models; in the document each name is one schema."""

import json
from typing import Any

from cli.openapi.references import SCHEMAS

PUBLISHED = {
    "PublishOptions": "Order",
    "RateOverride": "RateDecision",
    "OverrideAuthor": "Decider",
    "MadeOverride": "DecisionMade",
    "RateStatus": "RateStanding",
}
"""Names in the document of models whose class has another name: clients rely on the names of the document."""

Schemas = dict[str, Any]


def rename_clashing(document: dict[str, Any], taken: Schemas, tag: str) -> dict[str, Any]:
    """A function's document, in which schemas that clash with those of `taken` have the tag before their name.

    Equal schemas of one name do not clash, unless they refer to a schema that is renamed.
    """
    schemas: Schemas = document["components"]["schemas"]
    clashing: set[str] = set()
    while further := {name for name in schemas if name not in clashing and _clashes(name, schemas, taken, clashing)}:
        clashing |= further
    names = PUBLISHED | {name: f"{tag}{name}" for name in clashing}
    renamed = {names.get(name, name): _with_title(schema, name, names) for name, schema in schemas.items()}
    components = {**document["components"], "schemas": renamed}
    result: dict[str, Any] = _replace_references({**document, "components": components}, names)
    return result


def _clashes(name: str, schemas: Schemas, taken: Schemas, clashing: set[str]) -> bool:
    text = json.dumps(schemas[name])
    refers = any(f'"{SCHEMAS}{other}"' in text for other in clashing)
    return name in taken and (refers or taken[name] != schemas[name])


def _with_title(schema: dict[str, Any], name: str, names: dict[str, str]) -> dict[str, Any]:
    return {**schema, "title": names[name]} if name in names else schema


def _replace_references(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_replace_references(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _replace_references(item, names) for key, item in value.items()}
    if isinstance(value, str) and value.startswith(SCHEMAS):
        name = value.removeprefix(SCHEMAS)
        return SCHEMAS + names.get(name, name)
    return value
