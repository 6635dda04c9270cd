"""The page of a preview, without any draft."""

import re

import pytest

from cli.local.stack import ROOT
from functions.pages.handler import pages
from gazette.articles.body.allowlist import ATTRIBUTES, ELEMENTS
from gazette.aws.public.reader import Reader
from tests.support.html import attributes, meta, page, text

SCRIPT = (ROOT / "web/assets/preview.js").read_text()


@pytest.fixture(autouse=True)
def _no_reads(monkeypatch):
    monkeypatch.setattr(Reader, "start", lambda *_: pytest.fail("read"))


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_no_cache_keeps_it_and_no_search_engine_lists_it(get, method):
    answer = get("/en/preview", method=method)
    headers = answer["headers"]
    assert (answer["statusCode"], headers["cache-control"], headers["x-robots-tag"]) == (200, "no-store", "noindex")
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "etag" not in headers
    shown = meta(page(answer))
    assert (shown["robots"], shown["referrer"]) == ("noindex", "no-referrer")


@pytest.mark.parametrize(
    ("lang", "heading"),
    [
        ("en", "Preview"),
        ("ru", "Предпросмотр"),
        ("uz", "Oldindan koʻrish"),
        ("uz-Cyrl", "Олдиндан кўриш"),
    ],
)
def test_it_is_in_the_language_of_its_path(get, lang, heading):
    shown = page(get(f"/{lang}/preview"))
    assert (shown.query_one("html").attrs["lang"], text(shown, "h1")) == (lang, heading)
    links = attributes(shown, "nav a[hreflang]", "href")
    assert links == [f"/{other}/preview" for other in ("en", "ru", "uz", "uz-Cyrl")]


def test_another_letter_case_leads_to_it(get):
    answer = get("/UZ-cyrl/preview")
    assert (answer["statusCode"], answer["headers"]["location"]) == (301, "/uz-Cyrl/preview")


def test_its_scripts_are_files_of_the_site(get):
    scripts = attributes(page(get("/en/preview")), "script", "src")
    assert scripts == [pages.assets.path(name) for name in ("site.js", "preview.js")]


def test_the_script_takes_what_a_rendered_body_may_have():
    elements, taken = (set(names.split()) for names in re.findall(r'new Set\("([^"]+)"\.split', SCRIPT))
    assert elements == ELEMENTS
    pictures = {"srcset", "sizes", "loading", "decoding"}
    embeds = {"data-embed", "data-id", "data-frame"}
    assert taken == set().union(*ATTRIBUTES.values()) | pictures | embeds
