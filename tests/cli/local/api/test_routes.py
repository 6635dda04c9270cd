"""Matching of routes."""

from urllib.parse import urlsplit

import pytest

from cli.local.api.routes import Routes
from cli.local.stack import read_template


@pytest.fixture(scope="module")
def routes(small):
    return Routes(small)


@pytest.mark.parametrize(
    ("method", "path", "key", "parameters"),
    [
        ("GET", "/things/7", "GET /things/{id}", {"id": "7"}),
        ("GET", "/things/best", "GET /things/best", {}),
        ("GET", "/things/best/7", "GET /{kind}/best/{id}", {"kind": "things", "id": "7"}),
        ("GET", "/things/a%20b%2Fc%C3%A9", "GET /things/{id}", {"id": "a b/cé"}),
        ("POST", "/things", "POST /things", {}),
        ("GET", "/things", "$default", {}),
        ("GET", "/things/", "$default", {}),
        ("GET", "/things/7/", "$default", {}),
        ("PUT", "/things/7", "$default", {}),
        ("GET", "/below/7", "GET /below/{path+}", {"path": "7"}),
        ("GET", "/below/7/", "GET /below/{path+}", {"path": "7/"}),
        ("GET", "/below/a%20b/c%2Fd", "GET /below/{path+}", {"path": "a b/c/d"}),
        ("GET", "/below/7/best", "GET /below/{kind}/best", {"kind": "7"}),
        ("GET", "/below/", "$default", {}),
        ("GET", "/below", "$default", {}),
    ],
)
def test_a_request_takes_the_most_specific_route(routes, method, path, key, parameters):
    route, found = routes.match(method, path)
    assert (route.key, found) == (key, parameters)


def test_every_http_event_of_the_template_is_a_route_to_its_function(stack):
    routes = {route.key: route for route in Routes(stack)}
    count = 0
    for logical_id, resource in read_template()["Resources"].items():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] != "HttpApi":
                continue
            properties = event["Properties"]
            key = f"{properties['Method']} {properties['Path']}" if "Path" in properties else "$default"
            assert routes[key].function == logical_id
            assert routes[key].authorizer == properties.get("Auth", {}).get("Authorizer")
            count += 1
    assert count == len(routes) > 40


def test_every_route_of_the_template_leads_to_itself(stack):
    routes = Routes(stack)
    for route in routes:
        if route.key != "$default":
            method, path = route.key.split(" ")
            filled = urlsplit(path.replace("{", "x-").replace("+}", "").replace("}", "")).path
            found, _ = routes.match(method, filled)
            assert found.key == route.key


def test_staff_routes_name_the_pool_that_signs_their_tokens(routes, small):
    configuration = routes.authorizers["Staff"]["jwtConfiguration"]
    assert configuration["issuer"].endswith(f"/{small.physical('Pool')}")
    assert configuration["audience"] == [small.physical("Client")]
