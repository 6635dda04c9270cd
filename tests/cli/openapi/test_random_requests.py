"""Random requests: every answer is in the document, and no status is 500 or higher."""

import re
from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.api.routes import Routes
from tests.support.aws import STACK
from tests.support.conformance import DOCUMENT, FALLBACK_ROUTES, check_answer, find_operation, handler
from tests.support.events import Context, http_event

pytestmark = pytest.mark.slow

ROUTES = {route.key: route for route in Routes(STACK) if route.key not in FALLBACK_ROUTES}
CODES, TIMES = ["en", "uz-Cyrl", "xx", "cbu", "USD", "USD,EUR", "city"], ["2025-12-18", "2025-12-18T07:00:00Z"]
PLAUSIBLE = st.sampled_from([*CODES, *TIMES, "draft", "0", "1", "20"])
LETTERS, DIGITS = st.characters(exclude_categories=["Cs"]), "0123456789.,:-+eE"
TEXTS = PLAUSIBLE | st.text(LETTERS, max_size=60) | st.text(DIGITS, max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(TEXTS, children, max_size=3),
    max_leaves=6,
)
FEW_EXAMPLES = settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def operations(*methods):
    return [
        pytest.param(route, find_operation(route), id=route)
        for route in ROUTES
        if route.partition(" ")[0].lower() in methods
    ]


def parameters(operation, place):
    return [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == place]


def send(route, operation, data, **parts):
    names = re.findall(r"\{(\w+)\}", route)
    params = {name: data.draw(TEXTS.filter(bool)) for name in names}
    headers = {
        name: data.draw(PLAUSIBLE | st.text("\"'W/*0123456789,abc- ", max_size=20))
        for name in parameters(operation, "header")
        if data.draw(st.booleans())
    }
    path = route.partition(" ")[2].format_map({name: quote(value, safe="") for name, value in params.items()})
    event = http_event(route, path=path, headers=headers, groups=["admin"], **parts)
    if params:
        event["pathParameters"] = params
    answer = handler(ROUTES[route].function)(event, Context())
    assert answer["statusCode"] < 500, answer["body"]
    check_answer(route, answer)


@pytest.mark.parametrize(("route", "operation"), operations("get"))
@FEW_EXAMPLES
@given(data=st.data())
def test_any_parameters_get_a_documented_answer(route, operation, data):
    names = [*parameters(operation, "query"), "x"]
    pairs = data.draw(st.lists(st.tuples(st.sampled_from(names), TEXTS), max_size=3))
    send(route, operation, data, query=urlencode(pairs))


def bodies(operation):
    """Objects with the members of the schema and any values, and any other JSON."""
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    for part in schema.get("anyOf", [schema]):
        if "$ref" in part:
            members = DOCUMENT["components"]["schemas"][part["$ref"].rpartition("/")[2]]["properties"]
            return st.dictionaries(st.sampled_from(sorted(members)), JSON, max_size=5) | JSON
    return JSON


@pytest.mark.parametrize(
    ("route", "operation"),
    [
        entry
        for entry in operations("post", "put", "patch", "delete")
        if "application/json" in entry.values[1].get("requestBody", {}).get("content", ())
    ],
)
@FEW_EXAMPLES
@given(data=st.data())
def test_any_body_gets_a_documented_answer(route, operation, data):
    send(route, operation, data, body=data.draw(bodies(operation)))
