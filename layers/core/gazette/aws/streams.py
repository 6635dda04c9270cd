"""Consumers of DynamoDB streams: transient errors are tried again, every other failed record is set aside at once.

Lambda delivers the records of a shard in order and waits for each, so one record that always fails would hold up all
records after it. Only transient errors (`is_transient`) are reported to Lambda, which then delivers again from that
record on, for at most an hour (`MaximumRecordAgeInSeconds` in the template). After any other error the position of the
record goes to the failures queue, and the record counts as processed.

What the records of a batch can share, such as one request to a service that accepts few, is done at the end of a batch.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.aws.transient_errors import is_transient
from gazette.errors import Malformed
from gazette.observability import describe_error, logger
from gazette.times import timestamp


class FailuresQueue:
    """The queue that keeps failures for an operator. `url` is its address, `sqs` a client."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs, self._url = sqs, url

    def put_position(self, record: dict[str, Any], error: Exception, context: LambdaContext) -> None:
        """Send the position of a stream record, in the form in which Lambda sends those that it gives up.

        No content is sent: keys, images and messages of errors may contain an e-mail address. Raises errors of SQS.
        """
        change = record["dynamodb"]
        number, created = change["SequenceNumber"], change.get("ApproximateCreationDateTime", 0)
        arrival = timestamp(datetime.fromtimestamp(created, UTC)) if isinstance(created, int | float) else created
        position = {
            "version": "1.0",
            "requestContext": {
                "requestId": context.aws_request_id,
                "functionArn": context.invoked_function_arn,
                "condition": "RecordSetAside",
                "approximateInvokeCount": 1,
            },
            "responsePayload": {"errorType": type(error).__name__},
            "DDBStreamBatchInfo": {
                "startSequenceNumber": number,
                "endSequenceNumber": number,
                "approximateArrivalOfFirstRecord": arrival,
                "approximateArrivalOfLastRecord": arrival,
                "batchSize": 1,
                "streamArn": record.get("eventSourceARN"),
            },
            "eventID": record.get("eventID"),
        }
        self._sqs.send_message(QueueUrl=self._url, MessageBody=json.dumps(position, default=str))


Left = list[tuple[dict[str, Any], Any]]
"""Records of a batch, each with what it has left for the end of the batch."""


class StreamConsumer:
    """Processes batches with a function of one record, which must be idempotent: Lambda may deliver a record again.

    `process` returns what is left of a record for the end of the batch, None for nothing. `finish` gets a list of what
    the records of a batch have left; if it fails, each of these records has failed. `record_milliseconds` is the
    longest time that one record and the end of the batch take; no record begins with less time left.
    """

    def __init__(
        self,
        process: Callable[[DynamoDBRecord, LambdaContext], Any],
        failures: FailuresQueue,
        *,
        record_milliseconds: int,
        finish: Callable[[list[Any]], None] | None = None,
    ) -> None:
        self._process, self._finish, self._failures = process, finish, failures
        self._record_milliseconds = record_milliseconds

    def consume(self, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        """Lambda's partial batch response: empty, or the first record that Lambda has to deliver again.

        Records after one that fails are not processed, so that all changes of an item are processed in order. Raises
        `Malformed` for an event that is no batch of a stream.
        """
        if "Records" not in event:
            raise Malformed("The event has no Records: it is no batch of a stream.")
        left: Left = []
        failed = next((record for record in event["Records"] if not self._try_record(record, context, left)), None)
        # The records that have something left are before the one that failed.
        first = self._finish_batch(left, context) or failed
        return {"batchItemFailures": [{"itemIdentifier": first["dynamodb"]["SequenceNumber"]}] if first else []}

    def _try_record(self, record: dict[str, Any], context: LambdaContext, left: Left) -> bool:
        """Whether the record is processed or set aside. Adds the record to `left` if `finish` has to do the rest."""
        if context.get_remaining_time_in_millis() < self._record_milliseconds:
            logger.info("a stream record waits: too little time is left")
            return False
        try:
            rest = self._process(DynamoDBRecord(record), context)
        except Exception as error:
            return self._settle_failure(record, error, context)
        if rest is not None:
            left.append((record, rest))
        return True

    def _finish_batch(self, left: Left, context: LambdaContext) -> dict[str, Any] | None:
        """Do what the records have left. Returns the first record that Lambda has to deliver again, None for none."""
        if not left or self._finish is None:
            return None
        try:
            self._finish([rest for _, rest in left])
        except Exception as error:
            return next((record for record, _ in left if not self._settle_failure(record, error, context)), None)
        return None

    def _settle_failure(self, record: dict[str, Any], error: Exception, context: LambdaContext) -> bool:
        """Whether the record is set aside. If not, Lambda delivers it again."""
        return self._postpone(record, error) if is_transient(error) else self._set_aside(record, error, context)

    def _postpone(self, record: dict[str, Any], error: Exception) -> bool:
        """Lambda delivers the record again. An alarm watches the age of the oldest record."""
        _log("a stream record waits: its error may be gone soon", record, error)
        return False

    def _set_aside(self, record: dict[str, Any], error: Exception, context: LambdaContext) -> bool:
        """Whether the failures queue has the position of the record."""
        try:
            self._failures.put_position(record, error, context)
        except Exception as queue_error:
            _log("the failures queue is not reached", record, queue_error)
            return False
        _log("a stream record is set aside", record, error)
        return True


def _log(message: str, record: dict[str, Any], error: Exception) -> None:
    """Log an error without its message, which may contain parts of the record."""
    logger.error(message, extra={"sequence_number": record["dynamodb"]["SequenceNumber"], **describe_error(error)})
