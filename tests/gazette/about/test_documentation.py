import base64
import re
import zlib
from importlib.metadata import files

import pytest

from cli.local.stack import ROOT
from gazette.about.documentation import HEADERS, Documentation

FOLDER = str(ROOT / "functions" / "api_root")


@pytest.fixture
def documentation():
    return Documentation(FOLDER, "Kurier & <Post>")


def content(view):
    return zlib.decompress(base64.b64decode(view), 31)


def test_the_page_names_the_site_and_escapes_its_name(documentation):
    assert "<title>Kurier &amp; &lt;Post&gt;: API</title>" in documentation.page()


def test_the_page_loads_only_files_that_are_there(documentation):
    loaded = re.findall(r'(?:src|href)="/v1/docs/([^"]+)"', documentation.page())
    assert sorted(loaded) == ["page.css", "page.js", "swagger-ui.css", "swagger-ui.js"]
    for name in loaded:
        view, etag, media_type = documentation.file(name)
        assert content(view), name
        assert len(etag) == 32
        assert media_type.startswith("text/css" if name.endswith(".css") else "text/javascript")


def test_swagger_ui_is_the_one_that_powertools_carries(documentation):
    [carried] = [file for file in files("aws-lambda-powertools") if file.name == "swagger-ui-bundle.min.js"]
    assert content(documentation.file("swagger-ui.js")[0]) == carried.locate().read_bytes()


@pytest.mark.parametrize(
    "name", ["", "handler.py", "openapi.json", "../api_root/handler.py", "swagger-ui.js.map", "page.html"]
)
def test_no_other_file_is_given_away(documentation, name):
    assert documentation.file(name) is None


def test_nothing_of_the_page_may_come_from_another_host(documentation):
    assert "http" not in re.sub(r"http-equiv|https?://www\.w3\.org", "", documentation.page())
    policy = dict(part.strip().split(" ", 1) for part in HEADERS["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert all("http" not in value and "*" not in value and "unsafe" not in value for value in policy.values())
