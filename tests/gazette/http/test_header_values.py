"""Headers of responses: locations are percent-encoded, and nothing but printable ASCII leaves a function."""

import pytest

from gazette.http.header_values import build_location
from gazette.http.public import dispatch
from gazette.http.resolver import build_handler, build_resolver, staff_response
from gazette.http.responses import redirect
from tests.support.events import http_event


@pytest.mark.parametrize(
    ("path", "query", "location"),
    [
        ("/en/metro-opens", "", "/en/metro-opens"),
        ("/v1/rates", "symbols=USD%2CEUR&x=a+b", "/v1/rates?symbols=USD%2CEUR&x=a+b"),
        ("/ru/метро", "q=я", "/ru/%D0%BC%D0%B5%D1%82%D1%80%D0%BE?q=%D1%8F"),
        ("/en/a\r\nb", "x=\r\n", "/en/a%0D%0Ab?x=%0D%0A"),
        ("/en/who?", "", "/en/who%3F"),
        ("/en/100%", "", "/en/100%25"),
        ("//evil.example/a", "", "/evil.example/a"),
        ("/\\evil.example", "", "/%5Cevil.example"),
        ("/en/\ud800", "", "/en/%3F"),
    ],
)
def test_a_location_is_a_reference_on_this_host(path, query, location):
    assert build_location(path, query) == location


UNPRINTABLE = "/ru/м\r\nx: y\x7f\ud800"
ENCODED = "/ru/%D0%BC%0D%0Ax: y%7F?"


def test_a_header_of_a_public_read_is_printable_ascii(context):
    handler = dispatch({"GET /v1/thing": lambda request: redirect(request, UNPRINTABLE, "")})
    assert handler(http_event("GET /v1/thing"), context)["headers"]["location"] == ENCODED


def test_a_header_of_a_staff_route_is_printable_ascii(context):
    app = build_resolver()

    @app.post("/v1/thing")
    def create():
        return staff_response({}, 201, location=UNPRINTABLE)

    assert build_handler(app)(http_event("POST /v1/thing"), context)["headers"]["location"] == ENCODED
