"""Creation of the template's resources in the emulator."""

import boto3

from cli.local.resources import create_resources, create_tables
from cli.local.stack import Stack, read_template
from gazette.dynamodb.items import deserialize, serialize


def everything(stack):
    """The resources of a stack in the emulator."""
    cognito, pool = boto3.client("cognito-idp"), stack.physical("UserPool")
    return {
        "tables": sorted(boto3.client("dynamodb").list_tables()["TableNames"]),
        "buckets": sorted(bucket["Name"] for bucket in boto3.client("s3").list_buckets()["Buckets"]),
        "queues": sorted(boto3.client("sqs").list_queues().get("QueueUrls", [])),
        "buses": sorted(bus["Name"] for bus in boto3.client("events").list_event_buses()["EventBuses"]),
        "pools": sorted(pool["Id"] for pool in cognito.list_user_pools(MaxResults=60)["UserPools"]),
        "clients": [
            client["ClientId"]
            for client in cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
        ],
        "groups": sorted(group["GroupName"] for group in cognito.list_groups(UserPoolId=pool)["Groups"]),
        "identities": [
            identity["IdentityName"] for identity in boto3.client("sesv2").list_email_identities()["EmailIdentities"]
        ],
    }


def test_the_templates_resources_are_made_once_and_found_again():
    def make():
        stack = Stack(read_template(), name="twice", parameters={"MailSender": "news@news.example"})
        create_resources(stack)
        return stack

    first = make()
    before = everything(first)
    again = make()
    assert everything(again) == before
    assert again.names == first.names
    assert again.attributes == first.attributes
    assert before["groups"] == ["admin", "author", "editor"]
    assert "news@news.example" in before["identities"]
    assert "twice-rawbucket" in before["buckets"]


def test_a_parameter_that_names_what_is_not_there_is_not_there_either(small):
    stack = Stack(read_template(), name="twice", parameters={"SiteUrl": "https://news.example"})
    create_resources(stack)
    found = boto3.client("ssm").get_parameters_by_path(Path="/twice")["Parameters"]
    assert [(parameter["Name"], parameter["Value"]) for parameter in found] == [
        ("/twice/site-url", "https://news.example")
    ]


def test_tables_have_the_streams_and_the_expiry_of_the_template(small, dynamodb):
    stack = Stack(read_template(), name="twice")
    create_resources(stack)
    for logical_id, properties in stack.of_type("AWS::DynamoDB::Table"):
        name = stack.physical(logical_id)
        table = dynamodb.describe_table(TableName=name)["Table"]
        assert table.get("StreamSpecification", {}).get("StreamEnabled", False) is ("StreamSpecification" in properties)
        ttl = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        wanted = properties.get("TimeToLiveSpecification", {}).get("AttributeName")
        assert ttl.get("AttributeName") == wanted


def test_a_table_of_an_earlier_version_gets_the_indexes_that_the_template_has_added(dynamodb):
    """As a deployment does; DynamoDB Local keeps its tables between versions."""
    template = read_template()
    drafts = template["Resources"]["DraftsTable"]["Properties"]
    indexes, definitions = drafts["GlobalSecondaryIndexes"], drafts["AttributeDefinitions"]
    drafts["GlobalSecondaryIndexes"], drafts["AttributeDefinitions"] = indexes[:1], definitions[:4]
    create_tables(Stack(template, name="earlier"), dynamodb)
    item = {"id": "1", "part": "current", "due": "due", "due_at": "2025-12-18T07:00:00Z"}
    dynamodb.put_item(TableName="earlier-DraftsTable", Item=serialize(item))
    create_tables(Stack(read_template(), name="earlier"), dynamodb)
    found = dynamodb.query(
        TableName="earlier-DraftsTable",
        IndexName="Due",
        KeyConditionExpression="due = :due",
        ExpressionAttributeValues=serialize({":due": "due"}),
    )
    assert [deserialize(item)["id"] for item in found["Items"]] == ["1"]
    described = dynamodb.describe_table(TableName="earlier-DraftsTable")["Table"]
    assert [index["IndexName"] for index in described["GlobalSecondaryIndexes"]] == ["ByStatus", "Due"]
