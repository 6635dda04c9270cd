"""Runs every sample event of `events/` through its function: it must work, and the role must permit it."""

import importlib
import json
import os
from datetime import date, timedelta

import pytest

from cli.local.environment import LOCAL_PARAMETERS, LOCAL_VARIABLES
from cli.local.stack import ROOT, Stack
from gazette.rates.sources import load_bank
from gazette.subscriptions.telegram.model import Post
from gazette.subscriptions.telegram.repository import PostRepository
from gazette.times import now, timestamp
from tests.support import fake_cbr, fake_ecb, sample_content
from tests.support.aws import clear_tables, client, save_tables
from tests.support.fake_cbu import full
from tests.support.iam import Calls, refused, role
from tests.support.scripted_server import respond, serving
from tests.support.staff import user_pool

__all__ = ["user_pool"]

EVENTS = sorted((ROOT / "events").glob("*/*.json"))
# Samples that show an error on purpose.
REFUSALS = {
    "articles/not-found": 404,
    "articles/unknown-parameter": 422,
    "api_root/method-not-allowed": 405,
    "api_root/not-found": 404,
    # Jobs end and expire.
    "admin/job": 404,
    "editorial/not-an-editor": 403,
    "feeds/not-found": 404,
    "editorial/release-a-slug-that-nobody-had": 404,
    "editorial/stale-version": 412,
    "editorial/return-what-was-not-submitted": 409,
    "editorial/undelete-what-is-not-binned": 409,
    "media/delete-in-use": 409,
    "pages/rates-wrong": 422,
    "preview/expired-link": 401,
    "rates/chart-unknown-currency": 404,
    "rates/series-reversed": 422,
    "rates/unknown-currency": 404,
    "rates/unknown-parameter": 422,
    # No file can contain a valid token: the table has only its hash, and each deployment has its own signing key.
    **{f"preferences/{name}": 410 for name in ("change", "erase", "export", "form", "read", "rotate-token")},
    "revisions/autosave-of-nobody": 404,
    "revisions/discard-without-changes": 409,
    "revisions/unknown-version": 404,
    "search/without-words": 422,
    "staff/remove-oneself": 409,
    "taxonomy/remove-author-in-use": 409,
    "taxonomy/remove-category-in-use": 409,
    "subscriptions/confirm": 410,
    "subscriptions/decline": 410,
    "subscriptions/one-click": 404,
    "subscriptions/unsubscribe-page": 404,
}


