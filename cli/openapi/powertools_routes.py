"""Operations of the functions that declare their routes with Powertools, with our headers and ids added."""

import json
import re
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver

from cli.openapi.references import SCHEMAS, refer_to_headers

VALIDATION_SCHEMAS = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Powertools' own form of validation errors, which `gazette.http.resolver` replaces."""


def build_powertools_document(app: APIGatewayHttpResolver, tag: str) -> dict[str, Any]:
    """The paths and schemas of an app. All its operations get the tag, and ids that begin with it."""
    document: dict[str, Any] = app.get_openapi_schema().model_dump(mode="json", by_alias=True, exclude_none=True)
    schemas = document["components"]["schemas"]
    for name in VALIDATION_SCHEMAS:
        schemas.pop(name, None)
    for route in filter(lambda route: route.include_in_schema, app._static_routes + app._dynamic_routes):
        path, method = route.openapi_path, route.method.lower()
        operation = document["paths"][path][method]
        operation["operationId"] = _build_operation_id(operation["operationId"], path, method, tag)
        operation.setdefault("tags", [tag])
        operation.setdefault("description", route.func.__doc__)
        operation["responses"] = {
            int(status): _build_response(int(status), response, method, schemas)
            for status, response in operation["responses"].items()
            if "ValidationError" not in json.dumps(response)
        }
    return document


def _build_operation_id(operation_id: str, path: str, method: str, tag: str) -> str:
    """The `operation_id` of the route, else the tag and the function's name."""
    # Powertools builds an id from the function's name, the path and the method.
    name = operation_id.removesuffix(re.sub(r"\W", "_", path) + "_" + method)
    return operation_id if name == operation_id else f"{tag.lower()}_{name}"


def _build_response(status: int, response: dict[str, Any], method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    """The response with its headers: ETag of a version or of preferences, Location of a job or of what is new and has
    an id, Link of a list, Content-Disposition of an export."""
    if status >= 400:
        return response
    content = {} if status == 204 else response.get("content", {})
    text = json.dumps(content)
    found = [set(schema.get("properties", ())) for name, schema in schemas.items() if f'"{SCHEMAS}{name}"' in text]
    members = set().union(*found)
    is_versioned = any({"version", "changed_at"} <= own for own in found)
    is_new = (status, method) == (201, "post") and "id" in members
    is_located = is_new or (status == 202 and f'"{SCHEMAS}ShownJob"' in text)
    names = {
        "ETag": is_versioned or f'"{SCHEMAS}Preferences"' in text,
        "Location": is_located,
        "Link": "next" in members,
        "Content-Disposition": f'"{SCHEMAS}Export"' in text,
    }
    description = response["description"].replace("Successful Response", "Success")
    sent = [name for name, applies in names.items() if applies]
    return {"description": description, "content": content, "headers": refer_to_headers("Cache-Control", *sent)}
