"""Sitemaps: the index, months, news; read by a foreign parser and by the rules of the protocol."""

import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from usp.tree import sitemap_from_str

from functions.feeds import handler as feeds
from gazette.articles.requests import Schedule
from gazette.feeds import sitemaps
from gazette.http.responses import MAX_PLAIN
from tests.support.articles import AZIZA, NOON, minutes, new_id
from tests.support.conformance import body
from tests.support.site_content import article

MONTH, NEWS = "/sitemaps/en-2025-12.xml", "/sitemaps/en-news.xml"
XMLNS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def read_pages(api):
    """The pages of a sitemap, as a foreign parser reads them."""

    def read_pages(path):
        return list(sitemap_from_str(body(api.send("GET", path))).all_pages())

    return read_pages


def parse(text):
    return ElementTree.fromstring(text)  # noqa: S314 (our own text)


def test_the_index_names_the_months_and_the_news_of_each_language(api, publish_draft, tables):
    publish_draft()
    publish_draft(lang="uz-Cyrl", at=NOON - timedelta(days=60))
    tables.put("listings", {"listing": "sitemaps", "position": "de/2025-11"})  # a language that the site had
    root = parse(body(api.send("GET", "/sitemap.xml")))
    assert root.tag == f"{XMLNS}sitemapindex"
    addresses = [element.text for element in root.iter(f"{XMLNS}loc")]
    assert [address.removeprefix("https://news.example/sitemaps/") for address in addresses] == [
        *(f"{lang}-news.xml" for lang in ("en", "ru", "uz", "uz-Cyrl")),
        "en-2025-12.xml",
        "uz-Cyrl-2025-10.xml",
    ]
    assert "lastmod" not in body(api.send("GET", "/sitemap.xml"))


def test_every_sitemap_of_the_index_is_there(api, publish_draft):
    publish_draft()
    publish_draft(lang="uz-Cyrl")
    for address in re.findall("<loc>https://news.example([^<]+)</loc>", body(api.send("GET", "/sitemap.xml"))):
        api.send("GET", address)


def test_a_month_has_its_articles_with_translations_and_pictures(read_pages, publish_draft, put_picture):
    english = publish_draft(image={"media": (picture := put_picture()).id})
    publish_draft(lang="ru", translation_of=english.id, title="Саммит", slug="sammit", at=minutes(3))
    publish_draft(slug="older", at=NOON - timedelta(days=30))
    [page] = read_pages(MONTH)
    assert page.url == "https://news.example/en/a-summit"
    assert page.last_modified == NOON
    versions = [("en", "https://news.example/en/a-summit"), ("ru", "https://news.example/ru/sammit")]
    assert page.alternates == versions
    [image] = page.images
    assert image.loc == f"https://news.example/media/{picture.id}/1/1200.webp"
    [russian] = read_pages("/sitemaps/ru-2025-12.xml")
    assert (russian.alternates, russian.images) == (versions, None)


def test_pages_of_the_site_are_in_the_sitemap_and_not_in_the_news(api, read_pages, publish_draft, monkeypatch):
    monkeypatch.setattr(feeds, "now", lambda: minutes(1))
    publish_draft(kind="page", title="About us")
    assert [page.url for page in read_pages(MONTH)] == ["https://news.example/en/about-us"]
    assert read_pages(NEWS) == []


def test_an_emptied_month_is_an_empty_file(api, read_pages, publish_draft, commands):
    commands.unpublish(publish_draft(), by=AZIZA, at=minutes(1), write_id=new_id())
    assert read_pages(MONTH) == []
    root = parse(body(api.send("GET", MONTH)))
    assert (root.tag, len(root)) == (f"{XMLNS}urlset", 0)


@pytest.mark.parametrize(
    "file",
    [
        "en-2025-11.xml",
        "xx-2025-12.xml",
        "en-2025-13.xml",
        "en-2025-12",
        "en-news.xml.gz",
        "news.xml",
        "en-٢٠٢٥-12.xml",
    ],
)
def test_a_month_without_articles_or_another_file_is_not_found(api, publish_draft, file):
    publish_draft()
    api.send("GET", f"/sitemaps/{file}", status=404)


