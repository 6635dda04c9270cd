"""What messengers and networks show of a link.

Facebook and Telegram read Open Graph (ogp.me: title, type, url and image are required). X reads `twitter:card`, and the
rest from Open Graph (developer.x.com, "Cards markup": JPEG, PNG, WebP or GIF of less than 5 MB). None of them runs
scripts. A size beside the image lets the first share have it already.
"""

from urllib.parse import urlsplit

import pytest

from tests.support.html import attributes, meta, page
from tests.support.site_content import PICTURE, SITE, article

SHARE = {"url": f"{SITE}/media/share.jpg", "bytes": 90_000}
BASIC = ("og:title", "og:type", "og:url", "og:image")
MAX_HEAD = 32_000
"""Bytes: robots of messengers read no more than the beginning of a page."""


@pytest.fixture(autouse=True)
def _published(content):
    content.term("category", "economy", "Economy")
    story = content.publish(article(image={**PICTURE, "share": SHARE}))
    content.list(story, "en/category/economy")


@pytest.mark.parametrize(("path", "kind"), [("/en", "website"), ("/en/the-railway-has-crossed-the-pass-1", "article")])
def test_a_page_with_a_picture_is_a_large_card(get, path, kind):
    answer = get(path)
    head = meta(page(answer))
    assert all(head[name] for name in BASIC)
    assert head["og:type"] == kind
    assert urlsplit(head["og:image"]).scheme == "https"
    assert (head["og:image:type"], head["og:image:width"], head["og:image:height"]) == ("image/jpeg", "1200", "630")
    assert head["twitter:card"] == "summary_large_image"
    assert 0 < len(head["og:description"]) <= 1000
    assert len(answer["body"].partition("</head>")[0].encode()) < MAX_HEAD


def test_the_address_of_a_preview_is_the_canonical_one(get):
    for path in ("/en", "/en/the-railway-has-crossed-the-pass-1", "/en/category/economy"):
        document = page(get(path, "utm_source=telegram&fbclid=1"))
        assert attributes(document, 'link[rel="canonical"]', "href") == [meta(document)["og:url"]] == [f"{SITE}{path}"]


def test_a_page_without_a_picture_is_a_small_card(content, get):
    content.publish(article(2, "ru"))
    for path in ("/ru", "/ru/the-railway-has-crossed-the-pass-2", "/en/category/economy"):
        head = meta(page(get(path)))
        assert ("og:image" in head, head["twitter:card"]) == (False, "summary")
