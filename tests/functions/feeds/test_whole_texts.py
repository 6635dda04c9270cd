"""Feeds with `content=full`: bodies that work far from the site, and how many of them fit."""

import pytest

from gazette.articles.requests import Changes, PublishOptions
from gazette.encoding import compact_json
from gazette.feeds import reads
from gazette.feeds.xml import escape_html
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.conformance import body
from tests.support.feeds import build_path
from tests.support.site_content import article

BODY = """A [map](/media/map.png) and the [comments](#comments).

![](/media/a.png)

https://youtu.be/dQw4w9WgXcQ

`<a href="/text">` is text."""
FULL = "content=full"


def read_content(item):
    return item.content[0].value


@pytest.mark.parametrize("file", ["rss.xml", "atom.xml"])
def test_addresses_are_absolute_and_videos_are_links(api, read, publish_draft, file):
    publish_draft(body=BODY, slug="a-map")
    text = body(api.send("GET", build_path(file), query=FULL))
    assert "iframe" not in text
    content = read_content(read(file, FULL).entries[0])
    assert 'href="https://news.example/media/map.png"' in content
    assert 'href="https://news.example/en/a-map#comments"' in content
    assert 'src="https://news.example/media/a.png"' in content
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in content
    assert 'href="/text"' in content.replace("&quot;", '"')


def test_a_json_feed_has_html_in_place_of_text(read_json, publish_draft):
    publish_draft(body=BODY, slug="a-map")
    feed = read_json(FULL)
    assert feed["feed_url"].endswith("feed.json?content=full")
    [item] = feed["items"]
    assert '<a href="https://news.example/media/map.png" rel="noopener">map</a>' in item["content_html"]
    assert "content_text" not in item


def test_a_corrected_article_says_what_was_wrong(read, publish_draft, commands):
    draft = commands.change(
        publish_draft(), Changes(body="It opens in Osaka."), by=AZIZA, at=minutes(1), write_id=new_id()
    )
    options = PublishOptions(correction="It is not in <Tokyo>.")
    commands.publish(draft, options, by=AZIZA, at=minutes(1), write_id=new_id())
    content = read_content(read(query=FULL).entries[0])
    assert content.startswith("<p>It opens in Osaka.</p>")
    assert content.endswith("<h2>Corrections</h2><ul><li>It is not in &lt;Tokyo&gt;.</li></ul>")


def test_the_oldest_articles_have_their_summaries_where_texts_would_exceed_a_response(content, read, monkeypatch):
    for number in (1, 2, 3):
        content.publish(article(number))
    size = reads.estimate_size(article()["body_html"])
    monkeypatch.setattr(reads, "MAX_BODIES", 2 * size + 1)
    newest, second, oldest = read(query=FULL).entries
    assert read_content(newest)
    assert read_content(second)
    assert "content" not in oldest
    assert oldest.summary == article()["dek"]


@pytest.mark.parametrize("text", ['<b>"&"</b>' * 100, "Ў<br>\n" * 100, "\\\\" * 100])
def test_the_size_of_a_body_is_never_underestimated(text):
    """Lambda's response is JSON, in which the feed is a text."""
    for rendered in (escape_html(text), compact_json(text)):
        response = compact_json(rendered)
        assert reads.estimate_size(text) >= len(response.encode()) - len(compact_json(compact_json("")))


def test_an_article_that_is_withdrawn_between_the_two_reads_is_left_out(content, read, dynamodb, stack):
    for number in (1, 2):
        content.publish(article(number, title=f"Story {number}"))
    gone = {"M": {"at": {"S": "2025-12-18T09:00:00Z"}}}
    content.put("ArticlesTable", address={"S": article(2)["id"]}, id={"S": article(2)["id"]}, gone=gone)
    assert [item.title for item in read(query=FULL).entries] == ["Story 1"]
