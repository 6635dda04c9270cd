"""The reader against scripted faults of DynamoDB and of the network; requests and connections are counted."""

import socket
import threading
import time
from email.utils import formatdate

import pytest

from gazette.aws.public import client, connection
from gazette.aws.public.reader import Reader, fetch
from gazette.errors import Failed, Unavailable
from tests.support.scripted_server import hang, message, reset, respond, respond_with_error, send, serving, trickle

ITEM = {"id": {"S": "1"}}
FOUND = {"Item": ITEM}
OK = respond(FOUND)
RIGHT = message(b'{"Item":{"id":{"S":"1"}}}')
CLOSING = message(b'{"Item":{"id":{"S":"1"}}}', connection="close")
CUT = RIGHT[:-7]
THROTTLED = respond_with_error("ProvisionedThroughputExceededException")
EXPIRED = respond_with_error("ExpiredTokenException")
HTML = send(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 13\r\n\r\n<html></html>")
CHUNKED = send(
    b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{"Item":{"id\r\nd\r\n":{"S":"1"}}}\r\n0\r\n\r\n'
)

LONG = message(b" " * 1000)
LONG_CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 200

# fault, steps of the server, reads, requests that arrive, connections that are opened
CURED = [
    ("nothing", [OK], 2, 2, 1),
    ("closed after an answer that says so", [send(CLOSING, keep=False)], 2, 2, 2),
    ("closed while it was kept", [send(RIGHT, keep=False), OK], 2, 2, 2),
    ("reset", [reset, OK], 1, 2, 2),
    ("reset after it was kept", [OK, reset, OK], 2, 3, 2),
    ("no answer", [hang, OK], 1, 2, 2),
    ("cut off", [send(CUT, keep=False), OK], 1, 2, 2),
    ("garbage", [send(b"\0\1\2 nonsense\r\n\r\n", keep=False), OK], 1, 2, 2),
    ("wrong checksum", [send(message(b"{}", crc=1)), OK], 1, 2, 1),
    ("not JSON", [send(message(b"<html>")), OK], 1, 2, 1),
    ("503 in HTML", [HTML, OK], 1, 2, 1),
    ("500", [respond_with_error("InternalServerError", "500 Internal Server Error"), OK], 1, 2, 1),
    ("throttled twice", [THROTTLED, respond_with_error("ThrottlingException"), OK], 1, 3, 1),
    ("chunked", [CHUNKED], 2, 2, 1),
    ("token expired once", [EXPIRED, OK], 1, 2, 1),
    ("token unknown once", [respond_with_error("UnrecognizedClientException"), OK], 1, 2, 1),
]

# fault, steps of the server, error of the reader, requests that arrive
GIVEN_UP = [
    ("throttled for ever", [THROTTLED], Unavailable, 4),
    ("500 for ever", [respond_with_error("InternalServerError", "500 Internal Server Error")], Unavailable, 4),
    ("garbage for ever", [send(b"nonsense\r\n\r\n", keep=False)], Unavailable, 4),
    ("reset for ever", [reset], Unavailable, 4),
    ("silent for ever", [hang], Unavailable, 4),
    ("not valid", [respond_with_error("ValidationException")], Failed, 1),
    ("no such table", [respond_with_error("ResourceNotFoundException")], Failed, 1),
    ("denied", [respond_with_error("AccessDeniedException")], Failed, 1),
    ("too large, in HTML", [send(message(b"<html>", "413 Content Too Large"))], Failed, 1),
    ("token always expired", [EXPIRED], Failed, 2),
]


@pytest.fixture(autouse=True)
def short_times(monkeypatch):
    """A short timeout and short pauses: the tests ask only whether there are any."""
    monkeypatch.setattr(client, "TIMEOUT", 0.4)
    monkeypatch.setattr(connection, "BACKOFF", 0.001)


@pytest.fixture
def reader_of():
    """Readers of a server, closed afterwards."""
    readers = []

    def reader_of(server):
        readers.append(Reader(server.environ))
        return readers[-1]

    yield reader_of
    for reader in readers:
        reader.close()


def named(cases):
    return [pytest.param(*case[1:], id=case[0]) for case in cases]


@pytest.mark.parametrize(("plan", "reads", "requests", "connections"), named(CURED))
def test_a_fault_is_cured_with_the_fewest_tries(reader_of, plan, reads, requests, connections):
    with serving(*plan) as server:
        reader = reader_of(server)
        for _ in range(reads):
            assert reader.get("articles", {"id": {"S": "1"}}) == ITEM
            server.wait_until_idle()
        assert (len(server.requests), server.connections) == (requests, connections)


@pytest.mark.parametrize(("plan", "outcome", "requests"), named(GIVEN_UP))
def test_an_error_that_no_try_cures_is_raised(reader_of, plan, outcome, requests):
    with serving(*plan) as server:
        with pytest.raises(outcome):
            reader_of(server).get("articles", {"id": {"S": "1"}})
        assert len(server.requests) == requests


def test_a_kept_connection_closed_by_the_server_costs_no_try(reader_of):
    with serving(send(RIGHT, keep=False), THROTTLED) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        server.wait_until_idle()
        with pytest.raises(Unavailable):
            reader.get("articles", {})
        assert len(server.requests) == 1 + 4


def test_unavailable_has_a_retry_after_and_its_cause(reader_of):
    with serving(THROTTLED) as server, pytest.raises(Unavailable) as caught:
        reader_of(server).get("articles", {"id": {"S": "1"}})
    assert caught.value.headers == {"retry-after": "1"}
    assert "ProvisionedThroughputExceededException" in str(caught.value.__cause__)


def test_a_refused_connection_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environ = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_REGION": "x"}
    with pytest.raises(Unavailable) as caught:
        Reader({**environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}).get("t", {})
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)
    assert caught.value.detail.startswith(
        f"No emulator answers at http://127.0.0.1:{port}: run `make dev CONTAINERS=1`"
    )


