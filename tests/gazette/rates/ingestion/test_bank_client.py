"""The HTTP client of the banks: limits, deadlines and errors."""

import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest

from gazette.rates.ingestion import deadline
from gazette.rates.ingestion.bank_client import MAX_BODY_BYTES, BankClient, BankClients, Unreachable
from gazette.rates.model import Unusable
from gazette.rates.sources import load_bank as source_of
from gazette.settings import Settings
from tests.gazette.aws.public.test_connection import Authority
from tests.support.fake_cbu import DECEMBER_18, open_bank
from tests.support.waiting import LIMIT

PATH = "/en/arkhiv-kursov-valyut/json/all/2025-12-18/"
JSON = "application/json"


@pytest.fixture
def bank():
    with open_bank() as bank:
        bank.publish(DECEMBER_18)
        yield bank


@pytest.fixture
def client(bank):
    client = BankClient(bank.url, (JSON,))
    client.spacing = 0
    return client


@contextmanager
def raw_server(*answers: bytes):
    """Sends each answer unchanged to one connection, then closes it."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for answer in answers:
            connection, _ = listener.accept()
            connection.recv(65_536)
            connection.sendall(answer)
            connection.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    client = BankClient(f"http://127.0.0.1:{listener.getsockname()[1]}", (JSON,))
    client.spacing = 0
    yield client
    listener.close()


def test_one_address_may_stand_in_for_several_banks(bank):
    banks = BankClients(Settings({"CBU_URL": bank.url, "CBR_URL": bank.url}))
    for source, body, media_type in (("cbr", b"<ValCurs/>", "application/xml"), ("cbu", b"[1]", JSON)):
        bank.mishaps = [(200, media_type, body)]
        assert banks.site(source_of(source)).get(PATH) == body


def test_a_bank_is_asked_at_its_own_addresses_unless_the_environment_names_others():
    settings = {}
    banks = BankClients(Settings(settings))
    ecb = source_of("ecb")
    assert banks.site(ecb).url == "https://www.ecb.europa.eu"
    settings["ECB_URL"] = "http://127.0.0.1:1"
    assert banks.site(ecb).url == "http://127.0.0.1:1"


def test_the_archive_has_an_address_of_its_own(bank, monkeypatch):
    monkeypatch.setattr("gazette.rates.ingestion.bank_client.SPACING_SECONDS", 0)
    bank.mishaps = [(200, "text/csv", b"past"), (200, "text/csv", b"today")]
    site = BankClients(Settings({"ECB_URL": "http://127.0.0.1:1", "ECB_ARCHIVE_URL": bank.url})).site(source_of("ecb"))
    assert site.get("/service/data/EXR") == b"past"
    with pytest.raises(Unreachable):
        site.get("/stats/eurofxref/eurofxref-daily.xml")


def test_the_body_comes_as_it_was_sent(client):
    assert client.get(PATH) == DECEMBER_18


@pytest.mark.parametrize(
    "url", ["http://cbu.uz", "ftp://cbu.uz", "cbu.uz", "http://127.0.0.1.cbu.uz", "http://localhost.cbu.uz"]
)
def test_only_https_is_spoken_beyond_this_machine(url):
    with pytest.raises(ValueError, match="neither https nor a loopback"):
        BankClient(url, (JSON,))


@pytest.mark.parametrize("url", ["https://cbu.uz", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])
def test_https_and_loopback_are_taken(url):
    BankClient(url, (JSON,))


@pytest.mark.parametrize("status", [403, 429, 500, 502, 503, 504])
def test_what_another_try_may_mend_is_tried_again(bank, client, status):
    bank.mishaps = [(status, "text/html", b"<html>"), (status, "text/html", b"<html>")]
    assert client.get(PATH) == DECEMBER_18
    assert len(bank.asked) == 3


def test_three_tries_are_enough(bank, client):
    bank.mishaps = [(503, "text/html", b"<html>")] * 5
    with pytest.raises(Unreachable, match="status 503"):
        client.get(PATH)
    assert len(bank.asked) == 3


@pytest.mark.parametrize("status", [302, 204, 400, 404, 410])
def test_another_answer_is_unusable_and_no_redirect_is_followed(bank, client, status):
    bank.mishaps = [(status, JSON, b"")]
    with pytest.raises(Unusable, match=f"status {status}"):
        client.get(PATH)
    assert bank.asked == [PATH]


def test_html_is_unusable_whatever_its_status(bank, client):
    bank.mishaps = [(200, "text/html; charset=utf-8", b"<html>")]
    with pytest.raises(Unusable, match="text/html"):
        client.get(PATH)


def test_a_charset_beside_the_type_is_taken(bank, client):
    bank.mishaps = [(200, "Application/JSON; charset=UTF-8", b"[1]")]
    assert client.get(PATH) == b"[1]"


def test_an_endless_answer_is_given_up(bank, client):
    bank.mishaps = [(200, JSON, b"x" * (MAX_BODY_BYTES + 1))]
    with pytest.raises(Unusable, match="larger than"):
        client.get(PATH)
    bank.mishaps = [(200, JSON, b"x" * MAX_BODY_BYTES)]
    assert len(client.get(PATH)) == MAX_BODY_BYTES


CUT = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n[{"
CUT_CHUNK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n64\r\n[{"
WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n[]"


@pytest.mark.parametrize("broken", [CUT, CUT_CHUNK, b"", b"not HTTP\r\n\r\n"])
def test_a_cut_answer_is_tried_again(broken):
    with raw_server(broken, WHOLE) as client:
        assert client.get(PATH) == b"[]"
    with raw_server(broken, broken, broken) as client, pytest.raises(Unreachable):
        client.get(PATH)


def test_nobody_listening_is_unreachable():
    client = BankClient("http://127.0.0.1:1", (JSON,))
    client.spacing = 0
    with pytest.raises(Unreachable):
        client.get(PATH)


def test_a_second_lies_between_calls(bank, client):
    client.spacing = 0.2
    started = time.monotonic()
    for _ in range(3):
        client.get(PATH)
    assert time.monotonic() - started >= 0.4


def test_tries_too_are_a_second_apart(bank, client):
    client.spacing = 0.2
    bank.mishaps = [(503, JSON, b"")]
    started = time.monotonic()
    client.get(PATH)
    assert time.monotonic() - started >= 0.2


def test_no_call_is_made_when_no_time_is_left(bank, client):
    with pytest.raises(Unreachable, match="no time was left"):
        client.get(PATH, seconds=0)
    assert bank.asked == []


def test_a_bank_that_does_not_answer_is_given_up_in_time():
    listener = socket.create_server(("127.0.0.1", 0))
    client = BankClient(f"http://127.0.0.1:{listener.getsockname()[1]}", (JSON,))
    client.spacing = 0
    started = time.monotonic()
    with pytest.raises(Unreachable):
        client.get(PATH, seconds=0.3)
    assert time.monotonic() - started < PATIENCE / 2
    listener.close()


HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
LONG = HEAD + b"content-length: 100000\r\n\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\nffff\r\n"


PATIENCE = 30
"""Seconds after which the server ends; a client that waits until then has no deadline of its own."""


@contextmanager
def dripping(at_once, tls=None):
    """The port of a server that sends a part at once and then one byte each twentieth of a second, until the end."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(LIMIT)

    def serve():
        with suppress(OSError):
            connection, _ = listener.accept()
            drip(tls.wrap_socket(connection, server_side=True) if tls else connection)

    def drip(connection):
        with connection as spoken:
            spoken.recv(65_536)
            spoken.sendall(at_once)
            for _ in range(20 * PATIENCE):
                if over.wait(0.05):
                    break
                spoken.sendall(b"7")

    thread = threading.Thread(target=serve)
    thread.start()
    yield listener.getsockname()[1]
    over.set()
    thread.join()
    listener.close()


