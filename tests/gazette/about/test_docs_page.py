"""The documentation page and the files that it loads."""

import re
from importlib.metadata import files

import pytest

from cli.local.stack import ROOT
from gazette.about.docs_page import HEADERS, DocsPage
from gazette.encoding import unpack_view

FOLDER = str(ROOT / "functions" / "api_root")


@pytest.fixture
def docs_page():
    return DocsPage(FOLDER, "Kurier & <Post>")


def test_the_page_names_the_site_and_escapes_its_name(docs_page):
    assert "<title>Kurier &amp; &lt;Post&gt;: API</title>" in docs_page.render()


def test_every_file_that_the_page_loads_is_served(docs_page):
    loaded = re.findall(r'(?:src|href)="/v1/docs/([^"]+)"', docs_page.render())
    assert sorted(loaded) == ["page.css", "page.js", "swagger-ui.css", "swagger-ui.js"]
    for name in loaded:
        view, etag, media_type = docs_page.load_file(name)
        assert unpack_view(view), name
        assert len(etag) == 32
        assert media_type.startswith("text/css" if name.endswith(".css") else "text/javascript")


def test_swagger_ui_comes_with_powertools(docs_page):
    [carried] = [file for file in files("aws-lambda-powertools") if file.name == "swagger-ui-bundle.min.js"]
    assert unpack_view(docs_page.load_file("swagger-ui.js")[0]) == carried.locate().read_text()


@pytest.mark.parametrize(
    "name", ["", "handler.py", "openapi.json", "../api_root/handler.py", "swagger-ui.js.map", "page.html"]
)
def test_no_other_file_is_served(docs_page, name):
    assert docs_page.load_file(name) is None


def test_the_page_loads_nothing_from_another_host(docs_page):
    assert "http" not in re.sub(r"http-equiv|https?://www\.w3\.org", "", docs_page.render())
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert all("http" not in value and "*" not in value and "unsafe" not in value for value in policy.values())
