"""Formats of stored articles, freshness of rates and the failures queue."""

import boto3
import pytest

from cli.doctor.content import check_failures_queue, check_rates, check_views
from tests.support.articles import AZIZA, commands, minutes, new_id, publish_draft, save_draft, tables
from tests.support.deployed_stack import findings, make_target, statuses

__all__ = ["commands", "publish_draft", "save_draft", "tables"]


def test_views_of_another_format_are_counted_once_each(publish_draft, commands, tables, stack):
    older, newer, _, withdrawn = (publish_draft() for _ in range(4))
    commands.unpublish(withdrawn, by=AZIZA, at=minutes(1), write_id=new_id())
    target = make_target(names={"ArticlesTable": stack.physical("ArticlesTable")})
    assert findings(check_views, target) == [("ok", "3 published articles have format 3")]
    for article, number in ((older, 1), (newer, 4)):
        tables.put("articles", {**tables.item(article.id), "format": number})
    assert findings(check_views, target) == [
        ("failed", "1 of 3 have an older format, 1 instead of 3: `gazette rerender` renders them again"),
        ("failed", "1 of 3 have a newer format, 4 instead of 3"),
    ]


def test_an_article_whose_slug_was_reserved_later_is_named(publish_draft, tables, stack, monkeypatch):
    """Another answer is at its address, such as the redirect to a feed."""
    monkeypatch.setattr("gazette.articles.fields.RESERVED_SLUGS", frozenset())
    publish_draft(slug="rss")
    monkeypatch.undo()
    target = make_target(names={"ArticlesTable": stack.physical("ArticlesTable")})
    assert findings(check_views, target) == [
        ("warning", "/en/rss may be hidden, its slug is reserved now: change the slug and publish again"),
        ("ok", "1 published articles have format 3"),
    ]


def test_messages_in_the_failures_queue_wait_for_a_person():
    sqs = boto3.client("sqs")
    queue = sqs.create_queue(QueueName="failures")["QueueUrl"]
    target = make_target(names={"FailuresQueue": queue})
    assert findings(check_failures_queue, target) == [("ok", "empty")]
    for _ in range(2):
        sqs.send_message(QueueUrl=queue, MessageBody="{}")
    sqs.receive_message(QueueUrl=queue, VisibilityTimeout=60)  # somebody is reading it now
    [(status, text)] = findings(check_failures_queue, target)
    assert (status, text[:10]) == ("failed", "2 messages")
    sqs.delete_queue(QueueUrl=queue)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({"last_date": "2026-04-02", "expected_date": "2026-04-03", "stale": False}, "ok"),
        ({"last_date": "2026-04-02", "expected_date": "2026-04-03", "stale": True}, "failed"),
        ({"last_date": None, "expected_date": None, "stale": True}, "failed"),
    ],
    ids=["fresh", "overdue", "never read"],
)
def test_a_bank_is_fresh_or_overdue(http_site, source, expected):
    site = http_site({"/v1/rates/sources": (200, {"items": [{"source": "cbu", **source}], "next": None})})
    assert statuses(check_rates, make_target(api_url=site)) == [expected]
