"""HTTP of functions that write, with a small app."""

import base64
import gzip
import json
import os
from typing import Annotated, Literal

import pytest
from aws_lambda_powertools.event_handler.openapi.params import Query
from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StrictBool

from gazette.errors import Gone, NotFound, StaleVersion, Unavailable
from gazette.http.resolver import build_handler, build_resolver, staff_response
from tests.support.events import http_event


def never(value: int) -> int:
    raise ValueError("it is never taken")


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str
    stars: int = 0
    loud: StrictBool = Field(False, exclude=True)
    tags: tuple[str, ...] = Field((), exclude=True)
    short: Annotated[str, Field(max_length=3)] = Field("", exclude=True)
    kind: Literal["a", "b"] = Field("a", exclude=True)
    own: Annotated[int, AfterValidator(never)] = Field(0, exclude=True)


app = build_resolver()
failure: list[Exception] = []


@app.post("/notes")
def create(note: Note):
    return staff_response(note.model_dump(), 201, etag="1", location="/notes/1")


@app.get("/notes")
def listing(limit: Annotated[int, Query(ge=1, le=100)] = 20, tag: str | None = None):
    if failure:
        raise failure[0]
    return staff_response({"limit": limit, "tag": tag})


handler = build_handler(app, max_body=1000)


@pytest.fixture
def raises():
    yield failure.append
    failure.clear()


def call(context, route, **parts):
    answered = handler(http_event(route, **parts), context)
    return answered["statusCode"], json.loads(answered["body"]), {k.lower(): v for k, v in answered["headers"].items()}


def test_a_response_has_its_version_and_no_cache_stores_it(context):
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
def test_broken_json_is_400(context, body):
    status, problem, headers = call(context, "POST /notes", body=body)
    assert status == 400
    assert headers["content-type"] == "application/problem+json"
    assert problem["type"] == "urn:gazette:problem:malformed"
    assert problem["instance"] == "/notes"
    assert problem["request_id"] == "JKJaXmPLvHcESHA="
    assert headers["cache-control"] == "no-store"


def test_json_nested_too_deeply_is_400(context):
    deep = build_handler(app, max_body=1_000_000)
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


def test_each_invalid_field_has_a_pointer(context):
    status, problem, _ = call(context, "POST /notes", body={"text": 5, "stars": "many", "colour": "red"})
    assert status == 422
    assert {error["pointer"] for error in problem["errors"]} == {"#/text", "#/stars", "#/colour"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "?limit"),
        ("limit=x", "?limit"),
        ("colour=red", "?colour"),
        ("limit=1&limit=2", "?limit"),
        ("tag=", "?tag"),
    ],
)
def test_a_query_parameter_that_is_wrong_unknown_repeated_or_empty_is_422(context, query, pointer):
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
def test_an_error_becomes_a_problem_document_without_internals(context, raises, error, status):
    raises(error)
    answered, problem, headers = call(context, "GET /notes")
    assert (answered, problem["status"]) == (status, status)
    assert "secret" not in json.dumps(problem)
    assert ("retry-after" in headers) == (status == 503)
    if status == 412:
        assert problem["current"] == {"version": 2}


def test_an_emulator_that_does_not_answer_is_named_with_the_command_that_starts_one(context, raises):
    raises(EndpointConnectionError(endpoint_url="http://dynamodb.example"))
    _, problem, _ = call(context, "GET /notes")
    assert problem["detail"].startswith(f"No emulator answers at {os.environ['AWS_ENDPOINT_URL']}: run `make dev")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ('{"text": "\\ud800 x"}', "#/text"),
        ('{"\\ud800": "x"}', "#"),
        ('{"text": {"a/b": ["x", "\\udfff"]}}', "#/text/a~1b/1"),
        ("[]", "#"),
        ('[{"text": "x"}]', "#"),
        ("7", "#"),
        ('{"text": "x", "a b/é~": 1}', "#/a%20b~1%C3%A9~0"),
    ],
)
def test_a_lone_surrogate_and_a_body_that_is_no_object_are_422(context, body, pointer):
    status, problem, _ = call(context, "POST /notes", body=body)
    assert (status, problem["errors"][0]["pointer"]) == (422, pointer)


