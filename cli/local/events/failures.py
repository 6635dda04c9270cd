"""Records of failed asynchronous invocations, in Lambda's format, and the queue that receives them."""

import json
import sys
import uuid
from datetime import datetime
from typing import Any

from cli.local.functions import Function, FunctionFailed


class FailuresQueue:
    """A queue by its ARN. Without one, records are dropped, as in Lambda."""

    def __init__(self, sqs: Any, arn: str | None) -> None:
        self._sqs, self._arn = sqs, arn

    def put(self, record: dict[str, Any]) -> None:
        context = record["requestContext"]
        name = context["functionArn"].split(":")[6]
        print(
            f"{name} gave up after {context['approximateInvokeCount']} tries: {context['condition']}", file=sys.stderr
        )
        if self._arn:
            url = self._sqs.get_queue_url(QueueName=self._arn.rpartition(":")[2])["QueueUrl"]
            self._sqs.send_message(QueueUrl=url, MessageBody=json.dumps(record))


def build_failure_record(
    function: Function, failure: FunctionFailed | None, attempts: int, at: datetime
) -> dict[str, Any]:
    """The members of every failure record. The error has only its type: a message may contain an e-mail address."""
    record: dict[str, Any] = {
        "version": "1.0",
        "timestamp": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": f"{function.arn}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": attempts,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST"},
    }
    if failure:
        record["responseContext"]["functionError"] = "Unhandled"
        record["responsePayload"] = {"errorType": failure.report["errorType"]}
    return record
