"""Creates the template's resources in the emulator through boto3, or finds existing ones.

moto's own CloudFormation ignores Cognito, SES, Scheduler, TTL and PITR, so it is not used. Resources without a local
counterpart (roles, log groups, alarms, the distribution, bucket and queue policies) are left out.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from botocore.exceptions import ClientError

from cli.local.events.queues import create_rule_queue
from cli.local.stack import Stack

Client = Callable[[str], Any]
"""Returns the client of a service."""
Create = Callable[[Stack, str, dict[str, Any], Client], None]
"""Creates one resource from its logical id and resolved properties, and adds its name to the stack."""


INDEX_POLL_SECONDS = 0.1


def create_resources(stack: Stack) -> None:
    """Create all resources, in an order in which each finds the names that it refers to."""
    make_client: Any = boto3.client  # the stubs accept only literal names of services
    client = cache(make_client)
    for kind, create in _CREATORS.items():
        for logical_id, properties in stack.of_type(kind):
            create(stack, logical_id, properties, client)


def create_tables(stack: Stack, dynamodb: Any) -> None:
    """Create the missing tables with keys, indexes, stream and TTL. Adds the stream ARNs to the stack.

    Existing tables get the indexes that the template has added since.
    """
    for logical_id, properties in stack.of_type("AWS::DynamoDB::Table"):
        _create_table(stack, logical_id, properties, dynamodb)


@contextmanager
def _ignore_existing(*codes: str) -> Iterator[None]:
    """Ignore errors with these codes: the resource exists already."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] not in codes:
            raise


