"""Faults of DynamoDB, hooked into a client of botocore: lost answers, cancelled transactions, writes of others."""

from collections.abc import Callable, Iterator
from typing import Any

from botocore.awsrequest import AWSResponse

TRANSACTION = "TransactWriteItems"


class RawBody:
    """The body of a made-up HTTP response, as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._body

    def read(self, *_: Any) -> bytes:
        return self._body


def lose_first_answer(client: Any, operation: str, then: Callable[[], None] = lambda: None) -> list[str]:
    """The first call is carried out and its answer is lost; after `then` the SDK sends the call again.

    The returned list has the operation when that has happened.
    """
    lost: list[str] = []

    def lose(attempts: int, **_: Any) -> int | None:
        if attempts > 1 or lost:
            return None
        lost.append(operation)
        then()
        return 0

    client.meta.events.register_first(f"needs-retry.dynamodb.{operation}", lose)
    return lost


def before_first_call(client: Any, operation: str, action: Callable[[], None]) -> None:
    """Another writer acts between the reads of a client and its first call of an operation."""
    waiting = [action]

    def act(**_: Any) -> None:
        if waiting:
            waiting.pop()()

    client.meta.events.register(f"before-call.dynamodb.{operation}", act)


def replace_answers(client: Any, *bodies: str) -> list[str]:
    """The next transactions are not sent; these bodies are their answers. Returns the list of bodies that are left."""
    left = list(bodies)

    def answer(request: Any, **_: Any) -> AWSResponse | None:
        if not left:
            return None
        headers = {"content-type": "application/x-amz-json-1.0"}
        return AWSResponse(request.url, 400, headers, RawBody(left.pop(0).encode()))

    client.meta.events.register(f"before-send.dynamodb.{TRANSACTION}", answer)
    return left


def cancelled(*codes: str) -> str:
    """The answer to a transaction that was cancelled, with a code for each of its writes."""
    reasons = ", ".join(f'{{"Code": "{code}"}}' for code in codes)
    return (
        '{"__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", '
        f'"Message": "cancelled", "CancellationReasons": [{reasons}]}}'
    )


def count_writes(client: Any) -> list[int]:
    """The returned list gets the number of writes of each transaction that the client sends."""
    counts: list[int] = []
    client.meta.events.register(
        f"provide-client-params.dynamodb.{TRANSACTION}",
        lambda params, **_: counts.append(len(params["TransactItems"])),
    )
    return counts
