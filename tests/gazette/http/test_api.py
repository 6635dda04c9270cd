"""The HTTP side of functions that write, on a small app of its own."""

import base64
import json
from typing import Annotated

import pytest
from aws_lambda_powertools.event_handler.openapi.params import Query
from botocore.exceptions import ClientError, ConnectTimeoutError
from pydantic import BaseModel, ConfigDict

from gazette.errors import NotFound, StaleVersion, Unavailable
from gazette.http.api import answer, resolver, serve
from tests.conftest import http_event


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    stars: int = 0


app = resolver()
failure: list[Exception] = []


@app.post("/notes")
def create(note: Note):
    return answer(note.model_dump(), 201, etag="1", location="/notes/1")


@app.get("/notes")
def listing(limit: Annotated[int, Query(ge=1, le=100)] = 20, tag: str | None = None):
    if failure:
        raise failure[0]
    return answer({"limit": limit, "tag": tag})


handler = serve(app, max_body=1000)


@pytest.fixture
def raises():
    yield failure.append
    failure.clear()


def call(context, route, **parts):
    answered = handler(http_event(route, **parts), context)
    return answered["statusCode"], json.loads(answered["body"]), {k.lower(): v for k, v in answered["headers"].items()}


def test_an_answer_carries_its_version_and_is_kept_by_nobody(context):
    status, body, headers = call(context, "POST /notes", body={"text": "Hello"})
    assert (status, body) == (201, {"text": "Hello", "stars": 0})
    assert headers["etag"] == '"1"'
    assert headers["location"] == "/notes/1"
    assert headers["cache-control"] == "private, no-store"


@pytest.mark.parametrize(
    "body",
    ["{", '{"text": NaN}', "[" * 900, '{"text": "a" "b"}', "\ud800"],
    ids=["cut", "NaN", "nested", "no comma", "lone surrogate"],
)
def test_broken_json_is_400_and_says_so(context, body):
    status, problem, headers = call(context, "POST /notes", body=body)
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert problem["type"] == "urn:gazette:problem:malformed"
    assert problem["instance"] == "/notes"
    assert problem["request_id"] == "JKJaXmPLvHcESHA="
    assert headers["cache-control"] == "no-store"


def test_json_that_is_nested_past_all_reason_is_400(context):
    deep = serve(app, max_body=1_000_000)
    answered = deep(http_event("POST /notes", body="[" * 200_000), context)
    assert answered["statusCode"] == 400


def test_a_base64_body_is_read_like_any_other(context):
    event = http_event("POST /notes", body=base64.b64encode('{"text": "Салом"}'.encode()).decode())
    event["isBase64Encoded"] = True
    assert json.loads(handler(event, context)["body"])["text"] == "Салом"


def test_a_base64_body_that_is_not_text_is_400(context):
    event = http_event("POST /notes", body=base64.b64encode(b"\xff\xfe{").decode())
    event["isBase64Encoded"] = True
    assert handler(event, context)["statusCode"] == 400


def test_other_media_types_are_415(context):
    status, problem, _ = call(context, "POST /notes", body="text=Hello", headers={"content-type": "text/plain"})
    assert (status, problem["type"]) == (415, "urn:gazette:problem:unsupported-media-type")


def test_a_body_over_the_limit_is_413(context):
    assert call(context, "POST /notes", body={"text": "x" * 1000})[0] == 413


def test_invalid_fields_are_named_by_pointer(context):
    status, problem, _ = call(context, "POST /notes", body={"text": 5, "stars": "many", "colour": "red"})
    assert status == 422
    assert {error["pointer"] for error in problem["errors"]} == {"#/text", "#/stars", "#/colour"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [("limit=0", "?limit"), ("limit=x", "?limit"), ("colour=red", "?colour"), ("limit=1&limit=2", "?limit")],
)
def test_a_query_parameter_that_is_wrong_unknown_or_repeated_is_422(context, query, pointer):
    status, problem, _ = call(context, "GET /notes", query=query)
    assert status == 422
    assert [error["pointer"] for error in problem["errors"]] == [pointer]


def test_a_comma_in_a_value_stays_in_it(context):
    assert call(context, "GET /notes", query="tag=a%2Cb")[1]["tag"] == "a,b"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotFound("No such note."), 404),
        (StaleVersion(current={"version": 2}), 412),
        (Unavailable(), 503),
        (ClientError({"Error": {"Code": "ThrottlingException"}}, "GetItem"), 503),
        (ClientError({"Error": {"Code": "ValidationException", "Message": "Table: secret"}}, "GetItem"), 500),
        (ConnectTimeoutError(endpoint_url="https://dynamodb.example"), 503),
        (ZeroDivisionError("secret"), 500),
    ],
)
def test_each_error_becomes_one_problem_document_without_internals(context, raises, error, status):
    raises(error)
    answered, problem, headers = call(context, "GET /notes")
    assert (answered, problem["status"]) == (status, status)
    assert "secret" not in json.dumps(problem)
    assert ("retry-after" in headers) == (status == 503)
    if status == 412:
        assert problem["current"] == {"version": 2}
