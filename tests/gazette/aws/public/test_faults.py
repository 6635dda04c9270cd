"""What the reader does when DynamoDB or the way to it fails: by plan, with requests and connections counted."""

import socket
import threading
import time
from email.utils import formatdate

import pytest

from gazette.aws.public import client
from gazette.aws.public.reader import Reader, fetch
from gazette.errors import Failed, Unavailable
from tests.support.scripted_server import answer, error, hangs, message, resets, sends, serving

ITEM = {"id": {"S": "1"}}
FOUND = {"Item": ITEM}
OK = answer(FOUND)
RIGHT = message(b'{"Item":{"id":{"S":"1"}}}')
CLOSING = message(b'{"Item":{"id":{"S":"1"}}}', connection="close")
CUT = RIGHT[:-7]
THROTTLED = error("ProvisionedThroughputExceededException")
EXPIRED = error("ExpiredTokenException")
HTML = sends(b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 13\r\n\r\n<html></html>")
CHUNKED = sends(
    b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nc\r\n{"Item":{"id\r\nd\r\n":{"S":"1"}}}\r\n0\r\n\r\n'
)

# what happens, steps of the plan, reads, requests that arrive, connections that are made
MENDED = [
    ("nothing", [OK], 2, 2, 1),
    ("closed after an answer that says so", [sends(CLOSING, keep=False)], 2, 2, 2),
    ("closed while it was kept", [sends(RIGHT, keep=False), OK], 2, 2, 2),
    ("reset", [resets, OK], 1, 2, 2),
    ("reset after it was kept", [OK, resets, OK], 2, 3, 2),
    ("no answer", [hangs, OK], 1, 2, 2),
    ("cut off", [sends(CUT, keep=False), OK], 1, 2, 2),
    ("garbage", [sends(b"\0\1\2 nonsense\r\n\r\n", keep=False), OK], 1, 2, 2),
    ("wrong checksum", [sends(message(b"{}", crc=1)), OK], 1, 2, 1),
    ("not JSON", [sends(message(b"<html>")), OK], 1, 2, 1),
    ("503 in HTML", [HTML, OK], 1, 2, 1),
    ("500", [error("InternalServerError", "500 Internal Server Error"), OK], 1, 2, 1),
    ("throttled twice", [THROTTLED, error("ThrottlingException"), OK], 1, 3, 1),
    ("chunked", [CHUNKED], 2, 2, 1),
    ("token expired once", [EXPIRED, OK], 1, 2, 1),
    ("token unknown once", [error("UnrecognizedClientException"), OK], 1, 2, 1),
]

# what happens, steps of the plan, the outcome, requests that arrive
GIVEN_UP = [
    ("throttled for ever", [THROTTLED], Unavailable, 4),
    ("500 for ever", [error("InternalServerError", "500 Internal Server Error")], Unavailable, 4),
    ("garbage for ever", [sends(b"nonsense\r\n\r\n", keep=False)], Unavailable, 4),
    ("reset for ever", [resets], Unavailable, 4),
    ("silent for ever", [hangs], Unavailable, 4),
    ("not valid", [error("ValidationException")], Failed, 1),
    ("no such table", [error("ResourceNotFoundException")], Failed, 1),
    ("denied", [error("AccessDeniedException")], Failed, 1),
    ("too large, in HTML", [sends(message(b"<html>", "413 Content Too Large"))], Failed, 1),
    ("token always expired", [EXPIRED], Failed, 2),
]


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Less patience and shorter pauses: what is tested is that they are there."""
    monkeypatch.setattr(client, "PATIENCE", 0.4)
    monkeypatch.setattr(client, "PAUSE", 0.001)


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


@pytest.mark.parametrize(("plan", "reads", "requests", "connections"), named(MENDED))
def test_a_fault_is_mended_by_the_fewest_tries(reader_of, plan, reads, requests, connections):
    with serving(*plan) as server:
        reader = reader_of(server)
        for _ in range(reads):
            assert reader.get("articles", {"id": {"S": "1"}}) == ITEM
            time.sleep(0.01)
        assert (len(server.requests), server.connections) == (requests, connections)


@pytest.mark.parametrize(("plan", "outcome", "requests"), named(GIVEN_UP))
def test_what_no_try_mends_is_given_up(reader_of, plan, outcome, requests):
    with serving(*plan) as server:
        with pytest.raises(outcome):
            reader_of(server).get("articles", {"id": {"S": "1"}})
        assert len(server.requests) == requests


def test_a_connection_that_died_while_it_was_kept_costs_no_try(reader_of):
    with serving(sends(RIGHT, keep=False), THROTTLED) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        time.sleep(0.01)
        with pytest.raises(Unavailable):
            reader.get("articles", {})
        assert len(server.requests) == 1 + 4


def test_an_unavailable_answer_says_when_to_come_back_and_why_it_failed(reader_of):
    with serving(THROTTLED) as server, pytest.raises(Unavailable) as caught:
        reader_of(server).get("articles", {"id": {"S": "1"}})
    assert caught.value.headers == {"retry-after": "1"}
    assert "ProvisionedThroughputExceededException" in str(caught.value.__cause__)


def test_nobody_listening_is_unavailable():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    environ = {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_REGION": "x"}
    with pytest.raises(Unavailable) as caught:
        Reader({**environ, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}).get("t", {})
    assert isinstance(caught.value.__cause__, ConnectionRefusedError)


def test_a_clock_that_is_off_is_set_by_the_answer_and_stays_set(reader_of):
    tomorrow = time.time() + 86_400
    refusal = error("InvalidSignatureException", date=formatdate(tomorrow, usegmt=True))
    with serving(refusal, OK) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        reader.get("articles", {})
        dates = [request.split(b"x-amz-date: ")[1][:8].decode() for request in server.requests]
    day = [time.strftime("%Y%m%d", time.gmtime(at)) for at in (tomorrow - 86_400, tomorrow)]
    assert dates == [day[0], day[1], day[1]]


@pytest.mark.parametrize(("seconds", "at_most"), [(0.5, 2), (0.03, 1)])
def test_silence_ends_at_the_deadline(reader_of, monkeypatch, seconds, at_most):
    monkeypatch.setattr(client, "PATIENCE", 1)
    with serving(hangs) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, started + seconds)
        assert time.monotonic() - started < seconds + 0.5
        assert len(server.requests) <= at_most


def test_silence_on_a_kept_connection_ends_at_the_deadline_too(reader_of, monkeypatch):
    monkeypatch.setattr(client, "PATIENCE", 1)
    with serving(OK, hangs) as server:
        reader = reader_of(server)
        reader.get("articles", {})
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader.get("articles", {}, started + 0.1)
        assert time.monotonic() - started < 0.9


def test_no_pause_reaches_past_the_deadline(reader_of, monkeypatch):
    monkeypatch.setattr(client, "PAUSE", 100)
    with serving(THROTTLED) as server:
        started = time.monotonic()
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, started + 0.5)
        assert time.monotonic() - started < 2
        assert len(server.requests) == 1


def test_nothing_is_asked_after_the_deadline(reader_of):
    with serving(OK) as server:
        with pytest.raises(Unavailable):
            reader_of(server).get("articles", {}, time.monotonic())
        assert server.requests == []


def test_a_connection_left_over_by_a_deadline_is_not_read_by_the_next_request(reader_of, monkeypatch):
    def late(connection):
        time.sleep(0.1)
        return answer({"Item": {"id": {"S": "late"}}})(connection)

    with serving(late, OK) as server:
        reader = reader_of(server)
        with pytest.raises(Unavailable):
            reader.get("articles", {}, time.monotonic() + 0.05)
        time.sleep(0.1)
        assert reader.get("articles", {}) == ITEM


def test_several_requests_are_under_way_at_once(reader_of):
    all_there = threading.Barrier(3, timeout=2)

    def together(connection):
        all_there.wait()
        return OK(connection)

    with serving(together) as server:
        readers = [reader_of(server) for _ in range(3)]
        assert fetch(readers, [("GetItem", {"TableName": "t", "Key": {}})] * 3) == [FOUND] * 3
        assert (len(server.requests), server.connections) == (3, 3)


def test_one_of_several_is_tried_again_alone(reader_of):
    with serving(OK, OK, OK, THROTTLED, OK) as server:
        readers = [reader_of(server) for _ in range(3)]
        requests = [("GetItem", {"TableName": "t", "Key": {}})] * 3
        fetch(readers, requests)
        assert fetch(readers, requests) == [FOUND] * 3
        assert len(server.requests) == 7


def test_when_one_of_several_fails_no_answer_is_left_for_the_next_request(reader_of):
    with serving(error("ValidationException"), answer({"Item": {"id": {"S": "old"}}}), OK) as server:
        readers = [reader_of(server) for _ in range(2)]
        with pytest.raises(Failed):
            fetch(readers, [("GetItem", {"TableName": "t", "Key": {}})] * 2)
        assert readers[1].get("t", {}) == ITEM


def test_keys_left_unprocessed_are_asked_for_again(reader_of):
    asked = {"RequestItems": {"t": {"Keys": [{"id": {"S": "1"}}, {"id": {"S": "2"}}]}}}
    left = {"t": {"Keys": [{"id": {"S": "2"}}]}}
    first = answer({"Responses": {"t": [ITEM]}, "UnprocessedKeys": left})
    second = answer({"Responses": {"t": [{"id": {"S": "2"}}]}, "UnprocessedKeys": {}})
    with serving(first, second) as server:
        reply = reader_of(server).batch_get(asked)
        assert reply["Responses"] == {"t": [ITEM, {"id": {"S": "2"}}]}
        assert server.requests[1].endswith(b'{"RequestItems": {"t": {"Keys": [{"id": {"S": "2"}}]}}}')


def test_keys_that_are_never_processed_are_unavailable(reader_of):
    asked = {"RequestItems": {"t": {"Keys": [{"id": {"S": "1"}}]}}}
    with serving(answer({"Responses": {}, "UnprocessedKeys": asked["RequestItems"]})) as server:
        with pytest.raises(Unavailable):
            reader_of(server).batch_get(asked)
        assert len(server.requests) == 4


@pytest.mark.parametrize(
    "operation", ["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem", "Scan"]
)
def test_nothing_but_reads_can_be_asked_for(operation):
    with pytest.raises(ValueError, match="is not a read"):
        Reader({}).start(operation, {})
