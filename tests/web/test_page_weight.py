"""What a page weighs beside its pictures and fonts, as it travels: at most 30 kB, with limits for each part."""

import gzip
import re
from datetime import date

import pytest

from functions.pages.handler import handler, pages
from gazette.rates.sources import load_bank
from tests.support.events import http_event
from tests.support.rate_history import generate_sheets, put_sheets
from tests.support.site_content import PARAGRAPHS, SITE, article

MOST = {"html": 14_500, "css": 10_000, "js": 3_000}
"""Bytes after gzip."""
STORIES = 40

TITLE = "Железная дорога впервые пересекла высокогорный перевал после одиннадцати зим работы"
DEK = "Последний рельс уложен на высоте 2266 метров. Грузовые поезда пойдут весной, пассажирам придётся подождать."
SECTIONS = ("Общество", "Экономика", "Культура", "Наука", "Спорт", "Мир")


def weigh(html):
    """Bytes of each part of a page, packed: those that its HTML names."""
    names = [f"{stem}.{ending}" for stem, ending in re.findall(r'"/assets/([\w-]+)\.\w+\.(css|js)"', html)]
    assert {"site.css", "site.js"} <= set(names)
    weights = {"html": len(gzip.compress(html.encode())), "css": 0, "js": 0}
    for name in names:
        weights[name.rpartition(".")[2]] += len(gzip.compress(pages.assets.get(name).content))
    return weights


def check(html):
    heavy = {part: weight for part, weight in weigh(html).items() if weight > MOST[part]}
    assert heavy == {}


def make_picture(number):
    """A picture with addresses as those of uploads: no two are alike."""
    folder = f"{SITE}/media/01KCRA7Q00{number * 7919:016X}/1-{number * 104729:012x}"
    crops = [
        {"url": f"{folder}/x500-y400-{width}.webp", "width": width, "height": width // 3 * 2}
        for width in (320, 640, 1280)
    ]
    sources = [
        {"url": f"{folder}/{width}.webp", "width": width, "height": width // 3 * 2} for width in (480, 960, 1600)
    ]
    share = {"url": f"{folder}/share-x500-y400.jpg", "bytes": 90_000}
    texts = {"alt": "Поезд на мосту", "caption": "Первый поезд на новом мосту", "credit": "Фото: А. Каримов"}
    return {
        **texts,
        "placeholder": "data:,",
        "share": share,
        "width": 1600,
        "height": 1066,
        "sources": sources,
        "crops": crops,
    }


@pytest.fixture
def html(context):
    def html(path, query=""):
        lang, *slug = path.strip("/").split("/")
        route = "GET /{lang}/{slug}" if slug else "GET /{lang}"
        params = {"lang": lang} | ({"slug": slug[0]} if slug else {})
        if slug in (["rates"], ["preview"]):
            route, params = f"GET /{{lang}}/{slug[0]}", {"lang": lang}
        return handler(http_event(route, path=path, params=params, query=query), context)["body"]

    return html


def test_a_front_page_of_forty_stories_with_pictures_in_cyrillic_is_light(content, html):
    content.rates()
    for number in range(1, 56):
        section = {"slug": f"section-{number % 6}", "name": SECTIONS[number % 6]}
        parts = {"title": f"{TITLE} {number}", "dek": DEK, "slug": f"zheleznaya-doroga-pereval-{number * 7919}"}
        content.publish(article(number, "ru", image=make_picture(number), categories=[section], **parts))
    content.blocks("ru", **{name: range(first + 1, 36, 6) for first, name in enumerate(SECTIONS)})
    front = html("/ru")
    assert len(re.findall("<h[23]><a|<li><time", front)) >= STORIES
    check(front)


def test_an_article_of_a_thousand_words_is_light(content, html):
    content.rates()
    body = "\n".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS * 4)
    assert len(body.split()) >= 1000
    content.publish(article(image=make_picture(1), body_html=body))
    for number in range(2, 20):
        content.publish(article(number, image=make_picture(number)))
    content.blocks(Economy=range(2, 10))
    check(html("/en/the-railway-has-crossed-the-pass-1"))


def test_all_currencies_of_a_bank_and_a_chart_of_ten_years_in_cyrillic_are_light(dynamodb, stack, html):
    """Rates that move by chance, because those that are alike pack well."""
    table, cbu, last = stack.physical("RatesTable"), load_bank("cbu"), date(2025, 12, 18)
    before = generate_sheets(date(2015, 12, 1), date(2025, 10, 31), ["USD"])
    put_sheets(dynamodb, table, cbu, before, with_sheets=False)
    put_sheets(dynamodb, table, cbu, generate_sheets(date(2025, 11, 1), last))
    page = html("/uz-Cyrl/rates", f"date={last}&from=2015-12-18&to={last}")
    assert page.count("<tr") > 75 + 250
    check(page)


def test_the_page_of_a_preview_is_light(html):
    """It is one script heavier, and has no content."""
    assert sum(weigh(html("/uz-Cyrl/preview")).values()) <= 20_000
