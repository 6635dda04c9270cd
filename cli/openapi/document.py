"""One OpenAPI document over all functions: Powertools' own, joined by its OpenAPIMerge, then finished (finish.py).

The merge is given documents, not folders: it looks for resolvers that are made where it can see it (ours come from
`gazette.http.resolver`), and of two models of one name it lets the later win (names.py keeps them apart).
"""

import importlib
import json
import re
from typing import Any

from aws_lambda_powertools.event_handler.openapi.merge import OpenAPIMerge
from aws_lambda_powertools.event_handler.openapi.models import License, Server, Tag

from cli.local.stack import ROOT
from cli.openapi.finish import finished
from cli.openapi.names import renamed
from cli.openapi.routes import about, articles, channels, rates, site
from gazette import __version__

FILE = ROOT / "docs" / "openapi.json"

TAGS = {
    articles.TAG: "Published articles, as readers' front ends read them",
    rates.TAG: "Official currency rates, with the banks' own digits",
    channels.TAG: "Signing up for letters, confirming, leaving. Browsers (`Accept: text/html`) are answered with pages",
    "Editorial": "Drafts and what becomes of them; for staff",
    "Desk": "Taxonomy and what else the desk keeps; for staff",
    about.TAG: "The API about itself",
    site.TAG: "The reader pages: HTML, not API",
}

FUNCTIONS = {"editorial": "Editorial", "admin": "Desk", "subscriptions": "Subscriptions"}
"""The tag of each function's operations."""

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
    return finished(merge.get_openapi_schema())


def text() -> str:
    """The document as it is stored: UTF-8 JSON that a diff can show."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def parts() -> list[tuple[Any, str]]:
    """Modules that have an `app`, each with the tag of its operations: the declared routes, and the functions."""
    declared = [(module, module.TAG) for module in (articles, rates, channels, about, site)]
    functions = [(importlib.import_module(f"functions.{name}.handler"), tag) for name, tag in FUNCTIONS.items()]
    return declared + functions


def _describe(part: dict[str, Any], module: Any, tag: str) -> None:
    """Give operations what Powertools leaves out: a short id (the function's name) and the function's docstring.

    An `operation_id` that the route sets is kept.
    """
    functions = {route.operation_id: route.func for route in module.app._static_routes + module.app._dynamic_routes}
    for path, item in part["paths"].items():
        for method, operation in item.items():
            function = functions[operation["operationId"]]
            generated = operation["operationId"].endswith(re.sub(r"\W", "_", path) + "_" + method)
            operation.setdefault("tags", [tag])
            operation.setdefault("description", function.__doc__)
            if generated:
                operation["operationId"] = f"{tag.lower()}_{function.__name__}"