def test_clock_skew_is_corrected_by_the_response_and_stays_corrected(reader_of):
    tomorrow = time.time() + 86_400
    refusal = respond_with_error("InvalidSignatureException", date=formatdate(tomorrow, usegmt=True))
    with serving(refusal, OK) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        reader.get("articles", {})
        dates = [request.split(b"x-amz-date: ")[1][:8].decode() for request in server.requests]
    day = [time.strftime("%Y%m%d", time.gmtime(at)) for at in (tomorrow - 86_400, tomorrow)]
    assert dates == [day[0], day[1], day[1]]


@pytest.mark.parametrize(("seconds", "at_most"), [(0.5, 2), (0.03, 1)])
def test_a_timeout_ends_at_the_deadline(reader_of, monkeypatch, seconds, at_most):
    monkeypatch.setattr(client, "TIMEOUT", 10)
    with serving(hang) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, started + seconds)
        assert time.monotonic() - started < 5
        assert len(server.requests) <= at_most


def test_a_timeout_of_a_kept_connection_ends_at_the_deadline(reader_of, monkeypatch):
    monkeypatch.setattr(client, "TIMEOUT", 10)
    with serving(OK, hang) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader.get("articles", {}, started + 0.1)
        assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "answer",
    [trickle(LONG), trickle(LONG, at_once=len(LONG) - 1000), trickle(LONG_CHUNKED, at_once=60)],
    ids=["header", "body", "chunks"],
)
def test_an_answer_that_trickles_ends_at_the_deadline(reader_of, monkeypatch, answer):
    """Each byte comes long before the timeout of the socket; the whole answer would take 20 seconds."""
    monkeypatch.setattr(client, "TIMEOUT", 10)
    with serving(answer) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, started + 0.5)
        assert 0.4 < time.monotonic() - started < 5
        assert len(server.requests) == 1


def test_without_a_deadline_an_answer_that_trickles_ends_its_try(reader_of):
    with serving(trickle(LONG, at_once=100), OK) as server:
        assert reader_of(server).get("articles", {}) == ITEM
        assert (len(server.requests), server.connections) == (2, 2)


