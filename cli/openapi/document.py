"""One OpenAPI document over all functions."""

import importlib
import json
from typing import Any

from cli.local.stack import ROOT
from cli.openapi.complete import complete
from cli.openapi.facts import load_facts
from cli.openapi.names import rename_clashing
from cli.openapi.powertools_routes import powertools_document
from cli.openapi.public_routes import public_document
from gazette import __version__

FILE = ROOT / "docs" / "openapi.json"

FUNCTIONS = {"editorial": "Editorial", "admin": "Desk", "subscriptions": "Subscriptions"}
"""Functions that use Powertools, each with the tag of its operations."""


def build_document() -> dict[str, Any]:
    """The whole document. Functions are imported, so the template's environment must be set."""
    document = load_facts("base")
    document["info"]["version"] = __version__
    public = public_document()
    paths, schemas = public["paths"], public["components"]["schemas"]
    for function, tag in FUNCTIONS.items():
        part = rename_clashing(powertools_document(_app(function), tag), schemas, tag)
        schemas |= part["components"]["schemas"]
        paths |= part["paths"]
    return complete(document, paths, schemas)


def to_text(document: dict[str, Any]) -> str:
    """The stored form of the document: JSON with line breaks, so that diffs are readable."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _app(function: str) -> Any:
    return importlib.import_module(f"functions.{function}.handler").app
