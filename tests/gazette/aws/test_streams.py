"""Consumers of streams, behind a model of Lambda's event source mapping."""

import json
import os
from typing import Any

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazette.aws.clients import client
from gazette.aws.streams import FailuresQueue, StreamConsumer
from gazette.errors import Failed, Invalid, Unavailable
from tests.support.events import Context
from tests.support.subscribers import fail_calls

ADDRESS = "reader@example.org"
THROTTLED = ClientError({"Error": {"Code": "ThrottlingException"}}, "PutEvents")
REFUSED = ClientError({"Error": {"Code": "ValidationException", "Message": f"no item {ADDRESS}"}}, "PutItem")
BROKEN = ClientError({"Error": {"Code": "500"}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "SendMessage")

TRANSIENT = [
    Unavailable(),
    THROTTLED,
    BROKEN,
    ClientError({"Error": {"Code": "ExpiredTokenException"}}, "PutEvents"),
    NoCredentialsError(),
    *(
        error(endpoint_url="https://sqs.example", error="")
        for error in (ReadTimeoutError, ConnectTimeoutError, EndpointConnectionError, SSLError)
    ),
]
PERMANENT = [KeyError(ADDRESS), ValueError(ADDRESS), REFUSED, Failed(ADDRESS), Invalid(ADDRESS), RecursionError()]


def make_record(number: int, key: str = ADDRESS) -> dict[str, Any]:
    return {
        "eventID": f"event-{number}",
        "eventName": "MODIFY",
        "eventSource": "aws:dynamodb",
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/2026",
        "dynamodb": {
            "ApproximateCreationDateTime": 1766041202.0,
            "Keys": {"key": {"S": key}},
            "NewImage": {"key": {"S": key}, "number": {"N": str(number)}},
            "SequenceNumber": str(100 + number),
        },
    }


class Shard:
    """Records of which some fail: `plan` has the errors of a record, one for each time that it is processed.

    `deliver` is Lambda's event source mapping with partial batch responses and bisection: it waits for each batch,
    continues at the first record that was reported, and halves the batch then.
    """

    def __init__(self, keys: list[str], plan: dict[int, list[Exception]]) -> None:
        self.records = [make_record(number, key) for number, key in enumerate(keys)]
        self.plan = {number: list(errors) for number, errors in plan.items()}
        self.applied: list[int] = []
        queue = FailuresQueue(client("sqs"), os.environ["FAILURES_QUEUE"])
        self.consumer = StreamConsumer(self._apply, queue, record_milliseconds=1_000)

    def _apply(self, record: Any, context: Any) -> None:
        number = int(record.dynamodb.new_image["number"])
        if self.plan.get(number):
            raise self.plan[number].pop(0)
        self.applied.append(number)

    def deliver(self, batch_size: int, context: Any = None) -> int:
        """Returns the number of invocations."""
        position, size, invocations = 0, batch_size, 0
        while position < len(self.records):
            batch = self.records[position : position + size]
            response = self.consumer.consume({"Records": batch}, context or Context())
            reported = [failure["itemIdentifier"] for failure in response["batchItemFailures"]]
            numbers = [record["dynamodb"]["SequenceNumber"] for record in batch]
            done = min(map(numbers.index, reported), default=len(batch))
            position, size = position + done, max(1, (len(batch) - done) // 2) if reported else batch_size
            invocations += 1
        return invocations


def list_positions(messages: list[dict[str, Any]]) -> list[int]:
    return sorted(int(message["DDBStreamBatchInfo"]["startSequenceNumber"]) - 100 for message in messages)


errors = st.one_of(
    st.lists(st.sampled_from(TRANSIENT), max_size=3),
    st.tuples(st.lists(st.sampled_from(TRANSIENT), max_size=2), st.sampled_from(PERMANENT)).map(
        lambda failing: [*failing[0], failing[1]]
    ),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(st.tuples(st.sampled_from("ab"), errors), max_size=12),
    batch_size=st.integers(1, 10),
    queue_outages=st.integers(0, 3),
)
def test_all_sound_records_are_applied_in_order_and_each_poison_is_reported_once(
    plans: Any, batch_size: int, queue_outages: int, failures: Any
) -> None:
    plan = {number: errors for number, (_, errors) in enumerate(plans) if errors}
    # A record whose position could not be sent is delivered again, and must fail again.
    plan = {
        n: [*errors, *errors[-1:] * queue_outages] if errors[-1] in PERMANENT else errors for n, errors in plan.items()
    }
    poison = [number for number, errors in plan.items() if errors[-1] in PERMANENT]
    shard = Shard([key for key, _ in plans], plan)
    with fail_calls("SendMessage", BROKEN, queue_outages, service="sqs"):
        shard.deliver(batch_size)
    assert shard.applied == [number for number in range(len(plans)) if number not in poison]
    assert list_positions(failures()) == poison


@pytest.mark.parametrize("error", TRANSIENT, ids=repr)
def test_a_transient_error_is_repeated_and_records_behind_it_wait(error: Exception, failures: Any) -> None:
    shard = Shard(["a", "b", "a"], {1: [error]})
    response = shard.consumer.consume({"Records": shard.records}, Context())
    assert response == {"batchItemFailures": [{"itemIdentifier": "101"}]}
    assert shard.applied == [0]
    assert failures() == []


@pytest.mark.parametrize("error", PERMANENT, ids=lambda error: type(error).__name__)
def test_any_other_error_sets_its_record_aside_at_once(error: Exception, failures: Any) -> None:
    shard = Shard(["a", "b", "a"], {1: [error]})
    assert shard.deliver(10) == 1
    assert shard.applied == [0, 2]
    assert list_positions(failures()) == [1]


class Ends:
    """A consumer whose records leave their number for the end of the batch, except for odd ones."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.finished = list(errors), []
        queue = FailuresQueue(client("sqs"), os.environ["FAILURES_QUEUE"])
        self.consumer = StreamConsumer(self._process, queue, record_milliseconds=1_000, finish=self._finish)

    def _process(self, record: Any, _: Any) -> int | None:
        number = int(record.dynamodb.new_image["number"])
        if number == 5:
            raise THROTTLED
        return None if number % 2 else number

    def _finish(self, numbers: list[int]) -> None:
        if self.errors:
            raise self.errors.pop()
        self.finished.append(numbers)

    def consume(self, *numbers: int) -> Any:
        response = self.consumer.consume({"Records": [make_record(number) for number in numbers]}, Context())
        return [int(failure["itemIdentifier"]) - 100 for failure in response["batchItemFailures"]]


def test_the_end_of_a_batch_does_what_its_records_have_left(failures: Any) -> None:
    ends = Ends()
    assert ends.consume(1, 2, 3, 4) == []
    assert ends.consume(7) == []
    assert ends.finished == [[2, 4]], "and nothing where no record left anything"
    assert failures() == []


def test_a_record_that_waits_does_not_keep_the_batch_from_its_end() -> None:
    ends = Ends()
    assert ends.consume(2, 5, 6) == [5]
    assert ends.finished == [[2]]


def test_an_end_that_fails_for_now_is_repeated_from_the_first_record_that_needs_it(failures: Any) -> None:
    ends = Ends(THROTTLED)
    assert ends.consume(1, 2, 3, 4, 5) == [2]
    assert ends.consume(2, 3, 4) == []
    assert ends.finished == [[2, 4]]
    assert failures() == []


def test_an_end_that_fails_for_good_sets_each_record_aside_that_needs_it(failures: Any) -> None:
    assert Ends(REFUSED).consume(1, 2, 3, 4) == []
    assert list_positions(failures()) == [2, 4]
    with fail_calls("SendMessage", BROKEN, 1, service="sqs"):
        assert Ends(REFUSED).consume(2, 4, 5) == [2], "its position is not in the queue"


def test_a_position_has_no_content(failures: Any, capfd: Any, caplog: Any) -> None:
    shard = Shard([ADDRESS] * len(PERMANENT), {number: [error] for number, error in enumerate(PERMANENT)})
    shard.deliver(10)
    messages = failures()
    assert messages[0] == {
        "version": "1.0",
        "requestContext": {
            "requestId": Context.aws_request_id,
            "functionArn": Context.invoked_function_arn,
            "condition": "RecordSetAside",
            "approximateInvokeCount": 1,
        },
        "responsePayload": {"errorType": "KeyError"},
        "DDBStreamBatchInfo": {
            "startSequenceNumber": "100",
            "endSequenceNumber": "100",
            "approximateArrivalOfFirstRecord": "2025-12-18T07:00:02Z",
            "approximateArrivalOfLastRecord": "2025-12-18T07:00:02Z",
            "batchSize": 1,
            "streamArn": "arn:aws:dynamodb:eu-central-1:123456789012:table/t/stream/2026",
        },
        "eventID": "event-0",
    }
    out, err = capfd.readouterr()
    logged = out + err + "".join(str(vars(record)) for record in caplog.records)
    assert "a stream record is set aside" in logged
    assert "test_streams.py" in logged, "the line of the error"
    assert ADDRESS not in logged + json.dumps(messages)


def test_a_record_that_was_read_by_hand_can_be_processed_again(failures: Any) -> None:
    """The AWS CLI prints the time as text, and not the address of the stream."""
    shard = Shard(["a"], {0: [ValueError()]})
    [record] = shard.records
    del record["eventSourceARN"]
    record["dynamodb"]["ApproximateCreationDateTime"] = "2025-12-18T07:00:02+00:00"
    shard.deliver(1)
    [message] = failures()
    assert message["DDBStreamBatchInfo"]["approximateArrivalOfFirstRecord"] == "2025-12-18T07:00:02+00:00"
    assert shard.consumer.consume({"Records": [record]}, Context()) == {"batchItemFailures": []}
    assert shard.applied == [0]


def test_no_record_begins_without_the_time_that_it_may_take() -> None:
    left = iter([5_000, 1_000, 999])

    class Ending(Context):
        def get_remaining_time_in_millis(self) -> int:
            return next(left)

    shard = Shard(["a", "b", "c"], {})
    response = shard.consumer.consume({"Records": shard.records}, Ending())
    assert response == {"batchItemFailures": [{"itemIdentifier": "102"}]}
    assert shard.applied == [0, 1]
