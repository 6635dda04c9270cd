"""One OpenAPI document over all functions."""

import importlib
import json
from typing import Any

from cli.local.stack import ROOT
from cli.openapi.common_parts import complete
from cli.openapi.powertools_routes import build_powertools_document
from cli.openapi.public_routes import build_public_document
from cli.openapi.schema_names import rename_clashing
from cli.openapi.yaml_files import load_yaml
from gazette import __version__

FILE = ROOT / "docs" / "openapi.json"

FUNCTIONS = {
    "editorial": "Editorial",
    "revisions": "Editorial",
    "preview": "Editorial",
    "media": "Media",
    "taxonomy": "Desk",
    "admin": "Desk",
    "staff": "Staff",
    "subscriptions": "Subscriptions",
    "preferences": "Subscriptions",
}
"""Functions that use Powertools, each with the tag of its operations."""


def build_document() -> dict[str, Any]:
    """The whole document. Functions are imported, so the template's environment must be set."""
    document = load_yaml("base")
    document["info"]["version"] = __version__
    public = build_public_document()
    paths, schemas = public["paths"], public["components"]["schemas"]
    for function, tag in FUNCTIONS.items():
        part = rename_clashing(build_powertools_document(_import_app(function), tag), schemas, tag)
        schemas |= part["components"]["schemas"]
        paths |= part["paths"]
    return complete(document, paths, schemas)


def format_document(document: dict[str, Any]) -> str:
    """The stored form of the document: JSON with line breaks, so that diffs are readable."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _import_app(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.handler").app
