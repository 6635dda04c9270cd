"""What the document says of a parameter's values is what the functions take: each valid value, and no invalid one."""

import re
from datetime import UTC, date, timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cli.local.api.routes import Routes
from tests.support.aws import STACK
from tests.support.conformance import FALLBACK_ROUTES, find_operation, handler, validator
from tests.support.events import Context, http_event

ROUTES = {route.key: route for route in Routes(STACK) if route.key not in FALLBACK_ROUTES}
FILE = {"name": "bridge.jpg", "type": "image/jpeg", "size": 5000}
BODIES = {
    "POST /v1/editorial/articles": {"lang": "en"},
    "PATCH /v1/editorial/articles/{id}": {"title": "x"},
    "POST /v1/editorial/articles/{id}/return": {"note": "Who says so?"},
    "POST /v1/editorial/media": FILE,
    "POST /v1/editorial/staff": {"email": "a@news.example", "name": "A", "group": "author"},
    "PATCH /v1/editorial/staff/{id}": {"name": "B"},
    "PATCH /v1/editorial/media/{id}": {"alt": {"en": "A bridge"}},
    "POST /v1/editorial/media/{id}/replace": FILE,
    "PUT /v1/editorial/articles/{id}/schedule": {"publish_at": "2040-01-01T00:00:00Z"},
    "PUT /v1/editorial/categories/{slug}": {"names": {"en": "City"}},
    "PUT /v1/editorial/front/{lang}": {"pins": []},
    "PUT /v1/editorial/tags/{slug}": {"names": {"en": "Metro"}},
    "PUT /v1/editorial/authors/{slug}": {"names": {"en": "Dilnoza"}},
    "POST /v1/editorial/tags/{slug}/merge": {"into": "metro"},
    "PUT /v1/editorial/rates/{source}/{date}/{currency}": {"held": True, "reason": "It looks wrong."},
    "POST /v1/subscriptions/confirm": {"token": "unknown"},
}
MORE_THAN_A_FORM = {"cursor", "token", "GET /{lang}/rates date"}
"""Parameters of whose forms the functions do not take all: cursors have a checksum, tokens a signature, and the rates
page says with 422 that a day has no sheet, since the tables of these tests are empty."""
FORMATS = {
    # A later day has no sheet yet, and a chart is of ten years at most.
    "date": st.dates(date.today() - timedelta(1000), date.today() - timedelta(2)).map(date.isoformat),  # noqa: DTZ011
    "date-time": st.datetimes(timezones=st.just(UTC)).map(lambda time: time.isoformat()),
}
FEW_EXAMPLES = settings(
    max_examples=3, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def parameters(*, without=frozenset()):
    """One test for each route, with all its parameters that have more than a type."""
    for route in ROUTES:
        found = [
            parameter
            for parameter in find_operation(route).get("parameters", [])
            if parameter["schema"].keys() - {"type", "default", "items"}
            and not {parameter["name"], f"{route} {parameter['name']}"} & without
        ]
        if found and not route.startswith("HEAD "):
            yield pytest.param(route, found, id=route)


def values(schema):
    """Texts that are valid by the schema."""
    if "anyOf" in schema:
        return st.one_of(*map(values, schema["anyOf"]))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema.get("type") == "integer":
        return st.integers(schema["minimum"], schema["maximum"]).map(str)
    if "format" in schema:
        return FORMATS[schema["format"]]
    return st.from_regex(schema["pattern"], fullmatch=True).filter(lambda text: is_valid(text, schema))


def is_valid(text, schema):
    value = int(text) if schema.get("type") == "integer" and re.fullmatch(r"[0-9]{1,9}", text) else text
    return validator(schema).is_valid(value)


def send(route, parameter, text):
    """The status of a request with the text as that parameter, and the examples of the others that it needs."""
    operation = find_operation(route)
    places = {"query": {}, "header": {}, "path": {}}
    for other in operation["parameters"]:
        if other["name"] == parameter["name"] and other["in"] == parameter["in"]:
            places[other["in"]][other["name"]] = text
        elif other.get("required"):
            places[other["in"]][other["name"]] = str(other.get("example", "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"))
    names = re.findall(r"\{(\w+)\}", route)
    event = http_event(
        route,
        params=dict(zip(names, places["path"].values(), strict=True)),
        query=urlencode(places["query"]),
        headers=places["header"],
        body=BODIES.get(route),
        groups=["admin"],
    )
    return handler(ROUTES[route].function)(event, Context())["statusCode"]


@pytest.mark.parametrize(("route", "documented"), [*parameters(without=MORE_THAN_A_FORM)])
@FEW_EXAMPLES
@given(data=st.data())
def test_every_documented_value_is_taken(route, documented, data):
    for parameter in documented:
        text = data.draw(values(parameter["schema"]))
        assert send(route, parameter, text) not in (400, 422), (parameter["name"], text)


ANYTHING = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30) | st.sampled_from(
    ["", "1e1", "0", "101", "20251218", "2025-W01-1", "ßA", "ıSD", "a" * 500, "A-b", "2025-12-18T07Z", '"7', "W/7"]
)


@pytest.mark.parametrize(("route", "documented"), [*parameters()])
@FEW_EXAMPLES
@given(data=st.data())
def test_no_other_value_is_taken(route, documented, data):
    for parameter in documented:
        schema = parameter["schema"]
        text = data.draw(ANYTHING.filter(lambda text, schema=schema: not is_valid(text, schema)))
        if parameter["in"] == "path" and (not text or "/" in text):
            continue  # another route
        assert send(route, parameter, text) in (301, 400, 404, 422, 428), (parameter["name"], text)


def test_an_array_of_languages_takes_any_language():
    assert send("GET /v1/subscriptions/confirm", {"name": "lang", "in": "query"}, "xx") == 200
