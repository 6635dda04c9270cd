"""References to the document's components."""

from typing import Any

SCHEMAS = "#/components/schemas/"


def refer_to_schema(name: str) -> dict[str, str]:
    return {"$ref": SCHEMAS + name}


def refer_to_headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}
