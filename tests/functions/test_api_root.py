"""The index of the API, its document and documentation, and requests that match no route."""

import base64
import json
import zlib
from collections import defaultdict
from urllib.parse import parse_qsl

import boto3
import pytest

from cli.local.api.routes import Routes
from cli.local.stack import ROOT
from functions.api_root.handler import handler
from gazette import __version__
from tests.support.aws import STACK
from tests.support.conformance import DOCUMENTED_PATHS, FALLBACK_ROUTES
from tests.support.events import http_event
from tests.support.html import attributes, page, text

ROUTES = Routes(STACK)
API_ROOT = "ApiRootFunction"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def ask(context):
    """Sends a request as the gateway routes it; asserts that it reaches this function."""

    def send(method, path, **parts):
        route, params = ROUTES.match(method, path)
        assert route.function == API_ROOT
        event = http_event(f"{method} {path}", **parts)
        event["routeKey"] = event["requestContext"]["routeKey"] = route.key
        if params:
            event["pathParameters"] = params
        return handler(event, context)

    return send


def problem(answer):
    assert answer["headers"]["content-type"] == "application/problem+json"
    return json.loads(answer["body"])


def test_every_link_of_the_index_is_a_route(ask):
    answer = ask("GET", "/v1")
    index = json.loads(answer["body"])
    assert answer["statusCode"] == 200
    assert answer["headers"]["cache-control"].startswith("public, max-age=60, s-maxage=300")
    assert index["version"] == __version__
    paths = {path for _, _, path in (route.key.partition(" ") for route in ROUTES)}
    documented = {DOCUMENTED_PATHS.get(path, path) for path in paths}
    for template in index["links"].values():
        assert template.partition("{?")[0] in documented, template


def test_the_index_and_the_document_name_the_same_parameters(ask):
    document = json.loads((ROOT / "docs" / "openapi.json").read_text())
    for template in json.loads(ask("GET", "/v1")["body"])["links"].values():
        path, _, query = template.removesuffix("}").partition("{?")
        item = document["paths"].get(path, {})
        declared = [
            parameter["name"] for parameter in item.get("get", {}).get("parameters", []) if parameter["in"] == "query"
        ]
        assert sorted(query.split(",") if query else []) == sorted(declared), template


def test_the_index_describes_the_site_from_the_templates_parameters(ask):
    site = json.loads(ask("GET", "/v1")["body"])["site"]
    assert site == {
        "name": "Gazette",
        "url": "https://news.example",
        "logo": None,
        "timezone": "Asia/Tashkent",
        "languages": [
            {"lang": "en", "name": "English"},
            {"lang": "ru", "name": "Русский"},
            {"lang": "uz", "name": "Oʻzbekcha"},
            {"lang": "uz-Cyrl", "name": "Ўзбекча"},
        ],
    }


def test_the_index_describes_the_sign_in_without_the_hosted_page(ask):
    sign_in = json.loads(ask("GET", "/v1")["body"])["sign_in"]
    assert sign_in["issuer"].startswith("https://cognito-idp.eu-central-1.amazonaws.com/")
    assert sign_in["client_id"]
    assert sign_in["authorize_url"] is None
    assert sign_in["token_url"] is None


def test_the_hosted_sign_in_is_an_authorization_code_with_pkce(ask, monkeypatch):
    monkeypatch.setenv("SIGN_IN_URL", "https://gazette-1.auth.eu-central-1.amazoncognito.com/oauth2/authorize")
    sign_in = json.loads(ask("GET", "/v1")["body"])["sign_in"]
    address, _, rest = sign_in["authorize_url"].partition("?")
    query, _, template = rest.partition("{")
    assert address == "https://gazette-1.auth.eu-central-1.amazoncognito.com/oauth2/authorize"
    assert dict(parse_qsl(query)) == {
        "response_type": "code",
        "client_id": sign_in["client_id"],
        "scope": "openid email profile",
        "code_challenge_method": "S256",
    }
    assert template == "&redirect_uri,state,code_challenge}"
    assert sign_in["token_url"] == "https://gazette-1.auth.eu-central-1.amazoncognito.com/oauth2/token"


def test_the_index_names_the_logo_of_a_site_that_has_one(ask, monkeypatch):
    monkeypatch.setenv("SITE_LOGO", "https://news.example/logo.svg")
    assert json.loads(ask("GET", "/v1")["body"])["site"]["logo"] == "https://news.example/logo.svg"


