"""The OpenAPI document."""

import json
import subprocess
import sys

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from openapi_spec_validator import OpenAPIV31SpecValidator
from typer.testing import CliRunner

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from cli.main import app
from cli.openapi import document
from cli.openapi.powertools_routes import build_powertools_document
from cli.openapi.schema_names import rename_clashing
from cli.openapi.tidy import tidy
from cli.openapi.yaml_files import EXAMPLES
from gazette import __version__
from gazette.http.auth import GROUPS
from tests.support.aws import STACK
from tests.support.conformance import DOCUMENT, DOCUMENTED_PATHS, FALLBACK_ROUTES, dereference, handler, validator
from tests.support.events import http_event

ROUTES = {route.key: route for route in Routes(STACK)}
BODIES = {
    "POST /v1/editorial/articles/{id}/return": {"note": "Who says so?"},
    "POST /v1/editorial/articles": {"lang": "en"},
    "PATCH /v1/editorial/articles/{id}": {},
    "PUT /v1/editorial/articles/{id}/schedule": {},
    "PUT /v1/editorial/categories/{slug}": {"names": {"en": "x"}},
    "POST /v1/editorial/staff": {"email": "a@news.example", "name": "A", "group": "author"},
    "PATCH /v1/editorial/staff/{id}": {},
    "PUT /v1/editorial/front/{lang}": {"pins": []},
    "PUT /v1/editorial/tags/{slug}": {"names": {"en": "x"}},
    "PUT /v1/editorial/authors/{slug}": {"names": {"en": "x"}},
    "POST /v1/editorial/tags/{slug}/merge": {"into": "x"},
    "PUT /v1/editorial/rates/{source}/{date}/{currency}": {"held": True, "reason": "x"},
}
"""Valid bodies of the staff routes that need one."""


def operations():
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def document_key(route):
    """The route key with the document's names of path variables."""
    method, _, path = route.partition(" ")
    return f"{method} {DOCUMENTED_PATHS.get(path, path)}"


def test_the_stored_document_is_up_to_date_and_the_same_each_time():
    stored = document.FILE.read_text()
    for _ in range(2):
        assert stored == document.format_document(document.build_document()), "run `make openapi`"


def test_the_document_is_valid_openapi_3_1():
    assert DOCUMENT["openapi"].startswith("3.1.")
    assert list(OpenAPIV31SpecValidator(DOCUMENT).iter_errors()) == []


def test_the_document_names_exactly_the_routes_of_the_template():
    routes = {document_key(route.key) for route in Routes(STACK) if route.key not in FALLBACK_ROUTES}
    documented = {key for key, _ in operations()}
    assert documented - routes == set()
    assert routes - documented == set()


def test_every_path_variable_is_a_declared_parameter():
    for key, operation in operations():
        variables = {part.strip("{}") for part in key.split("/") if part.startswith("{")}
        declared = {parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "path"}
        assert variables == declared, key


def test_every_operation_has_a_summary_a_tag_and_a_unique_id():
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    ids = [operation["operationId"] for _, operation in operations()]
    assert sorted(ids) == sorted(set(ids))
    for key, operation in operations():
        assert operation["summary"], key
        assert not operation["summary"].startswith(key.split(" ")[0]), f"{key} has no summary of its own"
        assert operation["tags"], key
        assert set(operation["tags"]) <= tags, key


def test_the_operations_that_need_a_token_are_the_routes_with_an_authorizer():
    authorized = {route.key for route in Routes(STACK) if route.authorizer}
    secured = {key: set(operation["security"][0]) for key, operation in operations() if operation["security"]}
    assert {key for key, names in secured.items() if names == {"staff"}} == authorized
    assert {key.partition(" ")[2] for key, names in secured.items() if names == {"manage"}} == {
        f"/v1/subscriptions/me{path}" for path in ("", "/export", "/token")
    }
    assert {key for key, names in secured.items() if names == {"preview"}} == {
        "GET /v1/editorial/preview",
        "HEAD /v1/editorial/preview",
    }
    assert {"401", "403"} <= DOCUMENT["paths"]["/v1/editorial/me"]["get"]["responses"].keys()


@pytest.mark.parametrize("group", GROUPS)
def test_a_staff_operation_names_the_least_group_that_may_call_it(context, group):
    for key, operation in operations():
        for requirement in filter(lambda names: "staff" in names, operation["security"]):
            path = key.partition(" ")[2]
            params = {name: "x" for name in ("id", "slug", "source", "date", "currency") if f"{{{name}}}" in path}
            params |= {"version": "1"} if "{version}" in path else {}
            params |= {"date": "2025-12-18", "currency": "USD"} if "date" in params else {}
            event = http_event(key, params=params, headers={"if-match": '"1"'}, body=BODIES.get(key), groups=[group])
            status = handler(ROUTES[key].function)(event, context)["statusCode"]
            needed = GROUPS.index(requirement["staff"][0])
            assert (status == 403) == (GROUPS.index(group) < needed), f"{key} as {group} is {status}"


