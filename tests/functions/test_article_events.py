"""The consumer of the Articles stream: events on the bus, and invalidations of the CDN."""

import base64
import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.article_events import handler as article_events
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article
from gazette.articles.requests import Changes, PublishOptions, Withdrawal
from gazette.aws.clients import client
from gazette.dynamodb.items import serialize
from gazette.errors import Malformed
from tests.support.articles import AZIZA, Tables, minutes, new_id
from tests.support.cloudfront import list_invalidations
from tests.support.events import sample_event
from tests.support.subscribers import fail_calls

NOTHING: dict[str, Any] = {"batchItemFailures": []}
BUSY = ClientError({"Error": {"Code": "TooManyInvalidationsInProgress"}}, "CreateInvalidation")


@pytest.fixture
def bus_entries(event_bus: str) -> Iterator[list[dict[str, Any]]]:
    """Gets the entries that are put onto the bus."""
    entries: list[dict[str, Any]] = []

    def record(params: dict[str, Any], **_: Any) -> None:
        entries.extend(params["Entries"])

    hooks = client("events").meta.events
    hooks.register("provide-client-params.events.PutEvents", record)
    yield entries
    hooks.unregister("provide-client-params.events.PutEvents", record)


@pytest.fixture
def consume_stream(dynamodb: Any, context: Any) -> Callable[[], Any]:
    """Calls the function with the stream's records of ids. Returns its answer."""

    def consume_stream() -> Any:
        streams = boto3.client("dynamodbstreams")
        arn = dynamodb.describe_table(TableName=os.environ["ARTICLES_TABLE"])["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][-1]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        own = [record for record in records if record["dynamodb"]["Keys"]["address"]["S"].startswith("0")]
        for record in own:
            record["dynamodb"]["ApproximateCreationDateTime"] = 0
            for name in {"OldImage", "NewImage"} & record["dynamodb"].keys():
                record["dynamodb"][name] = encode_binary(record["dynamodb"][name])
        return article_events.handler({"Records": own}, context)

    return consume_stream


def encode_binary(image: dict[str, Any]) -> dict[str, Any]:
    """An image as Lambda gets it: binary values are base64 texts, which boto3 has decoded."""
    return {
        name: {"B": base64.b64encode(value["B"]).decode()} if "B" in value else value for name, value in image.items()
    }


def kinds(bus_entries: list[dict[str, Any]]) -> list[str]:
    return [entry["DetailType"] for entry in bus_entries]


def test_a_publication_is_one_event(consume_stream: Any, bus_entries: Any, publish_draft: Any) -> None:
    article: Article = publish_draft()
    assert consume_stream() == NOTHING
    [entry] = bus_entries
    assert (entry["EventBusName"], entry["Source"], entry["DetailType"]) == (
        os.environ["EVENT_BUS"],
        "gazette",
        "article.published",
    )
    assert json.loads(entry["Detail"]) == {
        "id": article.id,
        "lang": "en",
        "slug": "a-summit",
        "version": 2,
        "published_at": "2025-12-18T07:00:00Z",
        "at": "2025-12-18T07:00:00Z",
        "kind": "news",
        "silent": False,
        "alert": None,
    }


@pytest.mark.usefixtures("tables")
def test_the_changes_of_an_article_are_events_in_order(
    consume_stream: Any, bus_entries: Any, publish_draft: Any, commands: ArticleCommands, distribution: str
) -> None:
    article = publish_draft()
    article = commands.change(article, Changes(title="B"), by=AZIZA, at=minutes(1), write_id=new_id())
    article = commands.publish(article, PublishOptions(minor=True), by=AZIZA, at=minutes(2), write_id=new_id())
    article = commands.unpublish(article, by=AZIZA, at=minutes(3), write_id=new_id())
    commands.publish(article, by=AZIZA, at=minutes(4), write_id=new_id())
    assert consume_stream() == NOTHING
    assert kinds(bus_entries) == ["article.published", "article.updated", "article.withdrawn", "article.published"]


@pytest.mark.usefixtures("bus_entries")
def test_tags_that_the_publication_did_not_save_are_made_public(
    consume_stream: Any, publish_draft: Any, tables: Tables
) -> None:
    """The publication was committed, and its function ended before it saved the names."""
    publish_draft(tags=[{"slug": "japan", "name": "Japan"}, "asia"])
    publish_draft(lang="ru", tags=[{"slug": "japan", "name": "Япония"}])
    for tag in tables.all("taxonomy"):
        tables.remove("taxonomy", {"kind": tag["kind"], "slug": tag["slug"]})
    for _ in range(2):
        assert consume_stream() == NOTHING
        names = {tag["slug"]: tag["names"] for tag in tables.all("taxonomy") if tag["kind"] == "tag"}
        assert names == {"japan": {"en": "Japan", "ru": "Япония"}, "asia": {"en": "asia"}}


@pytest.mark.usefixtures("bus_entries")
def test_a_late_record_brings_no_removed_tag_back(
    consume_stream: Any, publish_draft: Any, commands: ArticleCommands, tables: Tables
) -> None:
    article = publish_draft(tags=["japan"])
    commands.unpublish(article, by=AZIZA, at=minutes(1), write_id=new_id())
    for tag in tables.all("taxonomy"):
        tables.remove("taxonomy", {"kind": tag["kind"], "slug": tag["slug"]})
    assert consume_stream() == NOTHING
    assert tables.all("taxonomy") == []


@pytest.mark.usefixtures("bus_entries")
def test_a_name_that_articles_show_already_opens_no_job(
    consume_stream: Any, publish_draft: Any, tables: Tables
) -> None:
    tables.put("taxonomy", {"kind": "tag", "slug": "japan", "names": {"en": "Japan"}, "version": 1})
    publish_draft(lang="ru", tags=["japan"])
    assert consume_stream() == NOTHING
    [tag] = [item for item in tables.all("taxonomy") if item["kind"] == "tag"]
    assert tag["names"] == {"en": "Japan", "ru": "Japan"}
    assert tables.all("jobs") == []


@pytest.mark.usefixtures("bus_entries")
def test_a_name_that_a_publication_adds_to_a_tag_reaches_the_other_articles(
    consume_stream: Any, publish_draft: Any, tables: Tables
) -> None:
    """Editors had removed the name of the tag in this language."""
    tables.put("taxonomy", {"kind": "tag", "slug": "japan", "names": {"en": "Japan"}, "version": 1})
    other = publish_draft(lang="ru", tags=[{"slug": "japan", "name": "Япония"}])
    assert consume_stream() == NOTHING
    [job] = [job for job in tables.all("jobs") if "parameters" in job]
    assert job["parameters"] == {"scope": "tag/japan"}
    view = tables.view(other.id)
    assert view
    assert view["tags"] == [{"slug": "japan", "name": "Япония"}]


def test_a_translation_makes_no_event_of_the_others(consume_stream: Any, bus_entries: Any, publish_draft: Any) -> None:
    english = publish_draft()
    russian = publish_draft(lang="ru", translation_of=english.id)
    assert consume_stream() == NOTHING
    assert [json.loads(entry["Detail"])["id"] for entry in bus_entries] == [english.id, russian.id]


def test_a_silent_publication_or_withdrawal_is_marked_and_the_next_one_is_not(
    consume_stream: Any, bus_entries: Any, save_draft: Any, commands: ArticleCommands
) -> None:
    """Of an import, a restore or a test, which consumers do not announce."""
    article = save_draft()
    for minute, silent in enumerate((True, False)):
        stamp: dict[str, Any] = {"by": AZIZA, "at": minutes(minute)}
        article = commands.publish(article, PublishOptions(silent=silent), **stamp, write_id=new_id())
        article = commands.unpublish(article, Withdrawal(silent=silent), **stamp, write_id=new_id())
    consume_stream()
    assert [json.loads(entry["Detail"])["silent"] for entry in bus_entries] == [True, True, False, False]


def test_an_event_of_another_kind_is_refused(context: Any) -> None:
    """So that an asynchronous invocation with it ends in the failures queue, and not as an empty batch."""
    with pytest.raises(Malformed, match="no Records"):
        article_events.handler({"source": "aws.scheduler"}, context)


def test_changes_that_readers_do_not_see_are_no_events(bus_entries: Any, context: Any) -> None:
    gone = {"id": "01", "lang": "en", "slug": "a", "version": 2, "gone": {"at": "2025-12-18T07:00:00Z"}}
    images = [({}, gone), (gone, {**gone, "version": 3}), (gone, {}), ({}, {"id": "01", "moved_to": "01"})]
    records = [make_record(number, old, new) for number, (old, new) in enumerate(images)]
    assert article_events.handler({"Records": records}, context) == NOTHING
    assert bus_entries == []


def make_record(number: int, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    images = {"OldImage": serialize(old), "NewImage": serialize(new)}
    return {
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"SequenceNumber": str(number), **{name: image for name, image in images.items() if image}},
    }


def test_a_withdrawal_invalidates_the_paths_of_the_article(bus_entries: Any, distribution: str, context: Any) -> None:
    event = sample_event("article_events/updated-and-withdrawn.json")
    for _ in range(2):
        assert article_events.handler(event, context) == NOTHING
    batches = list_invalidations(distribution)
    assert {tuple(sorted(batch["Paths"]["Items"])) for batch in batches} == {
        ("/", "/?*", "/en*", "/sitemap*", "/v1/articles*", "/v1/feeds/en/*", "/v1/home*", "/v1/search*")
    }
    assert len({batch["CallerReference"] for batch in batches}) == 1, "CloudFront makes it one"


def test_the_withdrawals_of_a_batch_are_one_invalidation(
    consume_stream: Any, bus_entries: Any, publish_draft: Any, commands: ArticleCommands, distribution: str
) -> None:
    """CloudFront works on 15 wildcards at a time, and a withdrawal needs up to ten."""
    english = publish_draft()
    for number, article in enumerate([english, publish_draft(lang="ru", translation_of=english.id)]):
        commands.unpublish(article, by=AZIZA, at=minutes(number + 1), write_id=new_id())
        assert consume_stream() == NOTHING
    alone, both = sorted(list_invalidations(distribution), key=lambda batch: int(batch["Paths"]["Quantity"]))
    assert set(both["Paths"]["Items"]) == {*alone["Paths"]["Items"], "/v1/feeds/ru/*"}
    assert alone["CallerReference"] != both["CallerReference"], "CloudFront refuses a known name with other paths"


def test_an_invalidation_that_waits_holds_nothing_else_up(
    consume_stream: Any,
    bus_entries: Any,
    publish_draft: Any,
    commands: ArticleCommands,
    distribution: str,
    tables: Tables,
) -> None:
    tables.put_category("economy")
    withdrawn = publish_draft(categories=["economy"])
    commands.unpublish(withdrawn, by=AZIZA, at=minutes(1), write_id=new_id())
    other = publish_draft(categories=["economy"])
    with fail_calls("CreateInvalidation", BUSY, service="cloudfront", tries=1):
        assert consume_stream()["batchItemFailures"]
    assert kinds(bus_entries) == ["article.published", "article.withdrawn", "article.published"]
    block = json.dumps(tables.listing("en/blocks"), default=str)
    assert (withdrawn.id in block, other.id in block) == (False, True)


def test_the_local_server_has_no_distribution_to_invalidate(bus_entries: Any, failures: Any, context: Any) -> None:
    assert article_events.handler(sample_event("article_events/updated-and-withdrawn.json"), context) == NOTHING
    assert kinds(bus_entries) == ["article.updated", "article.withdrawn"]
    assert failures() == []


def test_a_withdrawal_is_set_aside_if_the_parameter_of_the_distribution_is_missing(
    bus_entries: Any, failures: Any, context: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Readers would get the article from the CDN for its time there, and nobody would know."""
    monkeypatch.setenv("DISTRIBUTION_PARAMETER", "/gazette/not-there")
    event = sample_event("article_events/updated-and-withdrawn.json")
    assert article_events.handler(event, context) == NOTHING
    [message] = failures()
    assert message["DDBStreamBatchInfo"]["startSequenceNumber"] == event["Records"][-1]["dynamodb"]["SequenceNumber"]


def test_a_poison_record_is_set_aside_and_stops_no_other(bus_entries: Any, failures: Any, context: Any) -> None:
    event = sample_event("article_events/published.json")
    sound = event["Records"][0]
    poison = json.loads(json.dumps(sound))
    poison["dynamodb"]["SequenceNumber"] = "666"
    del poison["dynamodb"]["NewImage"]["lang"]
    for position in range(3):
        bus_entries.clear()
        records = [sound, sound]
        records.insert(position, poison)
        assert article_events.handler({"Records": records}, context) == NOTHING
        assert len(bus_entries) == 2
        [message] = failures()
        assert message["DDBStreamBatchInfo"]["startSequenceNumber"] == "666"


@pytest.mark.parametrize(
    ("code", "is_repeated"), [("ThrottlingException", True), ("InternalFailure", True), ("MalformedDetail", False)]
)
def test_a_record_is_repeated_only_if_the_bus_may_take_its_event_later(
    bus_entries: Any, failures: Any, context: Any, code: str, is_repeated: bool
) -> None:
    hooks = client("events").meta.events

    def refuse(parsed: dict[str, Any], **_: Any) -> None:
        parsed |= {"FailedEntryCount": 1, "Entries": [{"ErrorCode": code}]}

    event = sample_event("article_events/published.json")
    number = event["Records"][0]["dynamodb"]["SequenceNumber"]
    hooks.register("after-call.events.PutEvents", refuse)
    try:
        answer = article_events.handler(event, context)
    finally:
        hooks.unregister("after-call.events.PutEvents", refuse)
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}] if is_repeated else []}
    assert len(failures()) == (not is_repeated)


def test_a_withdrawal_is_repeated_while_cloudfront_works_on_too_many(
    bus_entries: Any, distribution: str, failures: Any, context: Any
) -> None:
    event = sample_event("article_events/updated-and-withdrawn.json")
    with fail_calls("CreateInvalidation", BUSY, service="cloudfront", tries=1):
        answer = article_events.handler(event, context)
    number = event["Records"][-1]["dynamodb"]["SequenceNumber"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": number}]}
    assert article_events.handler(event, context) == NOTHING
    assert failures() == []
