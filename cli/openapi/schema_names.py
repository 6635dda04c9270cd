"""Names of schemas. In the code, two functions may have different models of one name; in the document they need two."""

from typing import Any

from cli.openapi.references import SCHEMAS

PUBLISHED = {
    "CategoryRequest": "Naming",
    "Publication": "Order",
    "RateOverride": "RateDecision",
    "OverrideAuthor": "Decider",
    "MadeOverride": "DecisionMade",
    "RateStatus": "RateStanding",
}
"""Names in the document by the names of classes, if the two differ. Clients rely on the names in the document."""

Schemas = dict[str, Any]


def rename_clashing(document: dict[str, Any], taken: Schemas, tag: str) -> dict[str, Any]:
    """A function's document. If a schema clashes with one of `taken`, its name gets the tag as a prefix.

    Equal schemas of one name do not clash. What another function of the tag has renamed gets the same name here.
    """
    schemas: Schemas = document["components"]["schemas"]
    clashing = {name for name in schemas if f"{tag}{name}" in taken and schemas[name] != taken.get(name)}
    names = _name_all(clashing, tag)
    while further := {
        name
        for name in schemas
        if name in taken and name not in clashing and _replace_references(schemas[name], names) != taken[name]
    }:
        clashing |= further
        names = _name_all(clashing, tag)
    renamed = {names.get(name, name): _with_title(schema, name, names) for name, schema in schemas.items()}
    components = {**document["components"], "schemas": renamed}
    result: dict[str, Any] = _replace_references({**document, "components": components}, names)
    return result


def _name_all(clashing: set[str], tag: str) -> dict[str, str]:
    return PUBLISHED | {name: f"{tag}{name}" for name in clashing}


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
