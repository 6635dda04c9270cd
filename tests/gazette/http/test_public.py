"""Public answers as caches and clients see them: validators, encodings, HEAD, errors, and the one log line."""

import base64
import gzip
import json
import logging
import time

import pytest

from gazette.errors import Failed, Gone, Invalid, NotFound, Unavailable
from gazette.http import public
from gazette.http.public import accepts_gzip, cache_control, dispatch, fresh, matches, redirect, stored
from tests.conftest import http_event

TEXT = '{"title":"Янги «мақола»"}' * 20
VIEW = base64.b64encode(gzip.compress(TEXT.encode(), mtime=0)).decode()
ETAG = "0123456789abcdef0123456789abcdef"
MODIFIED = "2025-12-18T09:30:00Z"


def article(request):
    return stored(request, view=VIEW, etag=ETAG, cache=(30, 60), last_modified=MODIFIED)


def listing(request):
    return fresh(request, TEXT, cache=(15, 30), headers={"link": '</next>; rel="next"'})


@pytest.fixture
def ask(context):
    def ask(route, *, method="GET", query="", params=None, **headers):
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        event = http_event(f"{method} /v1/thing", query=query, params=params or {}, headers=sent)
        return dispatch({"GET /v1/thing": route})(event, context)

    return ask


# --- Stored views ---------------------------------------------------------------------------------------------------


def test_stored_bytes_are_handed_on_untouched_to_who_takes_gzip(ask):
    answer = ask(article, accept_encoding="gzip, deflate, br")
    assert answer["body"] is VIEW
    assert answer["isBase64Encoded"] is True
    assert answer["headers"] == {
        "etag": f'"{ETAG}-gz"',
        "cache-control": "public, max-age=30, s-maxage=60, stale-while-revalidate=30",
        "vary": "Accept-Encoding",
        "last-modified": "Thu, 18 Dec 2025 09:30:00 GMT",
        "content-type": "application/json",
        "content-encoding": "gzip",
    }


def test_who_does_not_take_gzip_gets_text_under_another_etag(ask):
    answer = ask(article)
    assert answer["body"] == TEXT
    assert answer["isBase64Encoded"] is False
    assert answer["headers"]["etag"] == f'"{ETAG}"'
    assert answer["headers"]["vary"] == "Accept-Encoding"
    assert "content-encoding" not in answer["headers"]


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("deflate, gzip;q=0.5", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=1.0", True),
        ("x-gzip", True),
        ("*", True),
        ("br, *;q=0.1", True),
        ("", False),
        ("identity", False),
        ("br", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip; Q=0.0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("gzipped", False),
    ],
)
def test_gzip_is_sent_only_where_it_is_accepted(header, accepted):
    assert accepts_gzip(header) is accepted


# --- Conditional requests -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "matched"),
    [
        (f'"{ETAG}"', True),
        (f'"{ETAG}-gz"', True),
        (f'W/"{ETAG}"', True),
        (f'W/"{ETAG}-gz"', True),
        (f'"other", W/"another" ,"{ETAG}"', True),
        ("*", True),
        (" * ", True),
        ('"other"', False),
        (ETAG, False),
        (f'w/"{ETAG}"', False),
        (f'"{ETAG}', False),
        (f'"{ETAG}-br"', False),
        ("", False),
        ('"*"', False),
    ],
)
def test_if_none_match_names_the_content_in_either_encoding(header, matched):
    assert matches(header, ETAG) is matched


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_what_the_client_has_is_304_without_a_body(ask, encoding):
    full = ask(article, accept_encoding=encoding)
    answer = ask(article, accept_encoding=encoding, if_none_match=full["headers"]["etag"])
    assert answer["statusCode"] == 304
    assert "body" not in answer
    for name in ("etag", "cache-control", "vary", "last-modified"):
        assert answer["headers"][name] == full["headers"][name]
    assert "content-type" not in answer["headers"]


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Thu, 18 Dec 2025 09:30:00 GMT", 304),
        ("Thu, 18 Dec 2025 09:30:01 GMT", 304),
        ("Thu, 18 Dec 2025 09:29:59 GMT", 200),
        ("Thursday, 18-Dec-25 09:30:00 GMT", 304),
        ("Thu Dec 18 09:30:00 2025", 304),
        ("Thu, 18 Dec 2025 14:29:59 +0500", 200),
        ("Thu, 18 Dec 2025 09:30:00 -0000", 304),
        ("yesterday", 200),
        ("", 200),
    ],
)
def test_if_modified_since_is_compared_by_the_second(ask, since, status):
    assert ask(article, if_modified_since=since)["statusCode"] == status


