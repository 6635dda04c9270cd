"""A restored table: a copy of the items that a table has at that moment, under another name."""

from collections import Counter

import boto3
import pytest

from cli.commands.restore import copy_all, make_rule
from cli.target import Target
from tests.support.articles import commands, minutes, publish_draft, save_draft, tables
from tests.support.aws import STACK

__all__ = ["commands", "publish_draft", "save_draft", "tables"]


@pytest.fixture
def save_restored(dynamodb):
    """Copies the items of a table into a new one. Returns its name."""
    made = []

    def save_restored(noun):
        live, restored = STACK.physical(f"{noun}Table"), f"{noun}-restored"
        described = dynamodb.describe_table(TableName=live)["Table"]
        keys = [part["AttributeName"] for part in described["KeySchema"]]
        dynamodb.create_table(
            TableName=restored,
            KeySchema=described["KeySchema"],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
            BillingMode="PAY_PER_REQUEST",
        )
        made.append(restored)
        for page in dynamodb.get_paginator("scan").paginate(TableName=live):
            for item in page["Items"]:
                dynamodb.put_item(TableName=restored, Item=item)
        return restored

    yield save_restored
    for name in made:
        dynamodb.delete_table(TableName=name)


@pytest.fixture
def target():
    names = {name: STACK.physical(name) for name, _ in STACK.of_type("AWS::DynamoDB::Table")}
    return Target(boto3.Session(), "", "", names=names)


@pytest.fixture
def restore(target):
    """Copies the items of a restored table back. Returns the counts of outcomes that occurred."""

    def restore(noun, restored, *, now=None):
        rule = make_rule(target, noun, restored, now=now or minutes(60), writing=True)
        outcomes = Counter()
        for _ in copy_all(rule, outcomes):
            pass
        return {outcome: count for outcome, count in outcomes.items() if count}

    return restore


@pytest.fixture
def empty(dynamodb):
    """Deletes all items of a table, or those that a condition selects."""

    def empty(noun, condition=lambda item: True):
        table = boto3.resource("dynamodb").Table(STACK.physical(f"{noun}Table"))
        keys = [part["AttributeName"] for part in table.key_schema]
        lost = [item for item in table.scan()["Items"] if condition(item)]
        for item in lost:
            table.delete_item(Key={key: item[key] for key in keys})
        return len(lost)

    return empty
