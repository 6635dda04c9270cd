"""robots.txt, read by the parser of the standard library."""

import re
from urllib.robotparser import RobotFileParser

import pytest

from functions.feeds import handler as feeds
from gazette.errors import Unavailable
from tests.support.conformance import body

SITE = "https://news.example"


@pytest.fixture
def rules(api):
    def rules():
        parser = RobotFileParser()
        parser.parse(body(api.send("GET", "/robots.txt")).splitlines())
        return parser

    return rules


def test_crawlers_may_read_everything_that_readers_see(rules):
    for path in ("/", "/en/a-summit", "/v1/feeds/en/rss.xml", "/media/x.webp", "/assets/site.css", "/sitemap.xml"):
        assert rules().can_fetch("Googlebot", SITE + path), path
    for path in ("/v1/editorial/articles", "/v1/subscriptions", "/v1/subscriptions/unsubscribe/x", "/v1/search?q=a"):
        assert not rules().can_fetch("Googlebot", SITE + path), path


def test_the_sitemaps_are_named_with_their_parts(rules, publish_draft):
    """A file below /sitemaps/ covers only that folder, unless robots.txt names it."""
    publish_draft()
    assert rules().site_maps() == [
        f"{SITE}/sitemap.xml",
        *(f"{SITE}/sitemaps/{lang}-news.xml" for lang in ("en", "ru", "uz", "uz-Cyrl")),
        f"{SITE}/sitemaps/en-2025-12.xml",
    ]


def test_crawlers_of_ai_are_refused_only_where_the_parameter_says_so(rules, monkeypatch):
    assert rules().can_fetch("GPTBot", f"{SITE}/en/a-summit")
    monkeypatch.setenv("AI_CRAWLERS", "refuse")
    for agent in ("GPTBot", "ClaudeBot", "Google-Extended", "CCBot"):
        assert not rules().can_fetch(agent, f"{SITE}/en/a-summit"), agent
    for agent in ("Googlebot", "bingbot", "YandexBot", "Applebot"):
        assert rules().can_fetch(agent, f"{SITE}/en/a-summit"), agent


def test_no_rule_of_one_group_ends_it_by_a_blank_line(api, monkeypatch):
    monkeypatch.setenv("AI_CRAWLERS", "refuse")
    groups = body(api.send("GET", "/robots.txt")).strip().split("\n\n")
    assert [re.findall(r"^[A-Z][a-z-]+", group)[0] for group in groups] == ["User-agent", "User-agent", "Sitemap"]
    assert all("Disallow: " in group for group in groups[:2])


def test_rules_are_sent_even_if_the_sitemaps_cannot_be_listed(api, rules, monkeypatch, caplog):
    def refuse(*_):
        raise Unavailable()

    monkeypatch.setattr(feeds.reader, "query", refuse)
    assert not rules().can_fetch("Googlebot", f"{SITE}/v1/editorial/articles")
    assert rules().site_maps() is None
    assert (
        api.send("GET", "/robots.txt")["headers"]["cache-control"]
        == "public, max-age=15, s-maxage=30, stale-while-revalidate=30"
    )
    assert {record.reason for record in caplog.records if hasattr(record, "reason")} == {"robots-without-sitemaps"}
