"""The page of the desk and the files of its build."""

import json
import os
import re

import pytest

from functions.pages import handler as pages_handler
from functions.pages.handler import pages
from gazette.articles.fields import RESERVED_SLUGS
from gazette.aws.public.reader import Reader
from gazette.pages.desk.files import DeskFiles
from tests.support.html import attributes, meta, page, text


@pytest.fixture(autouse=True)
def _no_reads(monkeypatch):
    monkeypatch.setattr(Reader, "start", lambda *_: pytest.fail("read"))


@pytest.fixture
def build(monkeypatch, tmp_path):
    """Writes files where the build writes them, instead of what was there."""

    def build(**files):
        for path in tmp_path.iterdir():
            path.unlink()
        for name, content in files.items():
            (tmp_path / name).write_text(content)

    monkeypatch.setattr(pages_handler, "DESK", str(tmp_path))
    return build


def entry(script, style, *imports):
    return {"files.json": json.dumps({"script": script, "style": style, "imports": imports})}


def test_the_page_loads_the_files_of_its_build_and_what_the_api_says_about_the_site(get):
    document = page(get("/desk"))
    assert attributes(document, "script", "src") == ["/desk/desk-0123ABCD.js"]
    assert attributes(document, "script", "type") == ["module"]
    assert attributes(document, 'link[rel="modulepreload"]', "href") == ["/desk/chunk-89ABCDEF.js"]
    styles = attributes(document, 'link[rel="stylesheet"]', "href")
    assert styles == ["/desk/desk-4567EFGH.css", pages.assets.path("fonts.css")]
    assert attributes(document, 'link[rel="preload"]', "href") == ["/v1"]
    assert text(document, "#desk") == ""
    assert meta(document)["robots"] == "noindex"


def test_without_script_the_page_says_so_in_its_three_languages(get):
    [sentences] = re.findall(r"<noscript>(.*)</noscript>", get("/desk")["body"], re.DOTALL)
    assert re.findall(r'<p lang="(\w+)">.*JavaScript.*</p>', sentences) == ["en", "ru", "uz"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_page_is_asked_for_each_time_and_sent_only_if_it_changed(get, build, method):
    build(**entry("desk-AAAAAAAA.js", "desk-BBBBBBBB.css"))
    first = get("/desk", method=method)
    assert (first["statusCode"], first["headers"]["cache-control"]) == (200, "no-cache")
    etag = first["headers"]["etag"]
    assert etag.startswith('"')
    assert get("/desk", method=method, if_none_match=etag)["statusCode"] == 304
    build(**entry("desk-CCCCCCCC.js", "desk-BBBBBBBB.css"))
    assert get("/desk", method=method, if_none_match=etag)["statusCode"] == 200


def test_the_page_connects_to_this_site_the_bucket_and_the_sign_in_page_only(get, monkeypatch):
    monkeypatch.setitem(os.environ, "UPLOAD_URL", "https://media.s3.eu-central-1.amazonaws.com")
    monkeypatch.setitem(os.environ, "DESK_SIGN_IN_URL", "https://a.auth.example/oauth2/authorize")
    headers = get("/desk")["headers"]
    assert headers["content-security-policy"].split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self' https://media.s3.eu-central-1.amazonaws.com https://a.auth.example",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types ProseMirrorClipboard desk",
    ]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-robots-tag"] == "noindex"
    assert headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    assert "camera=()" in headers["permissions-policy"]


def test_nothing_in_the_page_needs_an_exception_from_its_policy(get):
    document = page(get("/desk"))
    assert document.query("style, [style], iframe, form, base") == []
    assert all(not script.to_text() for script in document.query("script"))
    for selector, name in (("script", "src"), ("link", "href")):
        assert all(address.startswith("/") for address in attributes(document, selector, name))


def test_until_it_is_built_a_page_says_how_and_loads_itself_again(get, build):
    build()
    answer = get("/desk")
    assert answer["statusCode"] == 503
    assert (answer["headers"]["cache-control"], answer["headers"]["retry-after"]) == ("no-store", "3")
    assert "make desk" in text(page(answer))
    assert attributes(page(answer), 'meta[http-equiv="refresh"]', "content") == ["3"]
    build(**entry("desk-AAAAAAAA.js", "desk-BBBBBBBB.css"))
    assert get("/desk")["statusCode"] == 200


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("desk-AAAAAAAA.js", "text/javascript; charset=utf-8"),
        ("desk-BBBBBBBB.css", "text/css; charset=utf-8"),
        ("chunk-CCCCCC99.js", "text/javascript; charset=utf-8"),
        ("desk-AAAAAAAA.js.LEGAL.txt", "text/plain; charset=utf-8"),
    ],
)
def test_browsers_keep_the_files_for_ever(get, build, name, content_type):
    build(**{name: "content Ж"})
    answer = get(f"/desk/{name}")
    assert (answer["statusCode"], answer["body"]) == (200, "content Ж")
    assert answer["headers"]["cache-control"] == "public, max-age=31536000, immutable"
    assert (answer["headers"]["content-type"], answer["headers"]["x-content-type-options"]) == (content_type, "nosniff")
    assert get(f"/desk/{name}", accept_encoding="gzip")["headers"]["content-encoding"] == "gzip"
    assert get(f"/desk/{name}", if_none_match=answer["headers"]["etag"])["statusCode"] == 304


@pytest.mark.parametrize(
    "name",
    [
        "files.json",
        "desk.js",
        "desk-AAAAAAAA.js.map",
        "desk-aaaaaaaa.js",
        "desk-AAAAAAAA.js\n",
        "desk-\u0410AAAAAAA.js",
    ],
)
def test_no_other_file_of_the_folder_is_served(get, build, name):
    build(**{**entry("desk-AAAAAAAA.js", "desk-BBBBBBBB.css"), name: "x"})
    assert get(f"/desk/{name}")["statusCode"] == 404


@pytest.mark.parametrize("name", ["../outside-AAAAAAAA.js", "/etc/passwd", "desk-AAAAAAAA.js/../outside-AAAAAAAA.js"])
def test_no_path_leaves_the_folder(tmp_path, name):
    """The gateway decodes `%2F`."""
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "desk-AAAAAAAA.js").write_text("inside")
    (tmp_path / "outside-AAAAAAAA.js").write_text("outside")
    files = DeskFiles(str(folder))
    assert files.find("desk-AAAAAAAA.js") is not None
    assert files.find(name) is None


def test_files_of_a_former_build_are_gone(get, build):
    build(**{"desk-AAAAAAAA.js": "new"})
    assert get("/desk/desk-ZZZZZZZZ.js")["statusCode"] == 404


def test_no_article_takes_the_address():
    assert "desk" in RESERVED_SLUGS
