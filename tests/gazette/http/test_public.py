"""Public requests: their parameters, the response to an error, and the log line of each request."""

import json
import logging
import time

import pytest

from gazette.errors import Failed, Gone, Invalid, NotFound, Unavailable
from gazette.http import public
from gazette.http.public import dispatch
from gazette.http.responses import computed_response
from tests.support.events import Context, http_event


def thing(request):
    return computed_response(request, "{}", cache=(15, 30))


# --- Parameters ------------------------------------------------------------------------------------------------------


def query_route(*names, loose=False):
    def route(request):
        return computed_response(
            request, json.dumps((request.loose_query if loose else request.query)(*names)), cache=(1, 1)
        )

    return route


def test_parameters_are_decoded_from_the_raw_query(ask):
    answer = ask(query_route("q", "lang"), query="q=%D1%82%D0%BE%D0%BA+a%26b,c&lang=ru")
    assert json.loads(answer["body"]) == {"q": "ток a&b,c", "lang": "ru"}


@pytest.mark.parametrize(
    ("query", "pointer", "detail"),
    [
        ("lang=en&page=2", "?page", "This parameter is not known here."),
        ("lang=en&lang=ru", "?lang", "This parameter is given more than once."),
        ("lang=", "?lang", "This parameter is empty."),
        ("lang", "?lang", "This parameter is empty."),
        ("Lang=en", "?Lang", "This parameter is not known here."),
    ],
)
def test_an_unknown_repeated_or_empty_parameter_is_invalid(ask, query, pointer, detail):
    answer = ask(query_route("lang"), query=query)
    assert answer["statusCode"] == 422
    assert json.loads(answer["body"])["errors"] == [{"pointer": pointer, "detail": detail}]


def test_a_loose_query_ignores_unknown_repeated_and_empty_parameters(ask):
    answer = ask(
        query_route("lang", "cursor", loose=True), query="utm_source=mail&lang=en&lang=ru&cursor=&utm_source=x"
    )
    assert json.loads(answer["body"]) == {"lang": "en"}


def test_path_parameters_stay_as_the_gateway_decoded_them(ask):
    for decoded in ("a я", "100%", "100%25"):
        answer = ask(
            lambda request: computed_response(request, request.path["slug"], cache=(1, 1)), params={"slug": decoded}
        )
        assert answer["body"] == decoded


def test_the_deadline_is_before_the_timeout_of_the_function(ask):
    answer = ask(lambda request: computed_response(request, str(request.deadline - time.monotonic()), cache=(1, 1)))
    seconds = Context().get_remaining_time_in_millis() / 1000
    assert seconds - 0.4 < float(answer["body"]) <= seconds - 0.3


# --- Errors ---------------------------------------------------------------------------------------------------------


def failing_route(error):
    def route(request):
        raise error

    return route


@pytest.mark.parametrize(
    ("error", "status", "cache"),
    [
        (Invalid.at("?limit", "It must be a number."), 422, "no-store"),
        (NotFound(), 404, "public, max-age=10"),
        (Gone("Withdrawn at the author's wish.", note="x"), 410, "public, max-age=10"),
        (Unavailable(), 503, "no-store"),
        (Failed("secret table name"), 500, "no-store"),
        (ZeroDivisionError("secret"), 500, "no-store"),
    ],
)
def test_errors_are_problem_documents(ask, error, status, cache):
    answer = ask(failing_route(error))
    problem = json.loads(answer["body"])
    assert answer["statusCode"] == problem["status"] == status
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert answer["headers"]["cache-control"] == cache
    assert {"type", "title", "detail", "instance", "request_id"} <= problem.keys()
    assert problem["instance"] == "/v1/thing"
    assert "secret" not in answer["body"]


def test_a_function_may_render_errors_itself(context):
    def render_error(error, event):
        return {
            "statusCode": 404,
            "headers": {},
            "body": f"{event['rawPath']}: {error.title}",
            "isBase64Encoded": False,
        }

    answer = dispatch({"GET /v1/thing": failing_route(NotFound())}, render_error)(http_event("GET /v1/thing"), context)
    assert answer["body"] == "/v1/thing: There is nothing here"


def test_an_error_of_the_rendering_leaves_the_problem_document(context, lines):
    def render_error(error, event):
        raise KeyError("template")

    answer = dispatch({"GET /v1/thing": failing_route(NotFound())}, render_error)(http_event("GET /v1/thing"), context)
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (404, "application/problem+json")
    assert [line["exception"] for line in lines] == ["KeyError", None]
    assert [(line.get("reason"), line.get("Swallowed")) for line in lines] == [("error-page", 1), (None, None)]


def test_unavailable_has_a_retry_after(ask):
    assert ask(failing_route(Unavailable()))["headers"]["retry-after"] == "1"


# --- The log line ---------------------------------------------------------------------------------------------------


class Lines(logging.Handler):
    """Collects records as the runtime's JSON formatter renders them: extra fields at the root of the line."""

    BUILT_IN = frozenset(vars(logging.makeLogRecord({})))

    def __init__(self):
        super().__init__()
        self.lines = []

    def emit(self, record):
        extra = {name: value for name, value in vars(record).items() if name not in self.BUILT_IN}
        self.lines.append({"level": record.levelname, "message": record.getMessage(), **json.loads(json.dumps(extra))})
        self.lines[-1]["exception"] = record.exc_info[0].__name__ if record.exc_info else None


@pytest.fixture
def lines():
    handler, level = Lines(), public.logger.level
    public.logger.addHandler(handler)
    public.logger.setLevel(logging.INFO)
    yield handler.lines
    public.logger.setLevel(level)
    public.logger.removeHandler(handler)


def test_each_request_writes_one_line_that_is_also_its_metric(ask, lines):
    ask(thing)
    [line] = lines
    assert (line["level"], line["route"], line["status"], line["exception"]) == ("INFO", "GET /v1/thing", 200, None)
    assert 0 <= line["ReadLatency"] < 1000
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 5
    assert directive["Namespace"]
    for dimension in directive["Dimensions"][0]:
        assert isinstance(line[dimension], str)
    for metric in directive["Metrics"]:
        assert isinstance(line[metric["Name"]], int | float)


def test_a_client_error_is_logged_with_its_code_and_without_a_traceback(ask, lines):
    ask(failing_route(NotFound()))
    [line] = lines
    assert (line["level"], line["status"], line["code"], line["exception"]) == ("INFO", 404, "not-found", None)
    assert line["ReadFailures"] == 0


@pytest.mark.parametrize("error", [ZeroDivisionError(), Failed("why"), Unavailable()])
def test_a_server_error_is_logged_with_its_traceback(ask, lines, error):
    ask(failing_route(error))
    [line] = lines
    assert (line["level"], line["exception"], line["ReadFailures"]) == ("ERROR", type(error).__name__, 1)


def test_the_line_has_neither_the_path_nor_the_query(context, lines):
    event = http_event("GET /v1/thing", path="/v1/private-slug", query="q=private-words")
    dispatch({"GET /v1/thing": thing})(event, context)
    assert "private" not in json.dumps(lines)


def test_a_route_key_without_a_route_is_a_server_error(context, lines):
    answer = dispatch({})(http_event("GET /v1/thing"), context)
    assert (answer["statusCode"], lines[0]["exception"]) == (500, "KeyError")
