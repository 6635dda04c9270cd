"""The patch of moto's transactions."""

import pytest
from botocore.exceptions import ClientError
from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.models.dynamo_type import Item
from moto.dynamodb.models.table import Table

from tests.support.aws import STACK


@pytest.fixture
def articles():
    return STACK.physical("ArticlesTable")


def item(address, **values):
    return {"address": {"S": address}, **{name: {"S": value} for name, value in values.items()}}


def everything(dynamodb, articles):
    return sorted(dynamodb.scan(TableName=articles)["Items"], key=str)


def records(articles):
    """Of the table's stream, in moto's memory."""
    [table] = [
        backend.tables[articles]
        for account in dynamodb_backends.values()
        for backend in account.values()
        if articles in backend.tables
    ]
    return table.stream_shard.items


def put(articles, address, **more):
    return {"Put": {"TableName": articles, "Item": item(address, title="new"), **more}}


def refused(articles):
    """The last one's condition fails."""
    return put(articles, "4", ConditionExpression="attribute_exists(address)")


def test_a_refused_transaction_leaves_each_item_and_the_stream_as_they_were(dynamodb, articles):
    for address in ("1", "2", "3"):
        dynamodb.put_item(TableName=articles, Item=item(address, title="old"))
    before, record_count = everything(dynamodb, articles), len(records(articles))
    of = {"TableName": articles}
    change = {"UpdateExpression": "SET title = :new", "ExpressionAttributeValues": {":new": {"S": "new"}}}
    operations = [
        put(articles, "1"),
        {"Update": {**of, "Key": item("2"), **change}},
        {"Delete": {**of, "Key": item("3")}},
        put(articles, "5"),
        {"Update": {**of, "Key": item("6"), **change}},
        refused(articles),
    ]
    with pytest.raises(ClientError, match="TransactionCanceled"):
        dynamodb.transact_write_items(TransactItems=operations)
    assert everything(dynamodb, articles) == before
    assert len(records(articles)) == record_count


def test_a_transaction_that_fits_is_written_whole(dynamodb, articles):
    dynamodb.transact_write_items(TransactItems=[put(articles, "1"), put(articles, "2")])
    assert [found["address"]["S"] for found in everything(dynamodb, articles)] == ["1", "2"]


@pytest.mark.parametrize(
    "operation",
    [
        {"Put": {"TableName": "unknown", "Item": item("1")}},
        {"Delete": {"TableName": STACK.physical("ArticlesTable"), "Key": {"other": {"S": "1"}}}},
    ],
)
def test_what_is_no_operation_is_refused_and_changes_nothing(dynamodb, articles, operation):
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=[put(articles, "1"), operation])
    assert everything(dynamodb, articles) == []


def test_nothing_is_kept_of_what_came_and_went(dynamodb, articles):
    with pytest.raises(ClientError):
        dynamodb.transact_write_items(TransactItems=[put(articles, "1"), refused(articles)])
    dynamodb.scan(TableName=articles)
    assert not Table.instances_tracked
    assert not Item.instances_tracked
