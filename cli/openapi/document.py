"""One OpenAPI document over all functions: Powertools' own, joined by its OpenAPIMerge, then finished.

What the join does not do is done here: it lets the later of two models of one name win, has Powertools' own form of
errors, no descriptions from docstrings and no HEAD, and leaves the order of things to the order of routes.
"""

import importlib
import json
import re
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge
from aws_lambda_powertools.event_handler.openapi.models import License, Server, Tag

from cli.local.stack import ROOT
from cli.openapi import about, articles, channels, problems, rates, site
from cli.openapi.answers import HEADERS
from cli.openapi.examples import illustrate
from cli.openapi.names import renamed
from cli.openapi.tidy import tidy
from gazette import __version__

FILE = ROOT / "docs" / "openapi.json"

ORDER = ("tags", "summary", "description", "operationId", "parameters", "requestBody", "responses", "security")
"""Members of an operation, as one reads them."""

METHODS = ("get", "head", "post", "put", "patch", "delete")

TAGS = {
    articles.TAG: "Published articles, as readers' front ends read them",
    rates.TAG: "Official currency rates, with the banks' own digits",
    channels.TAG: "Signing up for letters, confirming, leaving. Browsers (`Accept: text/html`) are answered with pages",
    "Editorial": "Drafts and what becomes of them; for staff",
    "Desk": "Taxonomy and what else the desk keeps; for staff",
    about.TAG: "The API about itself",
    site.TAG: "The reader pages: HTML, not API",
}

DESCRIPTION = """\
Articles, official currency rates and subscriptions for a news site.

- **Errors** are problem documents (RFC 9457). An address that does not take a method answers 405 with `Allow`, an
  unknown or repeated query parameter 422. The gateway itself answers 401, 429 and bodies over 10 MB, in its own form.
- **Public reads** carry a strong `ETag`, one per encoding, answer 304, and say in `Cache-Control` how long they may be
  kept. `HEAD` works wherever `GET` does.
- **Lists** are `{"items": […], "next": …}`; `next` is a cursor for the same query, null on the last page.
- **Staff** send `Authorization: Bearer` with a token of the issuer that `GET /v1` names. What they change is guarded by
  `If-Match`, what they create by `Idempotency-Key`.
- Times are RFC 3339 in UTC. Rates and amounts are texts, so that no digit is lost.
"""

STAFF = {
    "staff": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": (
            "Access or ID token of the user pool. `GET /v1` names its issuer and client and, where the hosted sign-in "
            "is on, the address for the authorization code flow with PKCE. Locally: `gazette token --group editor`."
        ),
    }
}


def document() -> dict[str, Any]:
    """The whole document. The functions are imported, so the template's environment must be set."""
    merge = OpenAPIMerge(
        title="Gazette",
        version=__version__,
        description=DESCRIPTION,
        license_info=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/", description="The host that this document came from")],
        tags=[Tag(name=name, description=description) for name, description in TAGS.items()],
        on_conflict="error",
    )
    schemas: dict[str, Any] = {}
    for module, tag in parts():
        schema = module.app.get_openapi_schema().model_dump(mode="json", by_alias=True, exclude_none=True)
        part = renamed(schema, schemas, tag)
        schemas.update(part["components"]["schemas"])
        _describe(part, module, tag)
        merge.add_schema(part)
    return _finished(merge.get_openapi_schema())


def text() -> str:
    """The document as it is stored: UTF-8 JSON that a diff can show."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def parts() -> list[tuple[Any, str]]:
    """Modules that have an `app`, each with the tag of its operations: the declared routes, and the functions."""
    declared = [(module, module.TAG) for module in (articles, rates, channels, about, site)]
    functions = [
        (importlib.import_module(f"functions.{name}.handler"), name.title())
        for name in ("editorial", "desk", "subscriptions")
    ]
    return declared + functions


def _describe(part: dict[str, Any], module: Any, tag: str) -> None:
    """Give operations what Powertools leaves out: a short id (the function's name) and the function's docstring."""
    for path, item in part["paths"].items():
        for method, operation in item.items():
            # Powertools makes an id of name, path and method; the declared routes have theirs already.
            name = operation["operationId"].removesuffix(re.sub(r"\W", "_", path) + "_" + method)
            operation.setdefault("tags", [tag])
            operation.setdefault("description", getattr(module, name).__doc__)
            operation["operationId"] = name if module.__name__.startswith("cli.") else f"{tag.lower()}_{name}"


def _finished(document: dict[str, Any]) -> dict[str, Any]:
    schemas = document["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError", "ResponseValidationError"):
        schemas.pop(unused, None)
    schemas.update(problems.SCHEMAS)
    illustrate(schemas)
    paths = {path: _item(path, document["paths"][path]) for path in sorted(document["paths"])}
    components = {
        "schemas": {name: schemas[name] for name in sorted(schemas)},
        "responses": problems.components(),
        "headers": HEADERS,
        "securitySchemes": STAFF,
    }
    order = ("openapi", "info", "servers", "tags")
    finished = {**{key: document[key] for key in order}, "paths": paths, "components": components}
    tidied: dict[str, Any] = tidy(finished)
    return tidied


def _item(path: str, item: dict[str, Any]) -> dict[str, Any]:
    finished = {method: _operation(path, operation) for method, operation in item.items()}
    if "get" in finished and not _is_staff(path):
        finished["head"] = _head(finished["get"])
    return {method: finished[method] for method in METHODS if method in finished}


def _operation(path: str, operation: dict[str, Any]) -> dict[str, Any]:
    responses = {int(status): response for status, response in operation["responses"].items()}
    own = {status: response for status, response in responses.items() if not _powertools_own(response)}
    for status in problems.statuses(path, operation, own, staff=_is_staff(path)):
        own.setdefault(status, {})
    finished = {
        **operation,
        "responses": {str(status): _response(status, own[status], path) for status in sorted(own)},
        "security": [{"staff": []}] if _is_staff(path) else None,
    }
    return {key: finished[key] for key in ORDER if finished.get(key) is not None}


def _response(status: int, response: dict[str, Any], path: str) -> dict[str, Any]:
    """An error is a reference to the problem of its status, with a description of its own if it has one."""
    if status < 400:
        return {key: value for key, value in response.items() if value}
    description = {"description": response["description"]} if "description" in response else {}
    reference = {"$ref": f"#/components/responses/{problems.name(status)}", **description}
    if status in problems.GATEWAY or not problems.explained(path):
        return reference
    return problems.either(status, path) | description


def _head(operation: dict[str, Any]) -> dict[str, Any]:
    """HEAD of a GET: the same without a body."""
    return {
        **operation,
        "summary": f"{operation['summary']} (headers only)",
        "description": "As GET, without the body.",
        "operationId": f"{operation['operationId']}_head",
        "responses": {status: _bodiless(response) for status, response in operation["responses"].items()},
    }


def _bodiless(response: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in response:
        response = {**problems.components()[response["$ref"].rpartition("/")[2]], **response}
    return {key: value for key, value in response.items() if key in ("description", "headers")}


def _is_staff(path: str) -> bool:
    return path.startswith("/v1/editorial/")


def _powertools_own(response: dict[str, Any]) -> bool:
    """Powertools describes validation errors in its own form, which `gazette.http.api` replaces."""
    return "ValidationError" in json.dumps(response)