def test_if_none_match_outweighs_if_modified_since(ask):
    later = "Fri, 19 Dec 2025 00:00:00 GMT"
    assert ask(article, if_none_match='"other"', if_modified_since=later)["statusCode"] == 200


def test_what_has_no_date_ignores_if_modified_since(ask):
    assert ask(listing, if_modified_since="Fri, 19 Dec 2025 00:00:00 GMT")["statusCode"] == 200


def test_a_fresh_answer_has_its_etag_from_its_content(ask):
    answer = ask(listing)
    assert answer["body"] == TEXT
    assert answer["headers"]["etag"] == ask(listing)["headers"]["etag"]
    assert answer["headers"]["etag"] != ask(lambda request: fresh(request, "other", cache=(1, 1)))["headers"]["etag"]
    assert answer["headers"]["link"] == '</next>; rel="next"'
    assert ask(listing, if_none_match=answer["headers"]["etag"]) == {
        "statusCode": 304,
        "headers": {name: answer["headers"][name] for name in ("etag", "cache-control", "vary", "link")},
    }


# --- Cache-Control --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "value"),
    [
        (None, "public, max-age=30, s-maxage=60, stale-while-revalidate=30"),
        (1000, "public, max-age=30, s-maxage=60, stale-while-revalidate=30"),
        (70, "public, max-age=30, s-maxage=60, stale-while-revalidate=10"),
        (60, "public, max-age=30, s-maxage=60"),
        (45, "public, max-age=30, s-maxage=45"),
        (10, "public, max-age=10, s-maxage=10"),
        (0, "public, max-age=0, s-maxage=0"),
        (-3600, "public, max-age=0, s-maxage=0"),
    ],
)
def test_nothing_is_kept_past_a_known_change(monkeypatch, left, value):
    monkeypatch.setattr(public.time, "time", lambda: 1_766_041_200.0)
    assert cache_control((30, 60), None if left is None else 1_766_041_200 + left) == value


# --- HEAD, redirection ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_is_get_without_its_body(ask, encoding):
    got = ask(article, accept_encoding=encoding)
    assert ask(article, method="HEAD", accept_encoding=encoding) == {**got, "body": "", "isBase64Encoded": False}


def test_head_of_what_is_not_there_has_no_body_either(ask):
    def missing(request):
        raise NotFound()

    answer = ask(missing, method="HEAD")
    assert (answer["statusCode"], answer["body"]) == (404, "")


def test_a_redirection_is_kept_a_minute(ask):
    answer = ask(lambda request: redirect(request, "/v1/articles/en/new", '{"slug":"new"}'))
    assert answer["statusCode"] == 301
    assert answer["headers"] == {
        "location": "/v1/articles/en/new",
        "content-type": "application/json",
        "cache-control": "public, max-age=60, s-maxage=60, stale-while-revalidate=30",
    }
    assert answer["body"] == '{"slug":"new"}'


# --- What was asked -------------------------------------------------------------------------------------------------


def queried(*known, loose=False):
    def route(request):
        return fresh(request, json.dumps((request.loose_query if loose else request.query)(*known)), cache=(1, 1))

    return route


def test_parameters_are_decoded_from_the_raw_query(ask):
    answer = ask(queried("q", "lang"), query="q=%D1%82%D0%BE%D0%BA+a%26b,c&lang=ru")
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
def test_what_is_unknown_repeated_or_empty_is_refused_by_name(ask, query, pointer, detail):
    answer = ask(queried("lang"), query=query)
    assert answer["statusCode"] == 422
    assert json.loads(answer["body"])["errors"] == [{"pointer": pointer, "detail": detail}]


def test_a_loose_query_takes_what_it_knows_and_leaves_the_rest(ask):
    answer = ask(queried("lang", "cursor", loose=True), query="utm_source=mail&lang=en&lang=ru&cursor=&utm_source=x")
    assert json.loads(answer["body"]) == {"lang": "en"}


def test_path_parameters_are_decoded(ask):
    answer = ask(lambda request: fresh(request, request.path["slug"], cache=(1, 1)), params={"slug": "a%20%D1%8F"})
    assert answer["body"] == "a я"