def name_of(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture
def sheets(central_bank, bank_of_russia, european_central_bank):
    """The banks have sheets of the days in the samples, and one bank has that of tomorrow."""
    bank_of_russia.publish(fake_cbr.document())
    european_central_bank.open(fake_ecb.MARCH_18)
    tomorrow = load_bank("cbu").today(now()) + timedelta(1)
    central_bank.publish(*(full(day) for day in (date(2026, 4, 1), date(2026, 4, 2), tomorrow)))


@pytest.fixture
def cloudformation():
    """Address that accepts the answers of custom resources."""
    with serving(respond({})) as server:
        yield server.url


@pytest.fixture(scope="module")
def restore_content():
    """Puts the sample content back into the tables, and a post in a channel that was refused."""
    clear_tables()
    sample_content.fill(client)
    article = json.loads((ROOT / "events/announcer/retry.json").read_text())["retry"]
    post = Post(article, "en", "gazette_en", timestamp(now()), state="refused", failed_version=1)
    PostRepository(os.environ["JOBS_TABLE"], client("dynamodb")).save(post, now())
    return save_tables()


@pytest.fixture
def answer(stack, context, monkeypatch, cloudformation, restore_content, search_indexes):
    """Runs a sample event over sample content and returns the answer. The function's role must allow all its calls."""

    only_read = []
    """The event before this one, if it only read: then the content is still that of the sample."""

    def answer(path):
        handler = importlib.import_module(f"functions.{path.parent.name}.handler").handler
        event = json.loads(path.read_text())
        if "ResponseURL" in event:
            event["ResponseURL"] = cloudformation
        if not only_read:
            restore_content()
            if path.parent.name == "search":
                search_indexes()
        only_read[:] = [path] if event.get("routeKey", "").startswith(("GET ", "HEAD ")) else []
        with monkeypatch.context() as observed:
            calls = Calls(observed, stack.region)
            result = handler(event, context)
        assert refused(calls.needs(), role(stack, function_of(stack, path))) == set(), name_of(path)
        return json.loads(json.dumps(result))

    return answer


HTTP = [path for path in EVENTS if "routeKey" in json.loads(path.read_text())]
OTHER = [path for path in EVENTS if path not in HTTP]


def by_function(paths):
    """One parameter for each function: its events."""
    folders = sorted({path.parent.name for path in paths})
    return [pytest.param([path for path in paths if path.parent.name == name], id=name) for name in folders]


@pytest.mark.usefixtures("event_bus", "user_pool")
@pytest.mark.parametrize("paths", by_function(HTTP))
def test_a_request_is_answered(paths, answer):
    for path in paths:
        response = answer(path)
        status, expected = response["statusCode"], REFUSALS.get(name_of(path))
        assert status == expected if expected else status < 400, (name_of(path), response)


def test_a_request_is_one_that_the_gateway_sends(stack):
    """Its route is the function's own, its variables are there, and all of its headers are in lower case."""
    for path in HTTP:
        name, event = name_of(path), json.loads(path.read_text())
        own = stack.source["Resources"][function_of(stack, path)]["Properties"]["Events"].values()
        routes = {f"{e['Properties'].get('Method')} {e['Properties'].get('Path')}": e["Properties"] for e in own}
        route = event["routeKey"]
        assert route == event["requestContext"]["routeKey"], name
        assert event["version"] == "2.0", name
        assert all(header == header.lower() for header in event["headers"]), name
        if route != "$default":
            assert route in routes, name
            assert "Auth" not in routes[route] or "jwt" in event["requestContext"]["authorizer"], name
            variables = {part.strip("{}") for part in route.split("/") if part.startswith("{")}
            assert set(event.get("pathParameters") or {}) == variables, name


@pytest.mark.usefixtures("sheets", "raw_bucket", "media_bucket", "mailbox", "event_bus")
@pytest.mark.parametrize("paths", by_function(OTHER))
def test_an_event_of_a_stream_or_schedule_is_processed(paths, answer):
    for path in paths:
        result = answer(path)
        assert not (result or {}).get("batchItemFailures"), (name_of(path), result)


def test_every_function_has_an_event(stack):
    sampled = {path.parent.name for path in EVENTS}
    assert sampled == {folder(stack, name) for name in functions(stack)}


def functions(stack):
    return [name for name, _ in stack.of_type("AWS::Lambda::Function")]


def function_of(stack, path):
    """Logical id of the function of a sample event, from its folder."""
    [function] = [name for name in functions(stack) if folder(stack, name) == path.parent.name]
    return function


def folder(stack, name):
    return stack.source["Resources"][name]["Properties"]["CodeUri"].removeprefix("functions/")


def container_environment():
    """Variables with which a function in a container uses the emulator of the local server on the default port."""
    local = Stack(parameters={"SiteUrl": "http://127.0.0.1:3000", **LOCAL_PARAMETERS})
    elsewhere = Stack(name="elsewhere")
    local_values, other_values = {}, {}
    for name in functions(local):
        local_values |= local.environment(name)
        other_values |= elsewhere.environment(name)
    # Values that depend on the stack name. The id of the user pool is known only when the server runs, and the desk is
    # not used with containers.
    local_values["EVENT_BUS"] = dict(local.of_type("AWS::Events::EventBus"))["EventBus"]["Name"]
    differing = {
        key: value
        for key, value in local_values.items()
        if value != other_values[key] and "SIGN_IN_" not in key and key != "UPLOAD_URL"
    }
    differing["DISTRIBUTION_PARAMETER"] = LOCAL_VARIABLES["DISTRIBUTION_PARAMETER"]
    return {"AWS_ENDPOINT_URL": "http://host.docker.internal:4566", **dict(sorted(differing.items()))}


def test_functions_in_containers_use_the_local_servers_names():
    assert json.loads((ROOT / "events/env.json").read_text()) == {"Parameters": container_environment()}
