import base64
import json
import zlib

import pytest

from gazette.about.document import Document, packed

LANGUAGES = ("en", "uz-Cyrl")


@pytest.fixture
def document(tmp_path):
    paths = {
        "/v1": {"get": {}, "head": {}},
        "/v1/things": {"get": {}, "post": {}},
        "/v1/things/{id}": {"patch": {}},
        "/v1/things/new": {"put": {}},
        "/{lang}/{slug}": {"get": {}},
        "/assets/{file}": {"get": {}},
    }
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps({"paths": paths}))
    return Document(str(file))


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
def test_a_path_takes_the_methods_of_its_template(document, path, methods):
    assert document.methods(path, LANGUAGES) == methods


def test_methods_of_several_templates_that_fit_one_path_are_joined_as_the_gateway_joins_them(document):
    assert document.methods("/v1/things/new", LANGUAGES) == ["PATCH", "PUT"]


@pytest.mark.parametrize(
    "path", ["", "/", "/v2", "/v1/", "/v1/nothing", "/v1/things/", "/v1/things/7/8", "/fr/a-slug", "/en/", "//v1", "v1"]
)
def test_what_no_template_fits_takes_no_method(document, path):
    assert document.methods(path, LANGUAGES) == []


def test_a_packed_document_unpacks_to_itself_under_an_etag_of_its_content():
    view, etag = packed(b'{"a": 1}')
    assert zlib.decompress(base64.b64decode(view), 31) == b'{"a": 1}'
    assert packed(b'{"a": 1}') == (view, etag)
    assert packed(b'{"a": 2}')[1] != etag


def test_packing_leaves_no_time_in_the_bytes():
    """Bytes 4 to 8 of a gzip header hold one."""
    assert base64.b64decode(packed(b"{}")[0])[4:8] == b"\0\0\0\0"
