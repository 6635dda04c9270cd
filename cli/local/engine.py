"""What the template's resources become in an engine (moto's server, or another one): created through boto3.

moto's own CloudFormation skips Cognito, SES and Scheduler and drops TTL and PITR, so it is not used.
"""

from typing import Any

from botocore.exceptions import ClientError

from cli.local.stack import Stack


def create_tables(stack: Stack, dynamodb: Any) -> None:
    """Create each table that is not there yet, with keys, indexes, stream and TTL; note its stream in the stack."""
    for logical_id, properties in stack.of_type("AWS::DynamoDB::Table"):
        name = stack.physical(logical_id)
        kept = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
        arguments = {key: properties[key] for key in kept if key in properties}
        if "StreamSpecification" in properties:
            arguments["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
        try:
            dynamodb.create_table(TableName=name, **arguments)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ResourceInUseException":
                raise
        else:
            if "TimeToLiveSpecification" in properties:
                dynamodb.update_time_to_live(
                    TableName=name, TimeToLiveSpecification=properties["TimeToLiveSpecification"]
                )
        stream = dynamodb.describe_table(TableName=name)["Table"].get("LatestStreamArn")
        if stream:
            stack.attributes[f"{logical_id}.StreamArn"] = stream
