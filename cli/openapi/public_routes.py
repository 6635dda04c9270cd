"""Operations of the public reads, which do not use Powertools: routes from `routes/*.yaml`, models from the nouns.

A file of routes has the tag of its operations, the parameters that several of its routes share, and the routes by path:

    id            operationId
    parameters    by name: a description, or members of an OpenAPI parameter; the default is an optional string in the
                  query. A name without a value refers to the parameters of the file, then to `parameters.yaml`.
    responses     by status: a description, or
        description
        schema    of the JSON: a name, or a schema
        text      media types of text, each with its example or without a value
        documents other media types, each with its schema
        headers   beside those that every public read sends
        stored    false if no cache may store the response: it has neither ETag nor Vary, and is never 304
"""

from types import ModuleType
from typing import Any

from aws_lambda_powertools.event_handler.openapi.models import Schema
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from cli.openapi.references import SCHEMAS, refer_to_headers, refer_to_schema
from cli.openapi.yaml_files import EXAMPLES, FOLDER, load_yaml
from gazette.about import schemas as about
from gazette.articles.public import schemas as articles
from gazette.http.request_body import JSON
from gazette.rates.public import schemas as rates
from gazette.search.public import schemas as search
from gazette.subscriptions.public import schemas as subscriptions
from gazette.taxonomy.public import schemas as taxonomy

SCHEMA_MODULES: tuple[ModuleType, ...] = (about, articles, rates, search, subscriptions, taxonomy)

READ_HEADERS = ["ETag", "Cache-Control", "Vary"]


def build_public_document() -> dict[str, Any]:
    """The paths and schemas of all public reads."""
    return {"paths": _build_paths(), "components": {"schemas": _build_schemas()}}


def _build_schemas() -> dict[str, Any]:
    models = [
        model
        for module in SCHEMA_MODULES
        for model in vars(module).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and model.__module__ == module.__name__
    ]
    _, definitions = models_json_schema(
        [(model, "serialization") for model in models], ref_template=SCHEMAS + "{model}"
    )
    # As in the schemas of the other functions, Powertools' model drops null defaults and orders the members.
    return {
        name: Schema.model_validate(schema).model_dump(mode="json", by_alias=True, exclude_none=True)
        for name, schema in definitions["$defs"].items()
    }


def _build_paths() -> dict[str, Any]:
    shared = load_yaml("parameters")
    paths = {}
    for file in sorted(FOLDER.glob("routes/*.yaml")):
        content = load_yaml(f"routes/{file.stem}")
        parameters = shared | content.get("parameters", {})
        for path, route in content["routes"].items():
            paths[path] = {"get": _build_operation(path, route, content["tag"], parameters)}
    return paths


def _build_operation(path: str, route: dict[str, Any], tag: str, shared: dict[str, Any]) -> dict[str, Any]:
    return {
        "tags": [tag],
        "summary": route["summary"],
        "description": route["description"],
        "operationId": route["id"],
        "parameters": [
            _build_parameter(name, path, shared[name] if parameter is None else parameter)
            for name, parameter in route.get("parameters", {}).items()
        ],
        "responses": _build_responses(route["responses"]),
    }


def _build_parameter(name: str, path: str, parameter: Any) -> dict[str, Any]:
    in_path, members = f"{{{name}}}" in path, _expand_description(parameter)
    first = {"name": name, "in": "path" if in_path else "query", "description": members["description"]}
    return {**first, "required": in_path, "schema": {"type": "string"}, **members}


def _expand_description(value: Any) -> dict[str, Any]:
    """The members of a parameter or response, which may be a description alone."""
    return value if isinstance(value, dict) else {"description": value}


def _build_responses(route_responses: dict[int, Any]) -> dict[int, Any]:
    responses = {status: _build_response(status, response) for status, response in route_responses.items()}
    if "ETag" not in responses.get(200, {}).get("headers", ()):  # no cache stores it, or the address only redirects
        return responses
    not_modified = [name for name in responses[200]["headers"] if name != "Link"]
    return responses | {
        304: {"description": "The client has the current content", "headers": refer_to_headers(*not_modified)}
    }


def _build_response(status: int, response: Any) -> dict[str, Any]:
    members = _expand_description(response)
    if status >= 400:
        return {"description": members["description"]}
    return {
        "description": members["description"],
        "headers": refer_to_headers(*_list_headers(status, members), *members.get("headers", ())),
        "content": _build_content(members),
    }


def _list_headers(status: int, members: dict[str, Any]) -> list[str]:
    if status != 200:
        return ["Location", "Cache-Control"]
    return READ_HEADERS if members.get("stored", True) else ["Cache-Control"]


def _build_content(members: dict[str, Any]) -> dict[str, Any]:
    schema = members.get("schema")
    if isinstance(schema, str):
        json = {JSON: _build_media_type(refer_to_schema(schema), EXAMPLES["responses"][schema])}
    else:
        json = {JSON: _build_media_type(schema)} if schema else {}
    texts = {name: _build_media_type({"type": "string"}, example) for name, example in members.get("text", {}).items()}
    documents = {name: _build_media_type(schema) for name, schema in members.get("documents", {}).items()}
    return json | texts | documents


def _build_media_type(schema: dict[str, Any], example: Any = None) -> dict[str, Any]:
    return {"schema": schema} if example is None else {"schema": schema, "examples": {"example": {"value": example}}}
