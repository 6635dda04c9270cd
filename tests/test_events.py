"""Every sample event of `events/` through its function: what is there to be tried must work, and be permitted."""

import importlib
import json
from datetime import date, timedelta

import boto3
import pytest

from cli.local.environment import LOCAL_PARAMETERS
from cli.local.stack import ROOT, Stack
from gazette.rates.sources import bank
from gazette.times import now
from tests.support import fake_cbr, fake_ecb, sample_content
from tests.support.fake_cbu import full
from tests.support.iam import Calls, refused, role

EVENTS = sorted((ROOT / "events").glob("*/*.json"))
# What a sample shows on purpose beside success.
REFUSALS = {
    "articles/not-found": 404,
    "articles/unknown-parameter": 422,
    "api_root/method-not-allowed": 405,
    "api_root/not-found": 404,
    "admin/remove-category-in-use": 409,
    "editorial/not-an-editor": 403,
    "editorial/stale-version": 412,
    "editorial/undelete-what-is-not-binned": 409,
    "pages/rates-wrong": 422,
    "rates/chart-unknown-currency": 404,
    "rates/series-reversed": 422,
    "rates/unknown-currency": 404,
    "rates/unknown-parameter": 422,
    # No file can hold a token that was mailed: only its hash is kept, and the key that signs is made per deployment.
    "subscriptions/confirm": 410,
    "subscriptions/decline": 410,
    "subscriptions/one-click": 404,
    "subscriptions/unsubscribe-page": 404,
}


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture
def sheets(central_bank, bank_of_russia, european_central_bank):
    """The banks have sheets of the days that the samples ask for, and one has tomorrow's."""
    bank_of_russia.publish(fake_cbr.document())
    european_central_bank.open(fake_ecb.MARCH_18)
    tomorrow = bank("cbu").today(now()) + timedelta(1)
    central_bank.publish(*(full(day) for day in (date(2026, 4, 1), date(2026, 4, 2), tomorrow)))


@pytest.fixture
def run(stack, context, monkeypatch):
    """The answer to a sample event, over content that it speaks of; the function's role must allow all that it asks."""

    def run(path):
        handler = importlib.import_module(f"functions.{path.parent.name}.handler").handler
        sample_content.fill(boto3.client)
        with monkeypatch.context() as observed:
            calls = Calls(observed, stack.region)
            answer = handler(json.loads(path.read_text()), context)
        assert refused(calls.needs(), role(stack, function_of(stack, path))) == set()
        return json.loads(json.dumps(answer))

    return run


HTTP = [path for path in EVENTS if "routeKey" in json.loads(path.read_text())]
OTHER = [path for path in EVENTS if path not in HTTP]


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_a_request_is_answered(path, run):
    answer = run(path)
    expected = REFUSALS.get(name_of(path))
    assert answer["statusCode"] == expected if expected else answer["statusCode"] < 400, answer


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_a_request_is_one_that_the_gateway_sends(path, stack):
    """Its route is the function's own, its variables are there, and all of its headers are in lower case."""
    event = json.loads(path.read_text())
    own = stack.source["Resources"][function_of(stack, path)]["Properties"]["Events"].values()
    routes = {f"{e['Properties'].get('Method')} {e['Properties'].get('Path')}": e["Properties"] for e in own}
    route = event["routeKey"]
    assert route == event["requestContext"]["routeKey"]
    assert event["version"] == "2.0"
    assert all(name == name.lower() for name in event["headers"])
    if route != "$default":
        assert "Auth" not in routes[route] or "jwt" in event["requestContext"]["authorizer"]
        variables = {part.strip("{}") for part in route.split("/") if part.startswith("{")}
        assert set(event.get("pathParameters") or {}) == variables


@pytest.mark.usefixtures("sheets", "raw_bucket", "mailbox", "event_bus")
@pytest.mark.parametrize("path", OTHER, ids=name_of)
def test_what_streams_and_schedules_bring_is_worked_through(path, run):
    result = run(path)
    assert not (result or {}).get("batchItemFailures"), result


def test_every_function_has_an_event(stack):
    sampled = {path.parent.name for path in EVENTS}
    assert sampled == {folder(stack, name) for name in functions(stack)}


def functions(stack):
    return [name for name, _ in stack.of_type("AWS::Lambda::Function")]


def function_of(stack, path):
    """Logical id of the function whose folder a sample event lies in."""
    [function] = [name for name in functions(stack) if folder(stack, name) == path.parent.name]
    return function


def folder(stack, name):
    return stack.source["Resources"][name]["Properties"]["CodeUri"].removeprefix("functions/")


def container_environment():
    """What a function in a container must be told to work on the engine of the local server on its usual port."""
    local = Stack(parameters={"SiteUrl": "http://127.0.0.1:3000", **LOCAL_PARAMETERS})
    elsewhere = Stack(name="elsewhere")
    told, own = {}, {}
    for name in functions(local):
        told |= local.environment(name)
        own |= elsewhere.environment(name)
    # Only what was made locally has a local name; the user pool's is known when the server runs.
    told["EVENT_BUS"] = dict(local.of_type("AWS::Events::EventBus"))["EventBus"]["Name"]
    wanted = {key: value for key, value in told.items() if value != own[key] and not key.startswith("SIGN_IN_")}
    return {"AWS_ENDPOINT_URL": "http://host.docker.internal:5000", **dict(sorted(wanted.items()))}


def test_functions_in_containers_are_told_the_local_servers_names():
    given = json.loads((ROOT / "events/env.json").read_text())
    assert given == {"Parameters": container_environment()}
