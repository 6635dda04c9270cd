import json
import subprocess
import sys

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from cli.main import app
from cli.openapi import document
from cli.openapi.names import renamed
from cli.openapi.tidy import tidy
from gazette import __version__
from tests.conftest import STACK
from tests.support.conformance import DOCUMENT, resolved, validator

CAUGHT = {"$default", "GET /v1/{name}", "HEAD /v1/{name}"}
"""Routes that only ever answer 404 and 405."""


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def test_the_stored_document_is_what_the_functions_say_today():
    assert document.FILE.read_text() == document.text(), "run `make openapi`"


def test_the_document_is_the_same_each_time():
    assert document.text() == document.text()


def test_the_document_is_valid_openapi_3_1():
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_the_document_names_exactly_the_routes_of_the_template():
    routes = {route.key for route in Routes(STACK)} - CAUGHT
    named = {key for key, _ in operations()}
    assert named - routes == set()
    assert routes - named == set()


def test_every_path_variable_is_a_declared_parameter():
    for key, operation in operations():
        variables = {part.strip("{}") for part in key.split("/") if part.startswith("{")}
        declared = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert variables == declared, key


def test_every_operation_has_words_a_tag_and_an_id_of_its_own():
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    ids = [operation["operationId"] for _, operation in operations()]
    assert sorted(ids) == sorted(set(ids))
    for key, operation in operations():
        assert operation["summary"], key
        assert not operation["summary"].startswith(key.split(" ")[0]), f"{key} has no summary of its own"
        assert operation["tags"], key
        assert set(operation["tags"]) <= tags, key


def test_staff_routes_and_no_others_need_a_token_as_the_template_has_it():
    guarded = {route.key for route in Routes(STACK) if route.authorizer}
    assert {key for key, operation in operations() if operation.get("security") == [{"staff": []}]} == guarded
    assert {"401", "403"} <= DOCUMENT["paths"]["/v1/editorial/me"]["get"]["responses"].keys()


def test_errors_are_problem_documents_or_the_gateways_own():
    for key, operation in operations():
        if key.startswith("HEAD ") or "Site" in operation["tags"]:
            continue
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                content = resolved(response)["content"]
                assert content.keys() <= {"application/problem+json", "application/json", "text/html"}, (
                    f"{key} {status}"
                )
                assert "application/json" not in content or status in ("401", "429"), f"{key} {status}"


def test_every_2xx_with_json_has_a_schema_and_fitting_examples():
    for key, operation in operations():
        for status, response in operation["responses"].items():
            for media_type, content in resolved(response).get("content", {}).items():
                if media_type == "application/json":
                    assert content.get("schema"), f"{key} {status}"
                    for example in content.get("examples", {}).values():
                        errors = list(validator(content["schema"]).iter_errors(example["value"]))
                        assert not errors, f"{key} {status}: {errors[0].json_path}: {errors[0].message}"


def test_every_reference_leads_somewhere_and_nothing_is_left_over():
    text = json.dumps(DOCUMENT)
    for kind, components in DOCUMENT["components"].items():
        for name in components:
            # 405 belongs to addresses, not to operations.
            used = f'"#/components/{kind}/{name}"' in text or kind == "securitySchemes" or name == "MethodNotAllowed"
            assert used, f"{kind}/{name} is used by nothing"


def test_the_version_is_the_packages():
    assert DOCUMENT["info"]["version"] == __version__


def test_the_command_checks_and_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "FILE", tmp_path / "openapi.json")
    stale = CliRunner().invoke(app, ["openapi", "--check"])
    written = CliRunner().invoke(app, ["openapi"])
    fresh = CliRunner().invoke(app, ["openapi", "--check"])
    assert (stale.exit_code, written.exit_code, fresh.exit_code) == (1, 0, 0)
    assert "make openapi" in stale.output
    assert json.loads((tmp_path / "openapi.json").read_text())["openapi"]


def part(**schemas):
    item = {"get": {"responses": {"200": {"$ref": "#/components/schemas/List"}}}}
    return {"paths": {"/things": item}, "components": {"schemas": schemas}}


THING, OTHER = {"type": "string", "title": "Thing"}, {"type": "integer", "title": "Thing"}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "title": "List"}


def test_models_of_two_functions_that_are_alike_are_one():
    assert renamed(part(Thing=THING, List=LIST), {"Thing": THING, "List": LIST}, "Desk") == part(Thing=THING, List=LIST)


def test_models_that_bear_one_name_and_differ_are_kept_apart_with_all_that_refers_to_them():
    moved = renamed(part(Thing=OTHER, List=LIST), {"Thing": THING, "List": LIST}, "Desk")
    assert moved["components"]["schemas"] == {
        "DeskThing": {"type": "integer", "title": "DeskThing"},
        "DeskList": {"type": "array", "items": {"$ref": "#/components/schemas/DeskThing"}, "title": "DeskList"},
    }
    assert moved["paths"]["/things"]["get"]["responses"]["200"] == {"$ref": "#/components/schemas/DeskList"}


def test_tidy_schemas_read_as_if_written_by_hand():
    parameter = {
        "in": "query",
        "name": "limit",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1.0}, {"type": "null"}], "title": "Limit"},
    }
    assert tidy(parameter) == {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    model = {"properties": {"dek": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Dek"}}}
    assert tidy(model) == {"properties": {"dek": {"type": ["string", "null"]}}}


@pytest.mark.parametrize("function", ["articles", "rates", "pages", "api_root"])
def test_public_functions_load_neither_the_documents_models_nor_pydantic(function):
    code = (
        f"import sys, functions.{function}.handler;"
        "found = [m for m in sys.modules if m.split('.')[0] in ('cli', 'pydantic', 'aws_lambda_powertools', 'boto3')];"
        "sys.exit(', '.join(found) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
