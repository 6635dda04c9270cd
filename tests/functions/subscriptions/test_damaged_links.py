"""Every address that a person can reach from a mail answers a browser with a page, and a program with a problem."""

import json

import pytest

from cli.local.api.routes import Routes
from functions.api_root import handler as api_root
from functions.subscriptions import handler as subscriptions
from tests.support.aws import STACK
from tests.support.events import Context, http_event
from tests.support.subscribers import read_headers, read_parts

ROUTES = Routes(STACK)
FUNCTIONS = {"SubscriptionsFunction": subscriptions.handler, "ApiRootFunction": api_root.handler}
TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQx_-E"
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"

CONFIRM_LINKS = [f"confirm%23{TOKEN}", f"confirm%2523{TOKEN}", "confirm.", "confirm%3E", "Confirm", f"confirm&{TOKEN}"]
UNKNOWN_ADDRESSES = [
    *(
        ("GET", path)
        for path in ("confirmation", "manage", "unsubscribe", "unsubscribe/a.b.c.d.e", "a/b/c", "confirm/x")
    ),
    *(("POST", path) for path in ("manage", "unsubscribe/a.b.c.d.e", "unsubscribe/a.b.c.d.e/")),
    *(("GET", path) for path in (f"confirm%23{TOKEN}/", f"unsubscribe/{TOKEN}/x", "")),
]
WRONG_METHODS = [("GET", ""), ("PUT", "/confirm"), ("DELETE", f"/unsubscribe/a.b.c.d.{TOKEN}"), ("PATCH", "")]


def ask(method, path, accept, query=""):
    """The response to a request, from the function that the gateway chooses."""
    route, params = ROUTES.match(method, path)
    event = http_event(f"{method} {path}", query=query, headers={"accept": accept})
    event["routeKey"] = event["requestContext"]["routeKey"] = route.key
    event["pathParameters"] = params
    return FUNCTIONS[route.function](event, Context())


def check_page(response, status):
    headers = read_headers(response)
    assert response["statusCode"] == status
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert (headers["cache-control"], headers["referrer-policy"]) == ("no-store", "no-referrer")
    assert TOKEN not in response["body"] + json.dumps(headers)


def check_problem(response, status):
    assert response["statusCode"] == status
    assert read_headers(response)["content-type"] == "application/problem+json"
    assert TOKEN not in response["body"]
    assert json.loads(response["body"])["instance"].startswith("/v1/subscriptions")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_damaged_link_to_the_confirm_page_opens_it(method):
    for link in CONFIRM_LINKS:
        response = ask(method, f"/v1/subscriptions/{link}", BROWSER, f"lang=ru%23{TOKEN}")
        check_page(response, 200)
        assert 'action="/v1/subscriptions/confirm?lang=ru"' in response["body"]
        assert "data-fragment" in response["body"]
        check_problem(ask(method, f"/v1/subscriptions/{link}", "*/*"), 404)


@pytest.mark.parametrize(("method", "path"), UNKNOWN_ADDRESSES)
def test_an_address_without_a_page_says_what_to_do(method, path):
    response = ask(method, f"/v1/subscriptions/{path}", BROWSER, "lang=ru.")
    check_page(response, 404)
    assert "Откройте ссылку из письма ещё раз." in response["body"]
    check_problem(ask(method, f"/v1/subscriptions/{path}", "application/json"), 404)


@pytest.mark.parametrize(("method", "path"), WRONG_METHODS)
def test_a_wrong_method_is_a_page_too(method, path):
    response = ask(method, f"/v1/subscriptions{path}", BROWSER)
    check_page(response, 405)
    assert "OPTIONS" in read_headers(response)["allow"]
    check_problem(ask(method, f"/v1/subscriptions{path}", "*/*"), 405)


def test_the_address_of_the_form_shows_the_form(reader):
    response = ask("GET", "/v1/subscriptions", BROWSER, "lang=uz&utm_source=x")
    check_page(response, 405)
    assert "<h1>Obuna boʻlish</h1>" in response["body"]
    assert '<form method="post" action="/v1/subscriptions"' in response["body"]


@pytest.mark.parametrize("ending", [".", "%3E", ")", "&amp;lang=ru", "%E2%80%8B"])
def test_an_unsubscribe_link_works_with_what_a_mail_program_appends(reader, ending):
    [url] = reader.subscribe()
    path = url.removeprefix("https://news.example")
    page = ask("GET", path + ending, BROWSER)
    assert page["statusCode"] == 200
    assert f'action="{path}?lang=en"' in page["body"]
    assert ask("POST", path + ending, "*/*")["statusCode"] == 200
    assert read_parts("list/") == []


def test_a_final_slash_is_taken_away_without_a_body(reader):
    [url] = reader.subscribe()
    for path in ("/v1/subscriptions/confirm", url.removeprefix("https://news.example")):
        response = ask("GET", f"{path}/", BROWSER, "lang=ru")
        assert (response["statusCode"], response["body"]) == (301, "")
        assert read_headers(response) == {"location": f"{path}?lang=ru", "cache-control": "no-store"}
