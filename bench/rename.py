"""`python -m bench.rename`: renames a category with 10,000 articles on DynamoDB Local, and measures the job."""

import argparse
import json
import os
import platform
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3

from bench.consumed_units import Meter, measure_items
from bench.published_items import publish_articles
from cli.local.lambda_context import Context
from cli.local.resources import create_tables
from cli.local.stack import Stack
from tests.support.dynamodb_local import run_dynamodb_local

BEFORE, AFTER = "Economy", "Business and economy"
SLUG = "economy"
WRITE_PRICE, READ_PRICE = 0.625, 0.125
"""US dollars for a million units on demand in us-east-1, since November 2024."""
JOB_SECONDS, GIGABYTES = 300, 1769 / 1024
"""Timeout and memory of ArticleJobs."""
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:ArticleJobs"
SECOND_PRICE = 0.0000133334
"""US dollars for a second of Lambda with one GB on arm64."""


def set_environment(stack: Stack, endpoint: str) -> None:
    """The template's variables, and the emulator in place of DynamoDB. Handlers read both at their import."""
    for logical_id, _ in stack.of_type("AWS::Lambda::Function"):
        os.environ.update(stack.environment(logical_id))
    os.environ.update(
        AWS_ENDPOINT_URL_DYNAMODB=endpoint,
        AWS_REGION=stack.region,
        AWS_DEFAULT_REGION=stack.region,
        AWS_ACCESS_KEY_ID="bench",
        AWS_SECRET_ACCESS_KEY="bench",
        POWERTOOLS_LOG_LEVEL="ERROR",
    )


def rename() -> str:
    """Rename the category as editors do. Returns the id of the job."""
    from functions.taxonomy.handler import commands
    from gazette.schemas.person import Person
    from gazette.taxonomy.requests import CategoryRequest
    from gazette.times import now

    request, by = CategoryRequest(names={"en": AFTER}), Person(id="bench", name="Bench")
    version = commands.get("category", SLUG).version
    _, job = commands.save("category", SLUG, request, expected=version, by=by, at=now(), write_id="rename")
    assert job
    return job


def run_job(id: str) -> int:
    """Invoke ArticleJobs whenever the sweep finds the job due, until it has ended. Returns the number of runs."""
    from functions.article_jobs.handler import handler, jobs
    from gazette.times import now

    invocations = 0
    while not (job := jobs.get(id, now())).ended:
        if id in jobs.list_due(now()):
            invocations += 1
            handler({"job": id}, Context("ArticleJobs", FUNCTION, 1769, JOB_SECONDS))
            print(f"{jobs.get(id, now()).done} articles after {invocations} invocations", flush=True)
        else:
            time.sleep(1)
    if (job.status, job.reason) != ("done", ""):
        raise SystemExit(f"the job is {job.status}: {job.reason}")
    return invocations


def check_names(stack: Stack, count: int) -> None:
    """Raises SystemExit if a view or a card does not have the new name, or is missing."""
    has_new_name = Counter(
        [one["name"] for one in document["categories"]] == [AFTER] for document in read_documents(stack)
    )
    # Views at two addresses, cards in the main list and in those of the category, the author and two tags.
    if has_new_name != {True: 7 * count}:
        raise SystemExit(f"views and cards with the new name, and without it: {has_new_name}")


def read_documents(stack: Stack) -> Iterator[dict[str, Any]]:
    from gazette.articles.publishing.serializers import unpack_view

    paginator = boto3.client("dynamodb").get_paginator("scan")
    for page in paginator.paginate(TableName=stack.physical("ArticlesTable")):
        yield from (unpack_view(item["view"]["B"]) for item in page["Items"])
    for page in paginator.paginate(TableName=stack.physical("ListingsTable")):
        yield from (json.loads(item["card"]["S"]) for item in page["Items"] if "card" in item)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rename", description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    count = parser.parse_args().articles
    stack = Stack(parameters={"SiteUrl": "https://news.example"})
    with run_dynamodb_local() as endpoint:
        set_environment(stack, endpoint)
        create_tables(stack, boto3.client("dynamodb"))
        started = time.monotonic()
        publish_articles(boto3.client("dynamodb"), SLUG, BEFORE, count)
        print(f"{count} articles published in {time.monotonic() - started:.0f} s", flush=True)
        from gazette.aws.clients import client

        meter, job = Meter(), rename()
        meter.attach(client("dynamodb"))
        started, cpu = time.monotonic(), time.process_time()
        invocations = run_job(job)
        seconds, cpu = time.monotonic() - started, time.process_time() - cpu
        check_names(stack, count)
        write_units = meter.sum_write_units(measure_items(stack))
    print(format_report(meter, write_units, count, seconds, cpu, invocations))


def format_report(meter: Meter, write_units: int, count: int, seconds: float, cpu: float, invocations: int) -> str:
    dollars = (write_units * WRITE_PRICE + meter.read_units * READ_PRICE) / 1e6
    rows = {
        "articles": f"{count:,}",
        "seconds": f"{seconds:.0f}",
        "articles a second": f"{count / seconds:.1f}",
        "ms of CPU for an article": f"{cpu / count * 1000:.1f}",
        "invocations of ArticleJobs": f"{invocations}",
        "requests for an article": f"{meter.requests.total() / count:.2f}",
        "write units for an article": f"{write_units / count:.2f}",
        "read units for an article": f"{meter.read_units / count:.2f}",
        "US$ for 100,000 articles: DynamoDB": f"{dollars / count * 100_000:.2f}",
        "US$ for 100,000 articles: Lambda": f"{seconds * GIGABYTES * SECOND_PRICE / count * 100_000:.2f}",
        "minutes for 100,000 articles": f"{seconds / count * 100_000 / 60:.0f}",
    }
    lines = ["| | |", "|---|---:|", *(f"| {name} | {value} |" for name, value in rows.items())]
    conditions = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()} on {platform.machine()}"
    return "\n".join([f"{conditions}; requests: {dict(meter.requests)}", "", *lines])


if __name__ == "__main__":
    main()
