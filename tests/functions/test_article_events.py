"""The Articles stream: what the event bus and the CDN are told."""

import json
import os
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.parameters import clear_caches

from functions.article_events import handler as article_events
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Changes, PublishOptions
from gazette.aws.clients import client
from gazette.dynamodb.items import serialize
from tests.conftest import sample_event
from tests.support.articles import AZIZA, StoredArticles, minutes, new_id

NOTHING: dict[str, Any] = {"batchItemFailures": []}


@pytest.fixture
def told(event_bus: str) -> Iterator[list[dict[str, Any]]]:
    """Fills with the entries that are put onto the bus."""
    entries: list[dict[str, Any]] = []

    def keep(params: dict[str, Any], **_: Any) -> None:
        entries.extend(params["Entries"])

    hooks = client("events").meta.events
    hooks.register("provide-client-params.events.PutEvents", keep)
    yield entries
    hooks.unregister("provide-client-params.events.PutEvents", keep)


@pytest.fixture
def distribution() -> Iterator[str]:
    """A distribution, its id in the parameter that the stack writes."""
    cloudfront, ssm = boto3.client("cloudfront"), boto3.client("ssm")
    origin = {"Id": "api", "DomainName": "api.s3.amazonaws.com", "S3OriginConfig": {"OriginAccessIdentity": ""}}
    made = cloudfront.create_distribution(
        DistributionConfig={
            "CallerReference": new_id(),
            "Origins": {"Quantity": 1, "Items": [origin]},
            "DefaultCacheBehavior": {"TargetOriginId": "api", "ViewerProtocolPolicy": "https-only"},
            "Comment": "",
            "Enabled": True,
        }
    )["Distribution"]
    ssm.put_parameter(Name=os.environ["DISTRIBUTION_PARAMETER"], Value=made["Id"], Type="String")
    clear_caches()
    yield made["Id"]
    ssm.delete_parameter(Name=os.environ["DISTRIBUTION_PARAMETER"])
    clear_caches()


@pytest.fixture
def streamed(dynamodb: Any, context: Any) -> Callable[[], Any]:
    """Gives the stream's records, under ids, to the function; its answer."""

    def streamed() -> Any:
        streams = boto3.client("dynamodbstreams")
        arn = dynamodb.describe_table(TableName=os.environ["ARTICLES_TABLE"])["Table"]["LatestStreamArn"]
        shard = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][-1]["ShardId"]
        iterator = streams.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        records = streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
        own = [one for one in records if one["dynamodb"]["Keys"]["address"]["S"].startswith("0")]
        for one in own:
            one["dynamodb"]["ApproximateCreationDateTime"] = 0
        return article_events.handler({"Records": own}, context)

    return streamed


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [entry["DetailType"] for entry in told]


def test_a_publication_is_told_once(streamed: Any, told: Any, published: Any) -> None:
    article: Article = published()
    assert streamed() == NOTHING
    [entry] = told
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
        "at": "2025-12-18T07:00:00Z",
        "silent": False,
    }


@pytest.mark.usefixtures("shelves")
def test_the_life_of_an_article_is_told_in_order(
    streamed: Any, told: Any, published: Any, newsroom: ArticleCommands, distribution: str
) -> None:
    article = published()
    article = newsroom.change(article, Changes(title="B"), by=AZIZA, at=minutes(1), write=new_id())
    article = newsroom.press.publish(
        article, by=AZIZA, at=minutes(2), now=minutes(2), write=new_id(), order=PublishOptions(minor=True)
    )
    article = newsroom.press.withdraw(article, by=AZIZA, now=minutes(3), write=new_id())
    newsroom.press.publish(article, by=AZIZA, at=minutes(4), now=minutes(4), write=new_id())
    assert streamed() == NOTHING
    assert kinds(told) == ["article.published", "article.updated", "article.withdrawn", "article.published"]


def test_a_translation_makes_no_event_of_the_others(streamed: Any, told: Any, published: Any) -> None:
    english = published()
    russian = published(lang="ru", translation_of=english.id)
    assert streamed() == NOTHING
    assert [json.loads(entry["Detail"])["id"] for entry in told] == [english.id, russian.id]


