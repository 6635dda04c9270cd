"""References to the document's components."""

from typing import Any

SCHEMAS = "#/components/schemas/"


def schema_reference(name: str) -> dict[str, str]:
    return {"$ref": SCHEMAS + name}


def header_references(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