def test_a_site_without_a_domain_is_at_the_address_of_the_distribution(ask, monkeypatch):
    monkeypatch.setenv("SITE_URL", "")
    monkeypatch.setattr("gazette.aws.public.parameters._cache", {})
    name = STACK.environment(API_ROOT)["SITE_URL_PARAMETER"]
    boto3.client("ssm").put_parameter(Name=name, Value="https://d1.cloudfront.net", Type="String", Overwrite=True)
    assert json.loads(ask("GET", "/v1")["body"])["site"]["url"] == "https://d1.cloudfront.net"


def test_health_names_the_version_and_no_cache_stores_it(ask):
    answer = ask("GET", "/v1/health")
    assert json.loads(answer["body"]) == {"status": "ok", "version": __version__}
    assert answer["headers"]["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/v1", "/v1/health", "/v1/openapi.json"])
def test_unknown_and_repeated_query_parameters_are_refused(ask, path):
    for query in ("x=1", "lang=en&lang=ru"):
        answer = ask("GET", path, query=query)
        assert answer["statusCode"] == 422
        assert problem(answer)["errors"][0]["pointer"] in ("?x", "?lang")


def test_the_documentation_page_ignores_unknown_parameters(ask):
    assert ask("GET", "/v1/docs", query="utm_source=letter")["statusCode"] == 200


def test_the_document_is_the_stored_file_with_or_without_gzip(ask):
    stored = (ROOT / "docs" / "openapi.json").read_bytes()
    plain = ask("GET", "/v1/openapi.json")
    zipped = ask("GET", "/v1/openapi.json", headers={"accept-encoding": "gzip"})
    assert plain["body"].encode() == stored
    assert zlib.decompress(base64.b64decode(zipped["body"]), 31) == stored
    assert zipped["headers"]["content-encoding"] == "gzip"
    assert plain["headers"]["etag"] != zipped["headers"]["etag"]


@pytest.mark.parametrize("path", ["/v1", "/v1/openapi.json", "/v1/docs", "/v1/docs/swagger-ui.js", "/v1/docs/page.css"])
def test_a_known_etag_is_304_without_a_body(ask, path):
    for headers in ({}, {"accept-encoding": "gzip"}):
        first = ask("GET", path, headers=headers)
        again = ask("GET", path, headers={**headers, "if-none-match": first["headers"]["etag"]})
        assert again["statusCode"] == 304
        assert "body" not in again
        assert again["headers"]["etag"] == first["headers"]["etag"]


@pytest.mark.parametrize("path", ["/v1", "/v1/health", "/v1/openapi.json", "/v1/docs", "/v1/docs/page.js"])
def test_head_is_answered_as_get(ask, path):
    assert ask("HEAD", path) == ask("GET", path)


def test_the_documentation_page_has_a_content_security_policy(ask):
    headers = ask("GET", "/v1/docs")["headers"]
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert "script-src 'self';" in headers["content-security-policy"]
    assert headers["x-robots-tag"] == "noindex"


def test_another_file_of_the_documentation_page_is_404(ask):
    assert ask("GET", "/v1/docs/handler.py")["statusCode"] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/nothing"),
        ("HEAD", "/v1/nothing"),
        ("POST", "/v1/nothing"),
        ("OPTIONS", "/v1/nothing"),
        ("GET", "/v1/articles/en/a/b"),
        ("DELETE", "/v1/editorial/articles/1/nothing"),
        ("POST", "/en/a/b"),
        ("DELETE", "/fr/a-slug"),
        ("POST", "/wp-login.php"),
    ],
)
def test_an_unknown_path_is_404(ask, method, path):
    answer = ask(method, path)
    assert answer["statusCode"] == 404
    assert answer["headers"]["cache-control"] == "public, max-age=10"
    if method != "HEAD":
        assert problem(answer)["type"] == "urn:gazette:problem:not-found"
        assert problem(answer)["instance"] == path


