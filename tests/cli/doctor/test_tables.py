"""Settings of tables that are lost by a restore."""

import boto3
import pytest

from cli.doctor.tables import check_tables
from tests.support.deployed_stack import findings, make_target

NAME = "paper-drafts"


@pytest.fixture
def drafts(dynamodb):
    """Makes the table of drafts with settings. Returns the stack."""

    def make(*, recovery=True, expiry="expires_at", protected=True, parameter="true"):
        dynamodb.create_table(
            TableName=NAME,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            DeletionProtectionEnabled=protected,
        )
        dynamodb.update_continuous_backups(
            TableName=NAME, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": recovery}
        )
        if expiry:
            specification = {"Enabled": True, "AttributeName": expiry}
            dynamodb.update_time_to_live(TableName=NAME, TimeToLiveSpecification=specification)
        return make_target(
            resources={"AWS::DynamoDB::Table": {"DraftsTable": NAME}}, parameters={"DeletionProtection": parameter}
        )

    yield make
    client = boto3.client("dynamodb")
    client.update_table(TableName=NAME, DeletionProtectionEnabled=False)
    client.delete_table(TableName=NAME)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ("ok", "1 of 1 have the settings of the template")),
        ({"protected": False, "parameter": "false"}, ("ok", "1 of 1 have the settings of the template")),
        (
            {"recovery": False, "expiry": None},
            (
                "failed",
                "DraftsTable has lost its recovery and expiry; "
                "docs/operations.md, **A deleted table**, has the commands",
            ),
        ),
        (
            {"expiry": "other"},
            ("failed", "DraftsTable has lost its expiry; docs/operations.md, **A deleted table**, has the commands"),
        ),
        ({"protected": False}, ("warning", "DraftsTable can be deleted, although DeletionProtection is true")),
    ],
    ids=["complete", "not protected by choice", "restored", "another attribute", "not protected"],
)
def test_a_table_has_the_settings_of_the_template(drafts, settings, expected):
    assert findings(check_tables, drafts(**settings)) == [expected]


def test_a_table_whose_consumer_has_no_stream_is_named(dynamodb):
    dynamodb.create_table(
        TableName="paper-articles",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "address", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "address", "KeyType": "HASH"}],
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )
    target = make_target(resources={"AWS::DynamoDB::Table": {"ArticlesTable": "paper-articles"}})
    [(status, text)] = findings(check_tables, target)
    dynamodb.delete_table(TableName="paper-articles")
    assert (status, text.partition(";")[0]) == ("failed", "ArticlesTable has lost its recovery and stream")