def test_a_new_translation_leaves_the_planned_withdrawal_of_the_others(publish_draft, commands, tables):
    english = publish_draft()
    plan = Schedule(unpublish_at=minutes(10))
    english = commands.schedule(english, plan, by=AZIZA, at=minutes(1), write_id=new_id())
    publish_draft(lang="ru", translation_of=english.id, at=minutes(2))
    [entry] = tables.listing("en/sitemap/2025-12")
    assert 'hreflang="ru"' in entry["url"]
    assert entry["unpublish_at"] == "2025-12-18T07:10:00Z"


# --- News -------------------------------------------------------------------------------------------------------------


def test_news_are_the_articles_of_two_days_by_first_publication(read_pages, content, monkeypatch):
    at = datetime(2025, 12, 20, 7, 2, tzinfo=UTC)
    monkeypatch.setattr(feeds, "now", lambda: at)
    content.list(article(1, updated_at="2025-12-20T07:00:00Z"), "en")  # 48 hours and a minute ago
    content.list(article(2, title="Two days old & <new>"), "en")
    content.list(article(3, published_at="2025-12-20T07:00:00Z"), "en")
    newest, oldest = read_pages(NEWS)
    assert newest.url == article(3)["url"]
    story = oldest.news_story
    assert (story.title, story.publication_name) == ("Two days old & <new>", "Gazette")
    assert story.publish_date == datetime(2025, 12, 18, 7, 2, tzinfo=UTC)


@pytest.mark.parametrize(("lang", "code"), [("uz", "uz"), ("uz-Cyrl", "uz"), ("ru", "ru")])
def test_a_language_of_news_has_no_script(read_pages, content, monkeypatch, lang, code):
    monkeypatch.setattr(feeds, "now", lambda: minutes(5))
    content.list(article(1, lang=lang), lang)
    [page] = read_pages(f"/sitemaps/{lang}-news.xml")
    assert page.news_story.publication_language == code


def test_what_was_paid_for_is_no_news(read_pages, content, monkeypatch):
    monkeypatch.setattr(feeds, "now", lambda: minutes(5))
    content.list(article(1, label={"slug": "sponsored", "name": "Sponsored"}), "en")
    content.list(article(2, label={"slug": "opinion", "name": "Opinion"}), "en")
    assert [page.url for page in read_pages(NEWS)] == [article(2)["url"]]


def test_news_are_a_thousand_at_most_over_all_pages_of_the_query(api, content, monkeypatch, stack):
    monkeypatch.setattr(feeds, "now", lambda: minutes(120))
    monkeypatch.setattr("gazette.feeds.news.MAX_NEWS", 7)
    for number in range(10):
        content.list(article(number), "en")
    slugs = re.findall(r"pass-(\d+)</loc>", body(api.send("GET", NEWS)))
    assert slugs == [str(number) for number in range(9, 2, -1)]


# --- Size -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(content):
    """A month with more articles than a response without gzip may have."""
    url = article()["url"]
    link = f'<xhtml:link rel="alternate" hreflang="en" href="{url}"/>'
    entry = f"<url><loc>{url}</loc><lastmod>2025-12-18T07:00:00Z</lastmod>{4 * link}</url>"
    count = MAX_PLAIN // len(entry) + 100
    content.restore(
        "ListingsTable",
        [
            {
                "listing": {"S": "en/sitemap/2025-12"},
                "position": {"S": f"2025-12-18T07:00:00Z#01JFBM5T00Q5W8YV2K{number:08}"},
                "url": {"S": entry},
            }
            for number in range(count)
        ],
    )
    return count


def test_a_large_month_is_packed_for_every_client(api, many):
    answer = api.send("GET", MONTH)
    assert answer["headers"]["content-encoding"] == "gzip"
    assert body(answer).count("<url>") == many
    assert len(answer["body"]) < 6_000_000


def test_a_month_ends_where_the_protocol_ends_and_says_so(api, content, monkeypatch, caplog, publish_draft):
    monkeypatch.setattr(sitemaps, "MAX_URLS", 2)
    for number in range(3):
        publish_draft(slug=f"story-{number}", at=minutes(number))
    with caplog.at_level("ERROR", logger="gazette"):
        urls = re.findall(r"/en/(story-\d)</loc>", body(api.send("GET", MONTH)))
    assert urls == ["story-2", "story-1"]
    assert [record.reason for record in caplog.records if hasattr(record, "reason")] == ["sitemap-cut"]
