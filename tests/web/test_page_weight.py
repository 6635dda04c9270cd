"""What a page weighs beside its images: at most 30 kB, packed or not."""

import gzip
import re
from datetime import date

import pytest

from cli.local.stack import ROOT
from functions.pages.handler import handler
from tests.support.events import http_event
from tests.support.fake_cbu import full
from tests.support.site_content import PARAGRAPHS, article

MOST = 30_000

TITLE = "Железная дорога впервые пересекла высокогорный перевал после одиннадцати зим работы"
DEK = "Последний рельс уложен на высоте 2266 метров. Грузовые поезда пойдут весной, пассажирам придётся подождать."


def weight(html, pack):
    names = [f"{stem}.{ending}" for stem, ending in re.findall(r'"/assets/(\w+)\.\w+\.(css|js|svg)"', html)]
    assert {"site.css", "site.js", "icon.svg"} <= set(names)
    files = [(ROOT / "web/assets" / name).read_bytes() for name in names]
    return sum(len(pack(part)) for part in (html.encode(), *files))


@pytest.fixture
def html(context):
    def html(path):
        lang, *slug = path.strip("/").split("/")
        route = "GET /{lang}/{slug}" if slug else "GET /{lang}"
        params = {"lang": lang} | ({"slug": slug[0]} if slug else {})
        if slug == ["rates"]:
            route, params = "GET /{lang}/rates", {"lang": lang}
        return handler(http_event(route, path=path, params=params), context)["body"]

    return html


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_a_full_front_page_in_cyrillic_is_light(content, html, pack):
    content.rates()
    for number in range(1, 31):
        content.publish(article(number, "ru", title=TITLE, dek=DEK))
    assert html("/ru").count("<h2><a") == 20
    assert weight(html("/ru"), pack) <= MOST


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "packed"])
def test_a_long_article_is_light(content, html, pack):
    content.rates()
    body = "\n".join(f"<p>{paragraph} {paragraph}</p>" for paragraph in PARAGRAPHS * 2)
    content.publish(article(body_html=body))
    assert weight(html("/en/the-railway-has-crossed-the-pass-1"), pack) <= MOST


def test_all_currencies_of_a_bank_in_cyrillic_are_light_as_they_travel(content, html):
    """Three lists of names and 75 rows are all alike, and pack well; 75 names are more than a front page has."""
    content.sheets(*(full(day) for day in (date(2025, 12, 17), date(2025, 12, 18))))
    assert html("/uz-Cyrl/rates").count("<tr>") > 75
    assert weight(html("/uz-Cyrl/rates"), gzip.compress) <= MOST / 2