def test_the_deadline_leaves_time_to_answer(ask):
    answer = ask(lambda request: fresh(request, str(request.deadline - time.monotonic()), cache=(1, 1)))
    assert 9.6 < float(answer["body"]) <= 9.7


# --- Errors ---------------------------------------------------------------------------------------------------------


def failing(error):
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
    answer = ask(failing(error))
    problem = json.loads(answer["body"])
    assert answer["statusCode"] == problem["status"] == status
    assert answer["headers"]["content-type"] == "application/problem+json"
    assert answer["headers"]["cache-control"] == cache
    assert {"type", "title", "detail", "instance", "request_id"} <= problem.keys()
    assert problem["instance"] == "/v1/thing"
    assert "secret" not in answer["body"]


def test_an_error_is_explained_in_the_function_s_own_form(context):
    def explain(error, event):
        return {
            "statusCode": 404,
            "headers": {},
            "body": f"{event['rawPath']}: {error.title}",
            "isBase64Encoded": False,
        }

    answer = dispatch({"GET /v1/thing": failing(NotFound())}, explain)(http_event("GET /v1/thing"), context)
    assert answer["body"] == "/v1/thing: There is nothing here"


def test_an_explanation_that_fails_itself_leaves_the_problem_document(context, lines):
    def explain(error, event):
        raise KeyError("template")

    answer = dispatch({"GET /v1/thing": failing(NotFound())}, explain)(http_event("GET /v1/thing"), context)
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (404, "application/problem+json")
    assert [line["exception"] for line in lines] == ["KeyError", None]


def test_who_comes_too_early_is_told_when_to_come_back(ask):
    assert ask(failing(Unavailable()))["headers"]["retry-after"] == "1"


# --- The log line ---------------------------------------------------------------------------------------------------


class Lines(logging.Handler):
    """Keeps records as the runtime's JSON formatter renders them: extra fields at the root of the line."""

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
    kept, level = Lines(), public.logger.level
    public.logger.addHandler(kept)
    public.logger.setLevel(logging.INFO)
    yield kept.lines
    public.logger.setLevel(level)
    public.logger.removeHandler(kept)


def test_each_request_leaves_one_line_that_is_also_its_metric(ask, lines):
    ask(article, if_none_match="*")
    [line] = lines
    assert (line["level"], line["route"], line["status"], line["exception"]) == ("INFO", "GET /v1/thing", 304, None)
    assert 0 <= line["ReadLatency"] < 1000
    [directive] = line["_aws"]["CloudWatchMetrics"]
    assert abs(line["_aws"]["Timestamp"] / 1000 - time.time()) < 5
    assert directive["Namespace"]
    for dimension in directive["Dimensions"][0]:
        assert isinstance(line[dimension], str)
    for metric in directive["Metrics"]:
        assert isinstance(line[metric["Name"]], int | float)


def test_metrics_lie_where_the_template_has_powertools_put_its_own(stack):
    environment = stack.environment("ArticlesFunction")
    assert environment["POWERTOOLS_METRICS_NAMESPACE"] == public.NAMESPACE
    assert environment["POWERTOOLS_SERVICE_NAME"] == public.SERVICE


def test_a_refusal_is_logged_by_its_code_and_without_a_trace(ask, lines):
    ask(failing(NotFound()))
    [line] = lines
    assert (line["level"], line["status"], line["code"], line["exception"]) == ("INFO", 404, "not-found", None)
    assert line["ReadFailures"] == 0


@pytest.mark.parametrize("error", [ZeroDivisionError(), Failed("why"), Unavailable()])
def test_a_failure_is_logged_with_its_trace(ask, lines, error):
    ask(failing(error))
    [line] = lines
    assert (line["level"], line["exception"], line["ReadFailures"]) == ("ERROR", type(error).__name__, 1)


def test_the_line_does_not_say_what_was_read(context, lines):
    event = http_event("GET /v1/thing", path="/v1/private-slug", query="q=private-words")
    dispatch({"GET /v1/thing": article})(event, context)
    assert "private" not in json.dumps(lines)


def test_a_route_that_the_table_lacks_is_our_failure(context, lines):
    answer = dispatch({})(http_event("GET /v1/thing"), context)
    assert (answer["statusCode"], lines[0]["exception"]) == (500, "KeyError")
