"""Style sheet, script, fonts and icon."""

import base64
import gzip
import re

import pytest

from cli.local.stack import ROOT
from functions.pages.handler import pages
from tests.support.html import attributes, page


def test_are_kept_for_ever_under_the_name_that_pages_give_them(get):
    front = page(get("/en"))
    paths = [
        *attributes(front, 'link[rel="preload"][as="font"][crossorigin]', "href"),
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
    assert types == [
        "font/woff2",
        "font/woff2",
        "text/css; charset=utf-8",
        "image/svg+xml",
        "text/javascript; charset=utf-8",
    ]


def test_are_sent_packed_to_who_takes_that(get):
    path = pages.assets.path("site.css")
    packed, plain = get(path, accept_encoding="br, gzip"), get(path)
    assert packed["headers"]["content-encoding"] == "gzip"
    assert gzip.decompress(base64.b64decode(packed["body"])).decode() == plain["body"]
    assert (ROOT / "web/assets/site.css").read_text().rpartition("@import")[2].partition("\n")[2] in plain["body"]


@pytest.mark.parametrize("encoding", ["gzip, br", "identity"])
def test_fonts_are_the_same_bytes_for_everyone(get, encoding):
    """They are compressed already."""
    path = pages.assets.path("head-latin.woff2")
    answer = get(path, accept_encoding=encoding)
    assert base64.b64decode(answer["body"]) == (ROOT / "web/assets/head-latin.woff2").read_bytes()
    assert answer["headers"] == {
        "content-type": "font/woff2",
        "cache-control": "public, max-age=31536000, immutable",
        "etag": f'"{pages.assets.get("head-latin.woff2").etag}"',
        "x-content-type-options": "nosniff",
    }
    assert get(path, if_none_match=answer["headers"]["etag"])["statusCode"] == 304


def test_fonts_are_in_the_style_sheet_by_paths_that_caches_keep_for_ever(get):
    style_sheet = get(pages.assets.path("site.css"))["body"]
    assert "@import" not in style_sheet
    paths = re.findall(r"url\(([^)]*)\)", style_sheet)
    assert set(paths) == {pages.assets.path(file.name) for file in (ROOT / "web/assets").glob("*.woff2")}


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
