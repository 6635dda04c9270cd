"""The newest positions of a listing, without the cards."""

from typing import Any

from gazette.dynamodb.items import serialize


def find_newest(dynamodb: Any, table: str, listing: str, limit: int, *, consistent: bool) -> list[str]:
    """At most `limit` positions, newest first. One Query, which costs what reading the cards would."""
    reply = dynamodb.query(
        TableName=table,
        KeyConditionExpression="listing = :listing",
        ExpressionAttributeValues=serialize({":listing": listing}),
        ExpressionAttributeNames={"#position": "position"},
        ProjectionExpression="#position",
        ConsistentRead=consistent,
        ScanIndexForward=False,
        Limit=limit,
    )
    return [item["position"]["S"] for item in reply["Items"]]