def _create_table(stack: Stack, logical_id: str, properties: dict[str, Any], dynamodb: Any) -> None:
    name = stack.physical(logical_id)
    names = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    arguments = {key: properties[key] for key in names if key in properties}
    if "StreamSpecification" in properties:
        arguments["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
    with _ignore_existing("ResourceInUseException"):
        dynamodb.create_table(TableName=name, **arguments)
        if "TimeToLiveSpecification" in properties:
            dynamodb.update_time_to_live(TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"])
    for index in arguments.get("GlobalSecondaryIndexes", []):
        _add_index(name, index, arguments["AttributeDefinitions"], dynamodb)
    stream = dynamodb.describe_table(TableName=name)["Table"].get("LatestStreamArn")
    if stream:
        stack.attributes[f"{logical_id}.StreamArn"] = stream


def _add_index(name: str, index: dict[str, Any], definitions: list[dict[str, str]], dynamodb: Any) -> None:
    """Add an index to a table that lacks it, and wait until it has the stored items: one is added at a time."""
    table = dynamodb.describe_table(TableName=name)["Table"]
    if index["IndexName"] in _list_index_states(table):
        return
    keys, known = {key["AttributeName"] for key in index["KeySchema"]}, table["AttributeDefinitions"]
    # DynamoDB refuses definitions of attributes that no index has yet.
    added = [one for one in definitions if one["AttributeName"] in keys and one not in known]
    dynamodb.update_table(
        TableName=name,
        AttributeDefinitions=[*known, *added],
        GlobalSecondaryIndexUpdates=[{"Create": index}],
    )
    while set(_list_index_states(dynamodb.describe_table(TableName=name)["Table"]).values()) != {"ACTIVE"}:
        time.sleep(INDEX_POLL_SECONDS)


def _list_index_states(table: dict[str, Any]) -> dict[str, str]:
    """Name and status of each index. moto gives a new one no status."""
    return {index["IndexName"]: index.get("IndexStatus", "ACTIVE") for index in table.get("GlobalSecondaryIndexes", [])}


def _create_table_resource(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    _create_table(stack, logical_id, properties, client("dynamodb"))


def _create_bucket(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    s3, name = client("s3"), stack.physical(logical_id)
    with _ignore_existing("BucketAlreadyOwnedByYou"):
        s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": stack.region})
    versioning = properties.get("VersioningConfiguration")
    if versioning:
        s3.put_bucket_versioning(Bucket=name, VersioningConfiguration=versioning)
    if "NotificationConfiguration" in properties:
        events: dict[str, Any] = {"EventBridgeConfiguration": {}}
        s3.put_bucket_notification_configuration(Bucket=name, NotificationConfiguration=events)


def _create_queue(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    name = properties.get("QueueName", f"{stack.name}-{logical_id}")
    names = ("VisibilityTimeout", "DelaySeconds", "MessageRetentionPeriod", "FifoQueue", "ContentBasedDeduplication")
    attributes = {key: str(properties[key]) for key in names if key in properties}
    if "RedrivePolicy" in properties:
        attributes["RedrivePolicy"] = str(properties["RedrivePolicy"]).replace("'", '"')
    sqs = client("sqs")
    url = sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    stack.names[logical_id] = url
    stack.attributes.update({f"{logical_id}.Arn": arn, f"{logical_id}.QueueName": name})


def _create_event_bus(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    with _ignore_existing("ResourceAlreadyExistsException"):
        client("events").create_event_bus(Name=properties["Name"])
    stack.names[logical_id] = properties["Name"]


def _put_parameter(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    """Leave out a parameter that refers to a left-out resource: functions handle its absence."""
    value = stack.resources[logical_id]["Properties"]["Value"]
    if isinstance(value, dict) and "Ref" in value and value["Ref"] in stack.resources:
        return
    client("ssm").put_parameter(
        Name=properties["Name"], Value=properties["Value"], Type=properties["Type"], Overwrite=True
    )


def _create_configuration_set(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    ses = client("sesv2")
    name = stack.physical(logical_id)
    if name not in ses.list_configuration_sets()["ConfigurationSets"]:
        ses.create_configuration_set(ConfigurationSetName=name)


def _create_identity(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    ses = client("sesv2")
    existing = {identity["IdentityName"] for identity in ses.list_email_identities()["EmailIdentities"]}
    if properties["EmailIdentity"] not in existing:
        ses.create_email_identity(EmailIdentity=properties["EmailIdentity"])


def _create_user_pool(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    cognito, name = client("cognito-idp"), properties["UserPoolName"]
    pools = cognito.list_user_pools(MaxResults=60)["UserPools"]
    existing = next((pool["Id"] for pool in pools if pool["Name"] == name), None)
    names = ("AdminCreateUserConfig", "UsernameAttributes", "AutoVerifiedAttributes", "Policies")
    arguments: dict[str, Any] = {key: properties[key] for key in names if key in properties}
    stack.names[logical_id] = existing or cognito.create_user_pool(PoolName=name, **arguments)["UserPool"]["Id"]


def _create_user_pool_client(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    cognito, name = client("cognito-idp"), f"{stack.name}-{logical_id}"
    pool = properties["UserPoolId"]
    clients = cognito.list_user_pool_clients(UserPoolId=pool, MaxResults=60)["UserPoolClients"]
    client_id = next((existing["ClientId"] for existing in clients if existing["ClientName"] == name), None)
    if client_id is None:
        # Without ReadAttributes, Cognito lets a client read all standard attributes, and moto none.
        readable = {"ReadAttributes": ["email", "name"]}
        arguments: dict[str, Any] = {**readable, **properties, "ClientName": name}
        client_id = cognito.create_user_pool_client(**arguments)["UserPoolClient"]["ClientId"]
    stack.names[logical_id] = client_id


def _create_group(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    with _ignore_existing("GroupExistsException"):
        client("cognito-idp").create_group(**properties)


def _create_rule(stack: Stack, logical_id: str, properties: dict[str, Any], client: Client) -> None:
    if "EventPattern" in properties:
        create_rule_queue(stack, logical_id, properties, client)


_CREATORS: dict[str, Create] = {
    "AWS::DynamoDB::Table": _create_table_resource,
    "AWS::S3::Bucket": _create_bucket,
    "AWS::SQS::Queue": _create_queue,
    "AWS::Events::EventBus": _create_event_bus,
    "AWS::SSM::Parameter": _put_parameter,
    "AWS::SES::ConfigurationSet": _create_configuration_set,
    "AWS::SES::EmailIdentity": _create_identity,
    "AWS::Cognito::UserPool": _create_user_pool,
    "AWS::Cognito::UserPoolClient": _create_user_pool_client,
    "AWS::Cognito::UserPoolGroup": _create_group,
    "AWS::Events::Rule": _create_rule,
}