def test_an_answer_in_many_pieces_is_read_to_its_end(reader_of):
    with serving(trickle(RIGHT, pause=0.0)) as server:
        reader = reader_of(server)
        assert [reader.get("articles", {}) for _ in range(2)] == [ITEM] * 2
        assert server.connections == 1


def test_no_pause_lasts_past_the_deadline(reader_of, monkeypatch):
    monkeypatch.setattr(connection, "BACKOFF", 1e9)
    with serving(THROTTLED) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, started + 0.5)
        assert time.monotonic() - started < 5
        assert len(server.requests) == 1


def test_no_request_is_sent_after_the_deadline(reader_of):
    with serving(OK) as server:
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, time.monotonic())
        assert server.requests == []


def test_a_late_response_is_not_taken_for_that_of_the_next_request(reader_of):
    timed_out = threading.Event()

    def late(connection):
        timed_out.wait(10)
        return respond({"Item": {"id": {"S": "late"}}})(connection)

    with serving(late, OK) as server:
        reader = reader_of(server)
        with pytest.raises(Unavailable):
            reader.get("articles", {}, time.monotonic() + 0.05)
        timed_out.set()
        server.wait_until_idle()
        assert reader.get("articles", {}) == ITEM


def test_several_requests_are_sent_at_once(reader_of):
    all_there = threading.Barrier(3, timeout=10)

    def together(connection):
        all_there.wait()
        return OK(connection)

    with serving(together) as server:
        readers = [reader_of(server) for _ in range(3)]
        assert fetch(readers, [("GetItem", {"TableName": "t", "Key": {}})] * 3) == [FOUND] * 3
        assert (len(server.requests), server.connections) == (3, 3)


def test_only_the_failed_request_of_several_is_repeated(reader_of):
    with serving(OK, OK, OK, THROTTLED, OK) as server:
        readers = [reader_of(server) for _ in range(3)]
        requests = [("GetItem", {"TableName": "t", "Key": {}})] * 3
        fetch(readers, requests)
        assert fetch(readers, requests) == [FOUND] * 3
        assert len(server.requests) == 7


def test_a_failure_among_several_leaves_no_response_for_the_next_request(reader_of):
    both_there = threading.Barrier(2, timeout=10)

    def together(respond_to):
        def step(connection):
            both_there.wait()
            return respond_to(connection)

        return step

    error, old = respond_with_error("ValidationException"), respond({"Item": {"id": {"S": "old"}}})
    with serving(together(error), together(old), OK) as server:
        readers = [reader_of(server) for _ in range(2)]
        with pytest.raises(Failed):
            fetch(readers, [("GetItem", {"TableName": "t", "Key": {}})] * 2)
        assert readers[1].get("t", {}) == ITEM


def test_unprocessed_keys_are_requested_again(reader_of):
    asked = {"RequestItems": {"t": {"Keys": [{"id": {"S": "1"}}, {"id": {"S": "2"}}]}}}
    left = {"t": {"Keys": [{"id": {"S": "2"}}]}}
    first = respond({"Responses": {"t": [ITEM]}, "UnprocessedKeys": left})
    second = respond({"Responses": {"t": [{"id": {"S": "2"}}]}, "UnprocessedKeys": {}})
    with serving(first, second) as server:
        reply = reader_of(server).batch_get(asked)
        assert reply["Responses"] == {"t": [ITEM, {"id": {"S": "2"}}]}
        assert server.requests[1].endswith(b'{"RequestItems": {"t": {"Keys": [{"id": {"S": "2"}}]}}}')


def test_keys_that_stay_unprocessed_are_unavailable(reader_of):
    asked = {"RequestItems": {"t": {"Keys": [{"id": {"S": "1"}}]}}}
    with serving(respond({"Responses": {}, "UnprocessedKeys": asked["RequestItems"]})) as server:
        with pytest.raises(Unavailable):
            reader_of(server).batch_get(asked)
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    "operation", ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "Scan"]
)
def test_an_operation_that_writes_is_refused(operation):
    with pytest.raises(ValueError, match="is not a read"):
        Reader({}).start(operation, {})
