"""GET /v1/channels."""

import json

import pytest

from gazette.subscriptions.public.channels import consent_texts
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


def test_every_consent_text_stays_readable_by_its_version(reader):
    for version, text in consent_texts().items():
        response = reader.call("GET /v1/channels", query=f"lang=ru&consent={version}")
        consent = json.loads(response["body"])["consent"]
        assert (consent["version"], consent["text"], consent["privacy_url"]) == (version, text, None)
    assert reader.call("GET /v1/channels", query="consent=0000")["statusCode"] == 404


def test_the_consent_text_comes_with_the_privacy_page_of_its_language(reader, monkeypatch):
    monkeypatch.setenv("PRIVACY_PATH", "/{lang}/privacy")
    body = json.loads(reader.call("GET /v1/channels", query="lang=uz-Cyrl")["body"])
    assert body["consent"]["privacy_url"] == "/uz-Cyrl/privacy"
    page = reader.call("GET /v1/subscriptions", accept="text/html", query="lang=ru")["body"]
    assert '<a href="/ru/privacy">Политика конфиденциальности</a>' in page