def given_up_after(url):
    client = BankClient(url, (JSON,))
    started = time.monotonic()
    with pytest.raises(Unreachable, match=r"too slowly|timed out"):
        client.get(PATH, seconds=0.4)
    return time.monotonic() - started


@pytest.mark.parametrize("at_once", [LONG, CHUNKED, HEAD, b""])
def test_a_bank_that_drips_is_given_up_in_time_wherever_it_drips(at_once):
    with dripping(at_once) as port:
        assert 0.3 < given_up_after(f"http://127.0.0.1:{port}") < PATIENCE / 2


@pytest.fixture
def new_tls_context():
    """The client loads the trusted certificates at its next start, not those of an earlier test."""
    deadline._create_context.cache_clear()
    yield
    deadline._create_context.cache_clear()


def test_a_bank_that_drips_over_tls_is_given_up_in_time_too(tmp_path, monkeypatch, new_tls_context):
    authority = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
    with dripping(LONG, authority.context("localhost")) as port:
        assert 0.3 < given_up_after(f"https://localhost:{port}") < PATIENCE / 2


def test_a_certificate_of_an_unknown_authority_is_refused(tmp_path, new_tls_context):
    with dripping(LONG, Authority(tmp_path).context("localhost")) as port:
        client = BankClient(f"https://localhost:{port}", (JSON,))
        with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
            client.get(PATH, seconds=0.4)