def test_errors_are_problem_documents_or_messages_of_the_gateway():
    for key, operation in operations():
        if key.startswith("HEAD ") or "Site" in operation["tags"]:
            continue
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                content = dereference(response)["content"]
                assert content.keys() <= {"application/problem+json", "application/json", "text/html"}, (
                    f"{key} {status}"
                )
                assert "application/json" not in content or status in ("401", "429", "431"), f"{key} {status}"


def test_all_json_has_a_schema_and_its_examples_are_valid():
    for key, operation in operations():
        for status, response in operation["responses"].items():
            for media_type, content in dereference(response).get("content", {}).items():
                if media_type == "application/json":
                    assert content.get("schema"), f"{key} {status}"
                    for example in content.get("examples", {}).values():
                        errors = list(validator(content["schema"]).iter_errors(example["value"]))
                        assert not errors, f"{key} {status}: {errors[0].json_path}: {errors[0].message}"


def test_every_component_is_used():
    text = json.dumps(DOCUMENT)
    for kind, components in DOCUMENT["components"].items():
        for name in components:
            # 405 belongs to addresses, not to operations.
            used = f'"#/components/{kind}/{name}"' in text or kind == "securitySchemes" or name == "MethodNotAllowed"
            assert used, f"{kind}/{name} is used by nothing"


def test_every_example_is_that_of_a_schema():
    examples = {name for kind in EXAMPLES.values() for name in kind}
    assert examples - DOCUMENT["components"]["schemas"].keys() == set()


def test_the_version_is_that_of_the_package():
    assert DOCUMENT["info"]["version"] == __version__


def test_the_command_writes_the_document_and_fails_on_an_outdated_one(tmp_path, monkeypatch):
    monkeypatch.setattr(document, "FILE", tmp_path / "openapi.json")
    monkeypatch.setattr("cli.local.stack.Stack", lambda **_: STACK)
    outdated = CliRunner().invoke(app, ["openapi", "--check"])
    write = CliRunner().invoke(app, ["openapi"])
    check = CliRunner().invoke(app, ["openapi", "--check"])
    assert (outdated.exit_code, write.exit_code, check.exit_code) == (1, 0, 0)
    assert "make openapi" in outdated.output
    assert json.loads((tmp_path / "openapi.json").read_text())["openapi"]


def part_with(**schemas):
    item = {"get": {"responses": {"200": {"$ref": "#/components/schemas/List"}}}}
    return {"paths": {"/things": item}, "components": {"schemas": schemas}}


THING, OTHER = {"type": "string", "title": "Thing"}, {"type": "integer", "title": "Thing"}
LIST = {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}, "title": "List"}


def test_equal_schemas_of_two_functions_are_one():
    part = part_with(Thing=THING, List=LIST)
    assert rename_clashing(part, {"Thing": THING, "List": LIST}, "Second") == part


def test_different_schemas_of_one_name_are_kept_apart_and_so_are_those_that_refer_to_them():
    part = rename_clashing(part_with(Thing=OTHER, List=LIST), {"Thing": THING, "List": LIST}, "Second")
    assert part["components"]["schemas"] == {
        "SecondThing": {"type": "integer", "title": "SecondThing"},
        "SecondList": {"type": "array", "items": {"$ref": "#/components/schemas/SecondThing"}, "title": "SecondList"},
    }
    assert part["paths"]["/things"]["get"]["responses"]["200"] == {"$ref": "#/components/schemas/SecondList"}


def test_an_operation_has_the_id_of_its_route_or_that_of_its_tag_and_function():
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/things/<name>")
    def read(name: str) -> str:
        """Reads one."""

    @app.put("/things/<name>", operation_id="things_save")
    def replace(name: str) -> str: ...

    item = build_powertools_document(app, "Things")["paths"]["/things/{name}"]
    assert (item["get"]["operationId"], item["get"]["description"]) == ("things_read", "Reads one.")
    assert item["put"]["operationId"] == "things_save"


def test_tidy_schemas_have_no_titles_and_no_null_for_absent_parameters():
    parameter = {
        "in": "query",
        "name": "limit",
        "schema": {"anyOf": [{"type": "integer", "minimum": 1.0}, {"type": "null"}], "title": "Limit"},
    }
    assert tidy(parameter) == {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    model = {"properties": {"dek": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Dek"}}}
    assert tidy(model) == {"properties": {"dek": {"type": ["string", "null"]}}}


def test_tidy_descriptions_have_the_words_of_json():
    said = {"description": "The dek; None if it has none. None of If-None-Match."}
    assert tidy(said) == {"description": "The dek; null if it has none. None of If-None-Match."}


def test_public_functions_load_neither_the_schemas_of_the_document_nor_pydantic():
    code = """
import importlib, sys
for function in ("articles", "rates", "pages", "api_root"):
    importlib.import_module(f"functions.{function}.handler")
    for name in sys.modules:
        parts = name.split(".")
        if parts[0] in ("cli", "pydantic", "aws_lambda_powertools", "boto3") or "schemas" in parts:
            sys.exit(f"{function} loads {name}")
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
