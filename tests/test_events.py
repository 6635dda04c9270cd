"""Every sample event of `events/` through its function: what is there to be tried must work."""

import importlib
import json

import boto3
import pytest

from cli.local.environment import LOCAL_PARAMETERS
from cli.local.stack import ROOT, Stack
from cli.secrets import make_missing
from tests import samples

EVENTS = sorted((ROOT / "events").glob("*/*.json"))
# What a sample shows on purpose beside success.
REFUSALS = {
    "articles/by-slug": 404,
    "articles/unknown-parameter": 422,
    "default/method-not-allowed": 405,
    "default/not-found": 404,
}


@pytest.fixture
def content(stack):
    make_missing(boto3.client("ssm"), stack.environment("MailerFunction")["SECRETS_PATH"])
    samples.fill(boto3.client)


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


def run(path, context):
    handler = importlib.import_module(f"functions.{path.parent.name}.handler").handler
    return json.loads(json.dumps(handler(json.loads(path.read_text()), context)))


HTTP = [path for path in EVENTS if "routeKey" in json.loads(path.read_text())]
OTHER = [path for path in EVENTS if path not in HTTP]


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_a_request_is_answered(path, context):
    answer = run(path, context)
    expected = REFUSALS.get(name_of(path))
    assert answer["statusCode"] == expected if expected else answer["statusCode"] < 400, answer


@pytest.mark.parametrize("path", HTTP, ids=name_of)
def test_a_request_is_one_that_the_gateway_sends(path, stack):
    """Its route is the function's own, its variables are there, and all of its headers are in lower case."""
    event = json.loads(path.read_text())
    [function] = [name for name in functions(stack) if folder(stack, name) == path.parent.name]
    own = stack.source["Resources"][function]["Properties"]["Events"].values()
    routes = {f"{e['Properties'].get('Method')} {e['Properties'].get('Path')}": e["Properties"] for e in own}
    route = event["routeKey"]
    assert route == event["requestContext"]["routeKey"]
    assert event["version"] == "2.0"
    assert all(name == name.lower() for name in event["headers"])
    if route != "$default":
        assert "Auth" not in routes[route] or "jwt" in event["requestContext"]["authorizer"]
        variables = {part.strip("{}") for part in route.split("/") if part.startswith("{")}
        assert set(event.get("pathParameters") or {}) == variables


@pytest.mark.usefixtures("content")
@pytest.mark.parametrize("path", OTHER, ids=name_of)
def test_what_streams_and_schedules_bring_is_worked_through(path, context):
    result = run(path, context)
    assert not (result or {}).get("batchItemFailures"), result


def test_every_function_has_an_event(stack):
    sampled = {path.parent.name for path in EVENTS}
    assert sampled == {folder(stack, name) for name in functions(stack)}


def functions(stack):
    return [name for name, _ in stack.of_type("AWS::Lambda::Function")]


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
