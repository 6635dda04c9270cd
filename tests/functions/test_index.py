"""The function that keeps the indexes: its events."""

import json

import pytest

from functions.index import handler as index
from gazette.errors import Malformed
from gazette.search.indexing.index_writer import MAX_DELTAS
from tests.support.events import Context, sample_event
from tests.support.search import Newsstand, make_article

pytestmark = pytest.mark.usefixtures("index_bucket", "failures")


def send(event):
    return index.handler(event, Context())


def count(lang):
    return sum(part.documents for part in index.store.read_manifest(lang).manifest.parts)


def build_record(article, number="1"):
    view = {"view": {"B": "eA=="}}
    image = {"id": {"S": article["id"]}, "lang": {"S": article["lang"]}, **view}
    keys = {"address": {"S": article["id"]}}
    return {"eventID": number, "dynamodb": {"Keys": keys, "NewImage": image, "SequenceNumber": number}}


def test_the_first_change_of_a_site_builds_the_indexes_of_all_languages(dynamodb):
    stand = Newsstand(dynamodb)
    first, second = make_article(1, "Water"), make_article(2, "Bread")
    stand.publish(first)
    stand.publish(second)
    assert send({"Records": [build_record(first)]}) == {"batchItemFailures": []}
    assert all(index.store.read_manifest(lang).manifest.base for lang in index.settings.languages)
    assert index.store.read_manifest("en").manifest.base.documents == 2


def test_changes_of_a_batch_become_one_part_of_each_language(dynamodb):
    send({"maintenance": True})
    articles = [make_article(number, "Water", lang=lang) for number, lang in enumerate(("en", "ru", "en"))]
    for article in articles:
        Newsstand(dynamodb).publish(article)
    send({"Records": [build_record(article, str(number)) for number, article in enumerate(articles, 1)]})
    assert [(count(lang), len(index.store.read_manifest(lang).manifest.deltas)) for lang in ("en", "ru", "uz")] == [
        (2, 1),
        (1, 1),
        (0, 0),
    ]


def test_a_change_that_readers_do_not_see_is_no_work(dynamodb):
    send({"maintenance": True})
    record = build_record(make_article(1, "Water"))
    record["dynamodb"]["OldImage"] = record["dynamodb"]["NewImage"]
    send({"Records": [record]})
    assert index.store.read_manifest("en").manifest.deltas == ()


def test_many_small_parts_open_the_job_that_merges_them(dynamodb):
    send({"maintenance": True})
    for number in range(MAX_DELTAS):
        article = make_article(number, "Water")
        Newsstand(dynamodb).publish(article)
        send({"Records": [build_record(article)]})
    result = send({"detail": {"job": "search.compaction/en", "kind": "search.compaction"}})
    assert result["job"]["status"] == "done"
    assert len(index.store.read_manifest("en").manifest.deltas) == 1
    assert count("en") == MAX_DELTAS


def test_a_record_waits_while_the_store_is_out_of_order(dynamodb, monkeypatch):
    monkeypatch.setattr(index.store, "_bucket", "no-such-bucket")
    monkeypatch.setattr("gazette.aws.streams.is_transient", lambda error: True)
    record = build_record(make_article(1, "Water"))
    assert send({"Records": [record]}) == {"batchItemFailures": [{"itemIdentifier": "1"}]}


def test_a_job_that_does_not_exist_is_no_error():
    assert send(sample_event("index/job-due.json")) == {"job": None}


def test_another_event_is_refused():
    with pytest.raises(Malformed):
        send(json.loads('{"source": "cbu"}'))
