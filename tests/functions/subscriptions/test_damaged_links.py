"""Every address that a person can reach from a mail answers a browser with a page, and a program with a problem."""

import json
from urllib.parse import unquote

import pytest

from cli.local.api.routes import Routes
from functions.api_root import handler as api_root
from functions.subscriptions import handler as subscriptions
from tests.support.aws import STACK, save_tables
from tests.support.confirm_codes import TOKEN
from tests.support.events import Context, http_event
from tests.support.subscribers import read_headers, read_parts

ROUTES = Routes(STACK)
FUNCTIONS = {"SubscriptionsFunction": subscriptions.handler, "ApiRootFunction": api_root.handler}
BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"

CONFIRM_LINKS = [
    *(f"confirm%23{TOKEN}", f"confirm%2523{TOKEN}", "confirm.", "confirm%3E", "Confirm", f"confirm&{TOKEN}"),
    *("confirm/", "confirm%0A", "confirm/x", f"confirm%23{TOKEN}/", f"confirm/%23{TOKEN}"),
]
UNKNOWN_ADDRESSES = [
    *(("GET", path) for path in ("confirmation", "management", "unsubscribe", "unsubscribe/a.b.c.d.e", "a/b/c")),
    *(("POST", path) for path in ("preferences", "unsubscribe/a.b.c.d.e", "unsubscribe/a.b.c.d.e/")),
    *(("GET", path) for path in (f"unsubscribe/{TOKEN}/x", "", "unsubscribe/", "unsubscribe/%0A")),
]
WRONG_METHODS = [("GET", ""), ("PUT", "/confirm"), ("DELETE", f"/unsubscribe/a.b.c.d.{TOKEN}"), ("PATCH", "")]


def ask(method, path, accept, query=""):
    """The response to a request, from the function that the gateway chooses."""
    route, params = ROUTES.match(method, path)
    decoded = unquote(path).partition("?")[0]  # as the gateway passes it on
    event = http_event(f"{method} {path}", path=decoded, query=query, headers={"accept": accept})
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
        assert "/assets/confirm." in response["body"]
        check_problem(ask(method, f"/v1/subscriptions/{link}", "*/*"), 404)


def test_a_damaged_link_to_the_preferences_opens_their_page():
    for link in CONFIRM_LINKS:
        path = link.replace("confirm", "manage").replace("Confirm", "Manage")
        response = ask("GET", f"/v1/subscriptions/{path}", BROWSER, f"lang=ru%23{TOKEN}")
        check_page(response, 200)
        assert 'data-page="/v1/subscriptions/manage?lang=ru"' in response["body"]


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


APPENDED = [
    *(".", ",", ";", ":", "!", "'", "*", "_", "-", "~", "=", "&amp;lang=ru", ")", "..."),
    *("%0A", "%0D%0A", "%20", "%22", '"', "%3E", "%22%3E", "%5D", "%7D", "%60", "%C2%BB", "%E2%80%9D", "%2C"),
    *("%E2%80%8B", "%C2%AD", "%23x", "%2523x", "%3Flang=ru", "%3D%3D", "%00", "%FF"),
    *("/", "//", "%2F", "/.", "/%0A", "/x", "%0Aunsubscribe"),
]
"""What mail programs, link services and people leave behind an address."""


CHANGES = [
    lambda path: path.replace(".", "%2E"),
    lambda path: path.replace(".", "%252E"),
    lambda path: path.replace("/unsubscribe/", "/unsubscribe//"),
    lambda path: path.replace("/unsubscribe/", "/Unsubscribe/"),
    lambda path: path.replace("/unsubscribe/", "/unsubscribe%2F"),
    lambda path: path.replace("/unsubscribe/", "/unsubscribe/%3C"),
    lambda path: path.replace("/unsubscribe/", "/unsubscribe/%20%0A"),
    lambda path: f"{path[:-20]}%E2%80%8B{path[-20:]}",
    lambda path: f"{path[:-20]}%0D%0A%20{path[-20:]}",
]


def test_an_unsubscribe_link_works_with_what_a_mail_program_appends_and_with_changes_inside(reader):
    [url] = reader.subscribe()
    subscribed, path = save_tables(), url.removeprefix("https://news.example")
    for damaged in (*(path + ending for ending in APPENDED), *(change(path) for change in CHANGES)):
        subscribed()
        page = ask("GET", damaged, BROWSER)
        assert page["statusCode"] == 200, damaged
        assert f'action="{path}?lang=en"' in page["body"], damaged
        assert ask("HEAD", damaged, BROWSER)["statusCode"] == 200, damaged
        assert read_parts("list/") != [], damaged
        assert ask("POST", damaged, "*/*")["statusCode"] == 200, damaged
        assert read_parts("list/") == [], damaged


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("parameters", [None, {"page": ""}])
def test_an_empty_variable_is_not_found(reader, method, parameters):
    event = http_event(f"{method} /v1/subscriptions/{{page+}}", path="/v1/subscriptions/", headers={"accept": BROWSER})
    check_page(subscriptions.handler({**event, "pathParameters": parameters}, Context()), 404)


def test_one_click_with_a_final_slash_reads_any_body(reader):
    [url] = reader.subscribe()
    event = http_event("POST /v1/subscriptions/{page+}", body="x" * 10_000, headers={"content-type": "text/plain"})
    event["pathParameters"] = {"page": f"{url.partition('/v1/subscriptions/')[2]}/"}
    response = subscriptions.handler(event, Context())
    assert (response["statusCode"], response["body"]) == (200, '{"status":"unsubscribed"}')
    assert read_parts("list/") == []


def test_a_final_slash_is_answered_without_a_redirect(reader):
    [url] = reader.subscribe()
    for path in ("/v1/subscriptions/confirm", url.removeprefix("https://news.example")):
        response = ask("GET", f"{path}/", BROWSER, f"lang=ru&x={TOKEN}")
        check_page(response, 200)
        assert 'lang="ru"' in response["body"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/v1/subscriptions/me", "/v1/subscriptions/me"),
        ("/v1/subscriptions/manage", "/v1/subscriptions/manage"),
        (f"/v1/subscriptions/unsubscribe/{TOKEN}", "/v1/subscriptions"),
        (f"/v1/subscriptions/me/{TOKEN}", "/v1/subscriptions"),
    ],
)
def test_a_problem_names_the_path_unless_it_may_have_a_token(path, shown):
    event = http_event(f"PUT {path}", headers={"accept": "*/*"})
    response = api_root.handler({**event, "routeKey": "$default"}, Context())
    assert json.loads(response["body"])["instance"] == shown


@pytest.mark.parametrize("accept", ["*/*", BROWSER])
def test_no_address_below_that_of_signups_is_redirected(accept):
    for path in ("", "/confirm", f"/unsubscribe/{TOKEN}", "/channels"):
        event = http_event(f"GET /v1/subscriptions{path}/", query=f"x={TOKEN}", headers={"accept": accept})
        response = api_root.handler({**event, "routeKey": "$default"}, Context())
        assert response["statusCode"] == 404
        assert TOKEN not in json.dumps(response)
