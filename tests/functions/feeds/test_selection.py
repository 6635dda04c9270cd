"""Which articles a feed has: languages, categories, tags, authors, their number, and what was withdrawn."""

import pytest

from functions.feeds import handler as feeds
from gazette.articles.requests import Schedule
from gazette.feeds.reads import NEWEST
from tests.support.articles import AZIZA, minutes, new_id
from tests.support.conformance import body
from tests.support.feeds import FILES, build_path
from tests.support.site_content import article


def put_term(tables, kind, slug, **attributes):
    names = {"en": slug.title(), "ru": "Экономика"}
    tables.put("taxonomy", {"kind": kind, "slug": slug, "names": names, "version": 1, **attributes})


def titles(feed):
    return [entry.title for entry in feed.entries]


def test_a_feed_has_the_newest_articles_of_its_language(content, read):
    for number in range(NEWEST + 5):
        content.list(article(number, title=f"Story {number}"), "en")
    content.list(article(1, lang="ru", title="По-русски"), "ru")
    assert titles(read()) == [f"Story {number}" for number in range(NEWEST + 4, 4, -1)]
    russian = read(lang="ru")
    assert titles(russian) == ["По-русски"]
    assert (russian.feed.language, russian.feed.subtitle) == ("ru", "Новые материалы: Gazette")
    assert titles(read(lang="uz-Cyrl")) == []


@pytest.mark.parametrize("file", FILES[:2])
@pytest.mark.parametrize(("kind", "member"), [("category", "categories"), ("tag", "tags"), ("author", "authors")])
def test_a_filter_selects_the_articles_of_one_term_and_the_title_has_its_name(content, read, file, kind, member):
    term = {"slug": "economy", "name": "Economy & trade", "role": None}
    content.list(article(1), "en")
    content.list(article(2, title="Listed", **{member: [term]}), f"en/{kind}/economy")
    feed = read(file, f"{kind}=economy")
    assert titles(feed) == ["Listed"]
    assert feed.feed.title.replace("&amp;", "&") == "Economy & trade – Gazette"
    assert feed.feed.link == f"https://news.example/en/{kind}/economy"
    [own] = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == f"https://news.example/v1/feeds/en/{file}?{kind}=economy"


@pytest.mark.parametrize("file", FILES)
def test_a_term_without_articles_has_an_empty_feed_with_its_name(api, read, read_json, tables, file):
    put_term(tables, "category", "economy")
    api.send("GET", build_path(file, "ru"), query="category=economy")
    assert read_json("category=economy", "ru")["title"] == "Экономика – Gazette"
    empty = read("atom.xml", "category=economy", "ru")
    assert (titles(empty), empty.feed.updated) == ([], "2025-01-01T00:00:00Z")


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
@pytest.mark.parametrize("slug", ["unknown", "Economy", "a_b", "-", "x" * 121, "economy%2F..%2Ffront"])
def test_a_term_that_nobody_knows_has_no_feed(api, kind, slug):
    answer = api.send("GET", build_path(), query=f"{kind}={slug}", status=404)
    assert answer["headers"]["content-type"] == "application/problem+json"


def test_a_tag_that_no_published_article_has_is_not_told(api, tables):
    put_term(tables, "tag", "secret", unpublished=True)
    api.send("GET", build_path(), query="tag=secret", status=404)


def test_the_feed_of_a_merged_term_leads_to_that_of_the_other_one(api, tables):
    put_term(tables, "tag", "railway", merged_into="railways")
    query = "utm_source=reader&content=full&tag=railway"
    answer = api.send("GET", build_path("atom.xml", "ru"), query=query, status=301)
    assert answer["headers"]["location"] == "/v1/feeds/ru/atom.xml?tag=railways&content=full"


def test_while_a_merge_is_under_way_its_articles_stay_in_the_feed(content, tables, read):
    put_term(tables, "tag", "railway", merged_into="railways")
    content.list(article(tags=[{"slug": "railway", "name": "Railway"}]), "en/tag/railway")
    assert len(read(query="tag=railway").entries) == 1


def test_of_two_filters_the_category_counts_whatever_their_order_is(content, read_json):
    content.list(article(title="In the category"), "en/category/economy")
    content.list(article(title="With the tag"), "en/tag/metro")
    for query in ("category=economy&tag=metro", "tag=metro&author=x&category=economy"):
        feed = read_json(query)
        assert [item["title"] for item in feed["items"]] == ["In the category"]
        assert feed["feed_url"] == "https://news.example/v1/feeds/en/feed.json?category=economy"


@pytest.mark.parametrize("path", ["xx/rss.xml", "EN/rss.xml", "en/rss", "en/x.xml"])
def test_another_language_or_file_has_no_feed(api, path):
    api.send("GET", f"/v1/feeds/{path}", status=404)


@pytest.mark.parametrize(
    "query", ["utm_source=mail&fbclid=1", "category=", "content=", "content=summary", "%ff=%00&&=", "tag=&tag="]
)
def test_what_is_unknown_or_empty_changes_nothing(api, content, query):
    content.publish(article())
    plain, other = (api.send("GET", build_path(), query=text) for text in ("", query))
    assert body(other) == body(plain)
    assert other["headers"]["etag"] == plain["headers"]["etag"]


def test_a_withdrawn_article_is_out_of_all_at_once(api, tables, publish_draft, commands, monkeypatch):
    monkeypatch.setattr(feeds, "now", lambda: minutes(5))
    tables.put_category("economy")
    published = publish_draft(title="A secret", slug="a-secret", categories=["economy"], authors=[{"name": "Anna"}])
    feed_queries = [(build_path(file), query) for file in FILES for query in ("", "category=economy", "content=full")]
    places = [*feed_queries, ("/sitemaps/en-2025-12.xml", ""), ("/sitemaps/en-news.xml", "")]
    for path, query in places:
        assert "a-secret" in body(api.send("GET", path, query=query)), (path, query)
    commands.unpublish(published, by=AZIZA, at=minutes(4), write_id=new_id())
    for path, query in places:
        assert "secret" not in body(api.send("GET", path, query=query)).lower(), (path, query)


@pytest.mark.parametrize("path", [*map(build_path, FILES), "/sitemaps/en-2025-12.xml", "/sitemaps/en-news.xml"])
def test_a_planned_withdrawal_ends_caches_and_is_obeyed_before_the_scheduler_runs(
    api, publish_draft, commands, monkeypatch, path
):
    published = publish_draft(title="An embargo", slug="an-embargo")
    commands.schedule(published, Schedule(unpublish_at=minutes(10)), by=AZIZA, at=minutes(1), write_id=new_id())
    monkeypatch.setattr(feeds, "now", lambda: minutes(9))
    monkeypatch.setattr("gazette.http.responses.time.time", lambda: minutes(10).timestamp() - 7)
    before = api.send("GET", path)
    assert "an-embargo" in body(before)
    assert before["headers"]["cache-control"] == "public, max-age=7, s-maxage=7"
    monkeypatch.setattr(feeds, "now", lambda: minutes(10))
    assert "an-embargo" not in body(api.send("GET", path))
