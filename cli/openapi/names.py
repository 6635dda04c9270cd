"""Model names across functions: each function names its own well, two may use one name for different things."""

import json
from typing import Any

PREFIX = "#/components/schemas/"

PUBLISHED = {
    "PublishOptions": "Order",
    "RateOverride": "RateDecision",
    "OverrideAuthor": "Decider",
    "MadeOverride": "DecisionMade",
    "RateStatus": "RateStanding",
}
"""Models that the document names otherwise: its names are a contract, and do not follow those of classes."""

Schemas = dict[str, Any]


def renamed(part: dict[str, Any], taken: Schemas, tag: str) -> dict[str, Any]:
    """A function's document whose models that clash with those of `taken` bear the tag before their name.

    Models of one name that are written alike are one model, unless what they refer to is renamed.
    """
    schemas: Schemas = part.get("components", {}).get("schemas", {})
    clashing: set[str] = set()
    while further := {name for name in schemas if name not in clashing and _clashes(name, schemas, taken, clashing)}:
        clashing |= further
    names = PUBLISHED | {name: f"{tag}{name}" for name in clashing}
    own = {names.get(name, name): _titled(schema, name, names) for name, schema in schemas.items()}
    components = {**part.get("components", {}), "schemas": own}
    moved: dict[str, Any] = _moved({**part, "components": components}, names)
    return moved


def _clashes(name: str, schemas: Schemas, taken: Schemas, clashing: set[str]) -> bool:
    text = json.dumps(schemas[name])
    refers = any(f'"{PREFIX}{other}"' in text for other in clashing)
    return name in taken and (refers or taken[name] != schemas[name])


def _titled(schema: dict[str, Any], name: str, names: dict[str, str]) -> dict[str, Any]:
    return {**schema, "title": names[name]} if name in names else schema


def _moved(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, list):
        return [_moved(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _moved(item, names) for key, item in value.items()}
    if isinstance(value, str) and value.startswith(PREFIX):
        name = value.removeprefix(PREFIX)
        return PREFIX + names.get(name, name)
    return value
