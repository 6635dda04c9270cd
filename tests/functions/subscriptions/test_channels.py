"""GET /v1/channels."""

import json

import pytest

from tests.support.subscribers import CONSENT, read_pointers


def test_channels_are_cached_and_revalidated(reader):
    response = reader.call("GET /v1/channels", query="lang=ru")
    assert response["statusCode"] == 200
    assert response["headers"]["cache-control"].startswith("public, max-age=60, s-maxage=300")
    again = reader.call("GET /v1/channels", query="lang=ru", headers={"if-none-match": response["headers"]["etag"]})
    assert (again["statusCode"], again.get("body")) == (304, None)
    assert reader.call("HEAD /v1/channels", query="lang=ru") == response
    assert json.loads(reader.call("GET /v1/channels")["body"])["consent"]["version"] == CONSENT


@pytest.mark.parametrize(
    ("query", "pointer"), [("lang=xx", "?lang"), ("lang=en&lang=ru", "?lang"), ("language=en", "?language")]
)
def test_an_unknown_or_repeated_parameter_of_channels_is_named(reader, query, pointer):
    response = reader.call("GET /v1/channels", query=query)
    assert (response["statusCode"], read_pointers(response)) == (422, [pointer])
