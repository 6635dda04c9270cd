"""One instance of the Sender function: delivers messages until the queue is empty, and prints what it used."""

import json
import resource
import time
from pathlib import Path
from typing import Any

from bench.digest.units import Units
from cli.local.lambda_context import Context
from functions.sender import handler as sender
from gazette.aws.clients import client

BATCH = 4
"""Messages of one invocation, as in the template."""


def main() -> None:
    units, memory, mails, began = Units(), [], 0, time.monotonic()
    units.attach(sender.dynamodb)
    sqs, url = client("sqs"), sender.settings.require("PAGES_QUEUE")
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=BATCH).get("Messages"):
        result = sender.handler({"Records": [build_record(message) for message in messages]}, build_context())
        failed = {entry["itemIdentifier"] for entry in result["batchItemFailures"]}
        for message in messages:
            if message["MessageId"] not in failed:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        mails += 1
        memory.append(read_peak_memory())
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "seconds": time.monotonic() - began,
                "cpu": used.ru_utime + used.ru_stime,
                "memory_tenth": memory[len(memory) // 10],
                "memory_end": memory[-1],
                "reads": units.reads,
                "writes": units.writes,
            }
        )
    )


def read_peak_memory() -> int:
    """Megabytes. `ru_maxrss` would be that of the process which started this one, if that is larger."""
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) // 1024


def build_context() -> Context:
    return Context("sender", "arn:aws:lambda:eu-central-1:123456789012:function:sender", 1024, 180)


def build_record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {},
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:gazette-PagesQueue",
        "awsRegion": "eu-central-1",
    }


main()
