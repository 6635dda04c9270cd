"""Checks of what is stored: freshness of rates, the failures queue, and the format of stored articles."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from cli.checks import NOTICE_INTERVAL, Finding, failed, get_document, ok, warning
from cli.http_client import Site
from cli.target import Target


def check_rates(target: Target) -> Iterator[Finding]:
    """Whether each bank's last sheet is the one that is expected."""
    for source in get_document(Site(target.api_url), "/v1/rates/sources").json["items"]:
        bank, last = source["source"], source["last_date"]
        if last is None:
            yield failed(f"{bank} has no sheet yet; every hour a schedule asks the bank")
        elif source["stale"]:
            yield failed(
                f"{bank} is overdue: its last sheet is of {last}, that of {source['expected_date']} is missing"
            )
        else:
            yield ok(f"{bank} is up to date: {last}")


def check_failures_queue(target: Target) -> Iterator[Finding]:
    """Whether an asynchronous invocation has failed within 14 days and nobody has dealt with it."""
    counts = target.client("sqs").get_queue_attributes(
        QueueUrl=target.physical_name("FailuresQueue"),
        AttributeNames=["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    )["Attributes"]
    count = sum(map(int, counts.values()))
    if count:
        yield failed(f"{count} {'message' if count == 1 else 'messages'}; docs/operations.md says what to do")
    else:
        yield ok("empty")


def check_views(target: Target) -> Iterator[Finding]:
    """Whether all stored views of articles have the format that this version of Gazette renders, and no slug that this
    version has reserved.

    Reads the whole Articles table, which costs half a read unit for each 4 kB.
    """
    from gazette.articles.fields import RESERVED_SLUGS
    from gazette.articles.publishing.serializers import FORMAT

    counts: Counter[int] = Counter()
    for view in read_views(target):
        counts[int(view["format"]["N"])] += 1
        if view["slug"]["S"] in RESERVED_SLUGS:
            address = f"/{view['lang']['S']}/{view['slug']['S']}"
            yield warning(f"{address} may be hidden, its slug is reserved now: change the slug and publish again")
    total, current = counts.total(), counts[FORMAT]
    for number in sorted(counts.keys() - {FORMAT}):
        age, repair = ("an older", ": `gazette rerender` renders them again") if number < FORMAT else ("a newer", "")
        yield failed(f"{counts[number]:,} of {total:,} have {age} format, {number} instead of {FORMAT}{repair}")
    if current == total:
        yield ok(f"{total:,} published articles have format {FORMAT}")


def read_views(target: Target) -> Iterator[dict[str, Any]]:
    """Language, slug and format of each published article, as DynamoDB has them. Each is read once, at its id."""
    pages = (
        target.client("dynamodb")
        .get_paginator("scan")
        .paginate(
            TableName=target.physical_name("ArticlesTable"),
            # An id begins with a digit, a slug's address with a language.
            FilterExpression="attribute_exists(#view) AND #address < :letters",
            ProjectionExpression="lang, slug, #format",
            ExpressionAttributeNames={"#view": "view", "#address": "address", "#format": "format"},
            ExpressionAttributeValues={":letters": {"S": "A"}},
        )
    )
    last_notice, read = time.monotonic(), 0
    for page in pages:
        read += page["ScannedCount"]
        yield from page["Items"]
        if time.monotonic() >= last_notice + NOTICE_INTERVAL:
            last_notice = time.monotonic()
            print(f"… reading the Articles table: {read:,} items", file=sys.stderr, flush=True)