def test_a_silent_write_is_told_as_such(streamed: Any, told: Any, published: Any, shelves: StoredArticles) -> None:
    """An import or a restore: who announces articles leaves it out."""
    article = published()
    item = shelves.item(article.id)
    assert item
    shelves.put("articles", {**item, "version": 7, "silent": True})
    streamed()
    assert [json.loads(entry["Detail"])["silent"] for entry in told] == [False, True]


def test_what_concerns_no_reader_is_not_told(told: Any, context: Any) -> None:
    gone = {"id": "01", "lang": "en", "slug": "a", "version": 2, "gone": {"at": "2025-12-18T07:00:00Z"}}
    images = [({}, gone), (gone, {**gone, "version": 3}), (gone, {}), ({}, {"id": "01", "moved_to": "01"})]
    records = [record(number, old, new) for number, (old, new) in enumerate(images)]
    assert article_events.handler({"Records": records}, context) == NOTHING
    assert told == []


def record(number: int, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    images = {"OldImage": serialize(old), "NewImage": serialize(new)}
    return {
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"SequenceNumber": str(number), **{name: image for name, image in images.items() if image}},
    }


def test_a_withdrawal_invalidates_the_paths_of_the_article(told: Any, distribution: str, context: Any) -> None:
    event = sample_event("article_events/updated-and-withdrawn.json")
    for _ in range(2):
        assert article_events.handler(event, context) == NOTHING
    cloudfront = boto3.client("cloudfront")
    listed = cloudfront.list_invalidations(DistributionId=distribution)["InvalidationList"]["Items"]
    batches = [
        cloudfront.get_invalidation(DistributionId=distribution, Id=one["Id"])["Invalidation"]["InvalidationBatch"]
        for one in listed
    ]
    assert {tuple(sorted(batch["Paths"]["Items"])) for batch in batches} == {
        (
            "/en/the-railway-has-crossed-the-pass",
            "/v1/articles/01KCRA7Q00GAZETTESAMPLE001",
            "/v1/articles/en/the-railway-has-crossed-the-pass",
        )
    }
    assert {batch["CallerReference"] for batch in batches} == {"01KCRA7Q00GAZETTESAMPLE001/4"}, (
        "CloudFront makes it one"
    )


def test_without_a_distribution_there_is_one_line_in_the_log(told: Any, context: Any, capfd: Any) -> None:
    clear_caches()
    assert article_events.handler(sample_event("article_events/updated-and-withdrawn.json"), context) == NOTHING
    assert kinds(told) == ["article.updated", "article.withdrawn"]


def test_a_poison_record_is_named_and_stops_nobody(told: Any, context: Any) -> None:
    event = sample_event("article_events/published.json")
    sound = event["Records"][0]
    poison = json.loads(json.dumps(sound))
    poison["dynamodb"]["SequenceNumber"] = "666"
    del poison["dynamodb"]["NewImage"]["lang"]
    for position in range(3):
        told.clear()
        records = [sound, sound]
        records.insert(position, poison)
        answer = article_events.handler({"Records": records}, context)
        assert answer == {"batchItemFailures": [{"itemIdentifier": "666"}]}
        assert len(told) == 2
    answer = article_events.handler({"Records": [poison]}, context)
    assert answer == {"batchItemFailures": [{"itemIdentifier": "666"}]}, "alone too it is reported, not raised"


def test_a_bus_that_refuses_has_the_record_tried_again(told: Any, context: Any) -> None:
    hooks = client("events").meta.events

    def refuse(parsed: dict[str, Any], **_: Any) -> None:
        parsed |= {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "ThrottlingException"}]}

    hooks.register("after-call.events.PutEvents", refuse)
    event = sample_event("article_events/published.json")
    number = event["Records"][0]["dynamodb"]["SequenceNumber"]
    assert article_events.handler(event, context) == {"batchItemFailures": [{"itemIdentifier": number}]}
    hooks.unregister("after-call.events.PutEvents", refuse)
