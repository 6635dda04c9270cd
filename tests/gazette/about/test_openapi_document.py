"""The OpenAPI document as a function serves it."""

import json

import pytest

from gazette.about.openapi_document import OpenApiDocument
from gazette.encoding import etag as encoding_etag
from gazette.encoding import unpack_view

LANGUAGES = ("en", "uz-Cyrl")


@pytest.fixture
def document(tmp_path):
    paths = {
        "/v1": {"get": {}, "head": {}},
        "/v1/things": {"get": {}, "post": {}},
        "/v1/things/{id}": {"patch": {}},
        "/v1/things/new": {"put": {}},
        "/{lang}": {"get": {"parameters": [{"name": "lang", "schema": {"enum": ["en", "uz-Cyrl"]}}]}},
        "/{lang}/{slug}": {"get": {}},
        "/assets/{file}": {"get": {}},
    }
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps({"paths": paths}))
    return OpenApiDocument(str(file))


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1", ["GET", "HEAD"]),
        ("/v1/things", ["GET", "POST"]),
        ("/v1/things/7", ["PATCH"]),
        ("/v1/things/a%2Fb", ["PATCH"]),
        ("/en/a-slug", ["GET"]),
        ("/uz-Cyrl/a-slug", ["GET"]),
        ("/assets/site.css", ["GET"]),
    ],
)
def test_a_path_has_the_methods_of_its_template(document, path, methods):
    assert document.list_methods(path, LANGUAGES) == methods


def test_a_path_that_matches_several_templates_has_the_methods_of_all(document):
    assert document.list_methods("/v1/things/new", LANGUAGES) == ["PATCH", "PUT"]


@pytest.mark.parametrize(
    "path", ["", "/", "/v2", "/v1/", "/v1/nothing", "/v1/things/", "/v1/things/7/8", "/fr/a-slug", "/en/", "//v1", "v1"]
)
def test_a_path_that_matches_no_template_has_no_methods(document, path):
    assert document.list_methods(path, LANGUAGES) == []


def test_the_view_is_the_packed_document_under_the_etag_of_its_content(document):
    view, etag = document.load_view(LANGUAGES)
    assert "/v1/things" in json.loads(unpack_view(view))["paths"]
    assert etag == encoding_etag(unpack_view(view))


def test_the_view_has_the_languages_of_the_site(document):
    view, _ = document.load_view(("de", "fr"))
    assert '"enum": ["de", "fr"]' in unpack_view(view)
    assert "uz-Cyrl" not in unpack_view(view)
