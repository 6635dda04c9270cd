"""The same article as JSON, page, feed item, sitemap entry and JSON-LD: title, times and address agree."""

import json
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest
from usp.tree import sitemap_from_str

from functions.feeds import handler as feeds
from gazette.articles.requests import Changes, PublishOptions
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.conformance import Api, body
from tests.support.html import all_linked_data, attributes, meta, page, text

TITLE = "«Олий Мажлис» & the <budget>: what's new?"
ADDRESS = "https://news.example/en/budget"
PUBLISHED, UPDATED = "2025-12-18T07:00:00Z", "2025-12-18T07:30:00Z"


@pytest.fixture
def get(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(feeds, "now", lambda: minutes(60))
    api = Api()
    return lambda path: api.send("GET", path)


@pytest.fixture
def corrected(publish_draft: Any, commands: Any) -> str:
    """The id of an article that was renamed and corrected after its publication."""
    article = publish_draft(title=TITLE, slug="first-address", dek="Figures for 2026.")
    changes = Changes(slug="budget", body="It passed on Tuesday.")
    article = commands.change(article, changes, by=AZIZA, at=minutes(20), write_id=new_id())
    options = PublishOptions(correction="It was Tuesday.")
    return str(commands.publish(article, options, by=AZIZA, at=minutes(30), write_id=new_id()).id)


def format_time(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")


def read_feed_item(answer: Any) -> tuple[str, str, str, str]:
    parsed = feedparser.parse(body(answer).encode())
    assert not parsed.bozo
    [item] = parsed.entries
    published, updated = (datetime(*at[:6], tzinfo=UTC) for at in (item.published_parsed, item.updated_parsed))
    return item.title, item.link, format_time(published), format_time(updated)


def test_title_times_and_address_agree_everywhere(get: Any, corrected: str) -> None:
    expected = (TITLE, ADDRESS, PUBLISHED, UPDATED)
    document = json.loads(body(get(f"/v1/articles/{corrected}")))
    assert tuple(document[name] for name in ("title", "url", "published_at", "updated_at")) == expected

    html = page(get("/en/budget"))
    head = meta(html)
    assert (text(html, "h1"), head["og:url"]) == (TITLE, ADDRESS)
    assert attributes(html, 'link[rel="canonical"]', "href") == [ADDRESS]
    assert (head["article:published_time"], head["article:modified_time"]) == (PUBLISHED, UPDATED)

    [data] = [data for data in all_linked_data(html) if data["@type"] == "NewsArticle"]
    assert data == document["jsonld"]
    assert tuple(data[name] for name in ("headline", "url", "datePublished", "dateModified")) == expected

    for file in ("rss.xml", "atom.xml"):
        assert read_feed_item(get(f"/v1/feeds/en/{file}")) == expected
    [item] = json.loads(body(get("/v1/feeds/en/feed.json")))["items"]
    assert tuple(item[name] for name in ("title", "url", "date_published", "date_modified")) == expected

    [entry] = sitemap_from_str(body(get("/sitemaps/en-2025-12.xml"))).all_pages()
    assert (entry.url, format_time(entry.last_modified)) == (ADDRESS, UPDATED)
    [entry] = sitemap_from_str(body(get("/sitemaps/en-news.xml"))).all_pages()
    story = entry.news_story
    assert (story.title, entry.url, format_time(story.publish_date)) == (TITLE, ADDRESS, PUBLISHED)
