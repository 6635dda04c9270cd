"""Style sheet, script and icon."""

import base64
import gzip

import pytest

from cli.local.stack import ROOT
from functions.pages.handler import pages
from tests.support.html import attributes, page


def test_are_kept_for_ever_under_the_name_that_pages_give_them(get):
    front = page(get("/en"))
    paths = [
        *attributes(front, 'link[rel="stylesheet"]', "href"),
        *attributes(front, 'link[rel="icon"]', "href"),
        *attributes(front, "script[src]", "src"),
    ]
    types = []
    for path in paths:
        answer = get(path)
        assert answer["statusCode"] == 200
        assert answer["headers"]["cache-control"] == "public, max-age=31536000, immutable"
        assert answer["headers"]["x-content-type-options"] == "nosniff"
        types.append(answer["headers"]["content-type"])
    assert types == ["text/css; charset=utf-8", "image/svg+xml", "text/javascript; charset=utf-8"]


def test_are_sent_packed_to_who_takes_that(get):
    path = pages.assets.path("site.css")
    packed, plain = get(path, accept_encoding="br, gzip"), get(path)
    assert packed["headers"]["content-encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert plain["body"] == (ROOT / "web/assets/site.css").read_text()


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
@pytest.mark.parametrize("path", ["/favicon.ico", "/assets/favicon.0.ico"])
def test_the_icon_of_browsers_that_read_no_link_is_sent_as_it_is(get, path, encoding):
    answer = get(path, accept_encoding=encoding)
    content = base64.b64decode(answer["body"])
    assert answer["isBase64Encoded"]
    assert (gzip.decompress(content) if encoding == "gzip" else content) == (
        ROOT / "web/assets/favicon.ico"
    ).read_bytes()
    assert (answer["statusCode"], answer["headers"]["content-type"]) == (200, "image/x-icon")
    assert get(path, accept_encoding=encoding, if_none_match=answer["headers"]["etag"])["statusCode"] == 304


def test_are_not_sent_again_to_who_has_them(get):
    path = pages.assets.path("site.js")
    assert get(path, if_none_match=get(path)["headers"]["etag"])["statusCode"] == 304


def test_answer_for_a_while_under_the_names_of_an_earlier_deployment(get):
    answer = get("/assets/site.000000000000.css")
    assert answer["statusCode"] == 200
    assert answer["headers"]["cache-control"] == "public, max-age=60, s-maxage=60, stale-while-revalidate=30"


@pytest.mark.parametrize("file", ["site.txt", "..%2Ftexts%2Fen.json", "site", "%00", "site.css.map"])
def test_are_those_of_the_folder_and_no_others(get, file):
    assert get(f"/assets/{file}")["statusCode"] == 404
