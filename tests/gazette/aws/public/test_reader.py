"""The reader without the SDK reads what boto3 reads."""

import base64
import os
import random

import boto3
import pytest

from gazette.aws.public import client
from gazette.aws.public.connection import endpoint
from gazette.aws.public.reader import Reader, fetch

LETTERS = "abcXYZ0189-_ /\\\"'{}«»ЎқғҳёЖ日🙂\t\n\x01%+?#"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A busy machine is slow, and that is no failure."""
    monkeypatch.setattr(client, "TIMEOUT", 20)


@pytest.fixture(scope="module")
def reader():
    reader = Reader(os.environ)
    yield reader
    reader.close()


def random_items(chance, number):
    for place in range(number):
        address = "".join(chance.choices(LETTERS, k=chance.randrange(60))) + str(place)
        view = chance.randbytes(chance.choice([1, 100, 5000]))
        yield (
            address,
            {
                "address": {"S": address},
                "view": {"B": view},
                "etag": {"S": "".join(chance.choices(LETTERS, k=32))},
                "version": {"N": str(chance.randrange(10**9))},
                "gone": {"M": {"at": {"S": "x"}, "nested": {"L": [{"NULL": True}, {"BOOL": False}]}}},
            },
        )


def put(dynamodb, table, items):
    puts = [{"PutRequest": {"Item": item}} for item in items]
    for first in range(0, len(puts), 25):
        dynamodb.batch_write_item(RequestItems={table: puts[first : first + 25]})


def as_boto3(value):
    """The reader's typed JSON as boto3 gives it: bytes in place of their base64 text."""
    match value:
        case {"B": str(text)}:
            return {"B": base64.b64decode(text, validate=True)}
        case dict():
            return {name: as_boto3(member) for name, member in value.items()}
        case list():
            return [as_boto3(member) for member in value]
    return value


def by_address(items):
    return {item["address"]["S"]: item for item in items}


@pytest.fixture
def articles(stack):
    return stack.physical("ArticlesTable")


@pytest.fixture
def listings(stack):
    return stack.physical("ListingsTable")


def test_six_hundred_random_items_are_read_as_boto3_reads_them(dynamodb, reader, articles):
    """All in batches, and every tenth by itself."""
    items = dict(random_items(random.Random(18), 600))
    put(dynamodb, articles, items.values())
    keys = [{"address": {"S": address}} for address in items]
    assert len(keys) == 600
    for first in range(0, 600, 20):
        batch = {"RequestItems": {articles: {"Keys": keys[first : first + 20]}}}
        theirs = by_address(dynamodb.batch_get_item(**batch)["Responses"][articles])
        assert by_address(as_boto3(reader.batch_get(batch))["Responses"][articles]) == theirs
        assert {address: item["view"] for address, item in theirs.items()} == {
            address: items[address]["view"] for address in theirs
        }
        assert len(theirs) == 20
        for address in list(theirs)[::10]:
            assert as_boto3(reader.get(articles, {"address": {"S": address}})) == theirs[address]


def test_a_key_without_an_item_is_none(reader, articles):
    assert reader.get(articles, {"address": {"S": "none"}}) is None
    assert reader.get(articles, {"address": {"S": "none"}}, consistent=True) is None


def test_a_batch_leaves_out_a_key_without_an_item(dynamodb, reader, articles):
    items = dict(random_items(random.Random(19), 60))
    put(dynamodb, articles, items.values())
    request = {"RequestItems": {articles: {"Keys": [{"address": {"S": address}} for address in [*items, "none"]]}}}
    ours = by_address(as_boto3(reader.batch_get(request))["Responses"][articles])
    assert ours == by_address(dynamodb.batch_get_item(**request)["Responses"][articles])
    assert len(ours) == len(items)


@pytest.mark.parametrize("forward", [True, False])
def test_a_query_by_pages_reads_what_the_paginator_of_boto3_reads(dynamodb, reader, listings, forward):
    chance = random.Random(20)
    for number in range(73):
        key = {"listing": {"S": "en"}, "position": {"S": f"{chance.randrange(10**6)}#{number}"}}
        dynamodb.put_item(TableName=listings, Item={**key, "card": {"S": "".join(chance.choices(LETTERS, k=50))}})
    request = {
        "TableName": listings,
        "KeyConditionExpression": "listing = :listing",
        "ExpressionAttributeValues": {":listing": {"S": "en"}},
        "ScanIndexForward": forward,
    }
    pages = dynamodb.get_paginator("query").paginate(**request, PaginationConfig={"PageSize": 10})
    theirs = [item for page in pages for item in page["Items"]]
    ours, following = [], {"Limit": 10}
    while following:
        reply = reader.query({**request, **following})
        ours += reply["Items"]
        start = reply.get("LastEvaluatedKey")
        following = {"Limit": 10, "ExclusiveStartKey": start} if start else None
    assert ours == theirs
    assert len(ours) == 73


def test_several_reads_at_once_return_in_their_order(dynamodb, articles, listings):
    dynamodb.put_item(TableName=articles, Item={"address": {"S": "a"}, "etag": {"S": "e"}})
    readers = [Reader(os.environ) for _ in range(3)]
    query = {
        "TableName": listings,
        "KeyConditionExpression": "listing = :listing",
        "ExpressionAttributeValues": {":listing": {"S": "none"}},
    }
    batch = {"RequestItems": {articles: {"Keys": [{"address": {"S": "a"}}]}}}
    one, listed, several = fetch(
        readers,
        [
            ("GetItem", {"TableName": articles, "Key": {"address": {"S": "a"}}}),
            ("Query", query),
            ("BatchGetItem", batch),
        ],
    )
    for reader in readers:
        reader.close()
    assert one["Item"] == several["Responses"][articles][0] == {"address": {"S": "a"}, "etag": {"S": "e"}}
    assert listed["Items"] == []


def test_the_endpoint_of_dynamodb_overrides_that_of_all_services(dynamodb, articles):
    environ = {
        **os.environ,
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ENDPOINT_URL_DYNAMODB": os.environ["AWS_ENDPOINT_URL"],
    }
    reader = Reader(environ)
    assert reader.get(articles, {"address": {"S": "none"}}) is None
    reader.close()


@pytest.mark.parametrize("service", ["dynamodb", "ssm"])
@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1", "us-gov-west-1"])
def test_without_a_configured_endpoint_it_is_that_of_boto3(monkeypatch, service, region):
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    theirs = boto3.client(service, region_name=region).meta.endpoint_url
    assert endpoint({}, service, region) == theirs
    assert endpoint({"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_DYNAMODB": ""}, service, region) == theirs
