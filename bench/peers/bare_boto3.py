"""The handler that everybody writes first: boto3's client and a few ifs. It answers Gazette's bytes."""

import base64
import hashlib
import os

import boto3

dynamodb = boto3.client("dynamodb")
CACHE = {"article": "public, max-age=30, s-maxage=60", "list": "public, max-age=15, s-maxage=30"}


def handler(event, context):
    if event["routeKey"] == "GET /v1/articles":
        return cards(event["queryStringParameters"], event["headers"])
    return article(event["pathParameters"]["id"], event["headers"])


def article(id, headers):
    item = dynamodb.get_item(TableName=os.environ["ARTICLES_TABLE"], Key={"address": {"S": id}}).get("Item")
    if item is None:
        return {"statusCode": 404, "body": ""}
    own = {"etag": f'"{item["etag"]["S"]}-gz"', "cache-control": CACHE["article"], "vary": "Accept-Encoding"}
    if headers.get("if-none-match") == own["etag"]:
        return {"statusCode": 304, "headers": own}
    own |= {"content-type": "application/json", "content-encoding": "gzip"}
    return {
        "statusCode": 200,
        "headers": own,
        "body": base64.b64encode(item["view"]["B"]).decode(),
        "isBase64Encoded": True,
    }


def cards(query, headers):
    page = dynamodb.query(
        TableName=os.environ["LISTINGS_TABLE"],
        KeyConditionExpression="listing = :listing",
        ExpressionAttributeNames={"#position": "position"},
        ExpressionAttributeValues={":listing": {"S": query["lang"]}},
        ProjectionExpression="#position, card",
        ScanIndexForward=False,
        Limit=21,
    )
    body = f'{{"items":[{",".join(item["card"]["S"] for item in page["Items"])}],"next":null}}'
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    own = {"etag": etag, "cache-control": CACHE["list"], "vary": "Accept-Encoding"}
    if headers.get("if-none-match") == etag:
        return {"statusCode": 304, "headers": own}
    return {"statusCode": 200, "headers": {**own, "content-type": "application/json"}, "body": body}