def test_a_surrogate_pair_is_a_character(context):
    assert call(context, "POST /notes", body='{"text": "\\ud83d\\ude00"}')[1]["text"] == "😀"


def test_a_number_with_too_many_digits_is_400(context):
    deep = build_handler(app)
    assert deep(http_event("POST /notes", body='{"stars": %s}' % ("9" * 5000)), context)["statusCode"] == 400


def test_validation_errors_are_in_plain_words(context):
    body = {"text": 5, "stars": "many", "colour": "red", "loud": "yes", "tags": "x", "short": "xxxx", "kind": "c"}
    errors = {error["pointer"]: error["detail"] for error in call(context, "POST /notes", body=body)[1]["errors"]}
    assert errors == {
        "#/text": "This must be text.",
        "#/stars": "This must be a whole number.",
        "#/colour": "This is not known here.",
        "#/loud": "This must be true or false.",
        "#/tags": "This must be a list.",
        "#/short": "At most 3 characters are taken.",
        "#/kind": "This must be 'a' or 'b'.",
    }
    assert call(context, "POST /notes", body={"text": "x", "own": 1})[1]["errors"][0]["detail"] == "It is never taken."
    assert call(context, "POST /notes", body={})[1]["errors"][0] == {"pointer": "#/text", "detail": "This is needed."}
    assert call(context, "POST /notes", body="null")[1]["errors"][0]["pointer"] == "#"


def test_a_repeated_parameter_is_refused_before_its_values_are_validated(context):
    _, problem, _ = call(context, "GET /notes", query="limit=1&limit=x")
    assert problem["errors"] == [{"pointer": "?limit", "detail": "This parameter is given more than once."}]


@pytest.mark.parametrize("error", [NotFound(), Gone()])
def test_no_cache_stores_a_404_or_410_of_staff(context, raises, error):
    raises(error)
    assert call(context, "GET /notes")[2]["cache-control"] == "no-store"


def test_a_path_with_a_line_feed_is_404(context):
    event = http_event("GET /notes")
    event["rawPath"] += "\n"
    answered = handler(event, context)
    assert (answered["statusCode"], json.loads(answered["body"])["instance"]) == (404, "/notes%0A")


def test_a_request_of_another_function_at_the_same_time_changes_nothing(context):
    first, second = build_resolver(), build_resolver()

    @second.get("/other")
    def get_other():
        return staff_response({})

    @first.get("/own")
    def get_own():
        build_handler(second)(http_event("GET /other"), context)
        return staff_response({"path": first.current_event.raw_event["rawPath"]})

    answered = build_handler(first)(http_event("GET /own"), context)
    assert json.loads(answered["body"]) == {"path": "/own"}


def test_a_long_body_is_compressed_for_clients_that_take_gzip(context):
    event = http_event("GET /notes", query=f"tag={'long-' * 300}", headers={"accept-encoding": "br, gzip"})
    packed = handler(event, context)
    assert packed["isBase64Encoded"]
    assert packed["headers"]["content-encoding"] == "gzip"
    assert json.loads(gzip.decompress(base64.b64decode(packed["body"])))["tag"] == "long-" * 300
    assert len(packed["body"]) < 200


@pytest.mark.parametrize(("tag", "accepted"), [("long-" * 300, "br"), ("long-" * 300, "gzip;q=0"), ("short", "gzip")])
def test_a_short_body_and_that_of_another_client_is_sent_as_it_is(context, tag, accepted):
    event = http_event("GET /notes", query=f"tag={tag}", headers={"accept-encoding": accepted})
    plain = handler(event, context)
    assert "content-encoding" not in plain["headers"]
    assert json.loads(plain["body"])["tag"] == tag
