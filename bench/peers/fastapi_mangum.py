"""The same two reads as a FastAPI application behind Mangum, the usual way to bring a web framework to Lambda.

`async def`, though boto3 blocks: one request at a time comes in, and threads for plain functions would cost twice that.
"""

import hashlib
import os
from typing import Annotated

import boto3
from fastapi import FastAPI, Header, Response
from mangum import Mangum

app = FastAPI()
dynamodb = boto3.client("dynamodb")


@app.get("/v1/articles/{id}")
async def article(id: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    item = dynamodb.get_item(TableName=os.environ["ARTICLES_TABLE"], Key={"address": {"S": id}}).get("Item")
    if item is None:
        return Response(status_code=404)
    headers = {
        "etag": f'"{item["etag"]["S"]}-gz"',
        "cache-control": "public, max-age=30, s-maxage=60",
        "vary": "Accept-Encoding",
    }
    if if_none_match == headers["etag"]:
        return Response(status_code=304, headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(item["view"]["B"], headers=headers, media_type="application/json")


@app.get("/v1/articles")
async def cards(lang: str, if_none_match: Annotated[str | None, Header()] = None) -> Response:
    page = dynamodb.query(
        TableName=os.environ["LISTINGS_TABLE"],
        KeyConditionExpression="listing = :listing",
        ExpressionAttributeNames={"#position": "position"},
        ExpressionAttributeValues={":listing": {"S": lang}},
        ProjectionExpression="#position, card",
        ScanIndexForward=False,
        Limit=21,
    )
    body = f'{{"items":[{",".join(item["card"]["S"] for item in page["Items"])}],"next":null}}'
    etag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
    headers = {"etag": etag, "cache-control": "public, max-age=15, s-maxage=30", "vary": "Accept-Encoding"}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


handler = Mangum(app, lifespan="off")