@pytest.mark.parametrize(
    ("path", "lang", "title"),
    [
        ("/en/sport/a/b", "en", "There is no such page"),
        ("/ru/tag/a/b", "ru", "Такой страницы нет"),
        ("/fr/sport/a/b", "en", "There is no such page"),
        ("/<b>/x/y", "en", "There is no such page"),
        ("//", "en", "There is no such page"),
    ],
)
def test_an_unknown_path_outside_the_api_is_a_page(ask, path, lang, title):
    answer = ask("GET", path)
    shown = page(answer)
    assert (answer["statusCode"], answer["headers"]["cache-control"]) == (404, "public, max-age=10")
    assert "script-src 'self'" in answer["headers"]["content-security-policy"]
    assert shown.query_one("html").attrs["lang"] == lang
    assert text(shown, "h1") == title
    assert attributes(shown, "a", "href") == [f"/{lang}", f"/{lang}", f"/{lang}/archive"]
    assert "{{" not in answer["body"]
    assert ask("HEAD", path)["statusCode"] == 404


VALUES = {
    "lang": "en",
    "id": "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB",
    "slug": "a-slug",
    "token": "t",
    "version": "2",
    "file": "site.css",
    "source": "cbu",
    "date": "2025-12-18",
    "day": "2025-12-18",
    "currency": "USD",
}


@pytest.fixture
def methods_by_path():
    """Methods of every path of the template, its variables filled in."""
    methods = defaultdict(set)
    for route in ROUTES:
        if route.key not in FALLBACK_ROUTES:
            method, _, path = route.key.partition(" ")
            methods[DOCUMENTED_PATHS.get(path, path).format_map(VALUES)].add(method)
    assert len(methods) > 30
    return methods


def allowed(answer):
    return set(answer["headers"]["allow"].split(", "))


def test_any_other_method_of_a_path_is_405_with_the_methods_that_it_has(ask, methods_by_path):
    for path, methods in methods_by_path.items():
        for method in (METHODS | {"TRACE", "BREW"}) - methods:
            if ROUTES.match(method, path)[0].function == "SubscriptionsFunction":
                continue  # it has a page for browsers, and the same answer for programs (test_damaged_links.py)
            answer = ask(method, path)
            assert answer["statusCode"] == 405, (method, path)
            assert allowed(answer) == methods | {"OPTIONS"}, (method, path)
            assert answer["headers"]["cache-control"] == "no-store", (method, path)


def test_options_without_a_preflight_lists_the_methods_of_a_path(ask, methods_by_path):
    for path, methods in methods_by_path.items():
        answer = ask("OPTIONS", path)
        assert answer["statusCode"] == 204, path
        assert allowed(answer) == methods | {"OPTIONS"}, path


@pytest.mark.parametrize(
    ("path", "location"),
    [("/en/", "/en"), ("/EN/", "/EN"), ("/ru/a-slug/", "/ru/a-slug"), ("/v1/pages/", "/v1/pages")],
)
def test_a_known_path_with_a_final_slash_is_redirected(ask, path, location):
    answer = ask("GET", path)
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, location)


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/en/a\r\nset-cookie:a=b/", "/en/a%0D%0Aset-cookie:a=b"),
        ("/ru/метро/", "/ru/%D0%BC%D0%B5%D1%82%D1%80%D0%BE"),
        ("/en/who?/", "/en/who%3F"),
        ("/en/100%/", "/en/100%25"),
        ("/en/a#b\\c/", "/en/a%23b%5Cc"),
        ("/en/a-slug//", "/en/a-slug"),
    ],
)
def test_the_redirection_is_to_the_same_path_percent_encoded(ask, path, location):
    answer = ask("GET", path)
    assert answer["headers"]["location"] == location
    assert json.loads(answer["body"]) == {"url": location}


@pytest.mark.parametrize("path", ["//news.example/", "/xx/", "/v1/nothing/", "/v1/subscriptions/"])
def test_an_unknown_path_with_a_final_slash_is_404(ask, path):
    assert ask("GET", path)["statusCode"] == 404


def test_the_redirection_keeps_the_query(ask):
    for query in ("symbols=USD%2CEUR", "symbols=%0D%0A", "utm_source=a+b&x=%D1%8F"):
        assert ask("GET", "/v1/rates/", query=query)["headers"]["location"] == f"/v1/rates?{query}"


def test_the_redirection_encodes_what_a_query_may_not_have(ask):
    answer = ask("GET", "/v1/rates/", query='symbols="я\n"')
    assert answer["headers"]["location"] == "/v1/rates?symbols=%22%D1%8F%0A%22"


def test_a_write_with_a_final_slash_is_404(ask):
    assert ask("POST", "/en/")["statusCode"] == 404
