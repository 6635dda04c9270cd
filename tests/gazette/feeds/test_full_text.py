"""Bodies of articles for feed readers."""

from typing import Any

import pytest

from gazette.feeds.full_text import make_addresses_absolute, render_body

PAGE = "https://news.example/en/a-summit"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<a href="/ru">x</a>', '<a href="https://news.example/ru">x</a>'),
        ('<a href="other" rel="noopener">x</a>', '<a href="https://news.example/en/other" rel="noopener">x</a>'),
        ('<a href="#top">x</a>', f'<a href="{PAGE}#top">x</a>'),
        ('<a href="//cdn.example/x">x</a>', '<a href="https://cdn.example/x">x</a>'),
        ('<img alt="a > b" src="/x.png">', '<img alt="a > b" src="https://news.example/x.png">'),
        ('<q cite="/law?a=1&amp;b=2">x</q>', '<q cite="https://news.example/law?a=1&amp;b=2">x</q>'),
        ('<td title="src=" data-href="/x">y</td>', '<td title="src=" data-href="/x">y</td>'),
    ],
)
def test_addresses_are_those_that_a_browser_finds_on_the_page(body: str, expected: str) -> None:
    assert make_addresses_absolute(body, PAGE) == expected


@pytest.mark.parametrize(
    "body",
    [
        '<a href="https://other.example/x">x</a>',
        '<a href="mailto:a@news.example">x</a>',
        '<a href="tel:+998">x</a>',
        '<p>The attribute href="/x" of a text</p>',
        '<img src="https://a.example/1.webp" srcset="https://a.example/1.webp 320w, https://a.example/2.webp 640w">',
        '<figure data-embed="youtube" data-frame="https://y.example/e/1"><a href="https://y.example/1">A</a></figure>',
        '<a href="https://[broken">x</a>',
        "<p>1 < 2</p><br>",
    ],
)
def test_everything_else_stays_as_it_is(body: str) -> None:
    assert make_addresses_absolute(body, PAGE) == body


def test_the_corrections_have_their_heading_in_the_language_of_the_article() -> None:
    article: dict[str, Any] = {"lang": "ru", "url": PAGE, "body_html": "<p>Текст</p>"}
    assert render_body(article) == "<p>Текст</p>"
    article["corrections"] = [{"at": "2025-12-18T07:00:00Z", "note": "Не <там>"}]
    assert render_body(article) == "<p>Текст</p><h2>Исправления</h2><ul><li>Не &lt;там&gt;</li></ul>"
