"""The HTTP client of a site: what it says when no answer comes."""

import socket
import time

import pytest
from typer.testing import CliRunner

from cli import http_client, local_client
from cli.http_client import Site, SiteUnreachable
from cli.main import app
from tests.support.scripted_server import respond, serving


@pytest.fixture
def silent_port():
    """A port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_silent_port_is_given_up_after_the_time_of_an_answer(silent_port):
    started = time.monotonic()
    with pytest.raises(SiteUnreachable, match=r"^http://127.0.0.1:\d+ does not answer within 0.2 s$"):
        Site(f"http://127.0.0.1:{silent_port}", timeout=0.2).get("/")
    assert time.monotonic() - started < 5


def test_a_handshake_that_does_not_end_is_given_up_after_the_time_of_a_connection(silent_port, monkeypatch):
    monkeypatch.setattr(http_client, "CONNECT_SECONDS", 0.2)
    with pytest.raises(SiteUnreachable, match=r"^https://localhost:\d+ does not answer within 0.2 s$"):
        Site(f"https://localhost:{silent_port}").get("/")


def test_an_answer_may_take_longer_than_a_connection(monkeypatch):
    monkeypatch.setattr(http_client, "CONNECT_SECONDS", 0.1)

    def answer_late(connection):
        time.sleep(0.4)
        return respond({})(connection)

    with serving(answer_late) as server:
        assert Site(server.url).get("/").status == 200


def test_a_port_without_tls_is_one_line(http_site):
    url = http_site({"/": (200, {})}).replace("http:", "https:")
    with pytest.raises(SiteUnreachable, match=rf"^{url} has no valid TLS: [a-z ]+$"):
        Site(url).get("/")


def test_an_address_of_this_machine_is_read_without_a_proxy(http_site, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    assert Site(http_site({"/": (200, {"up": True})})).get("/").json == {"up": True}


def test_a_body_of_bytes_is_sent_as_it_is(echo_site):
    site = Site(echo_site)
    assert site.request("POST", "/", b"\x00raw", headers={"content_type": "image/png"}).body == b"image/png|\x00raw"
    assert site.request("POST", "/", {"a": "Ў"}).body == b"application/json|" + '{"a": "Ў"}'.encode()


@pytest.mark.parametrize("command", [("doctor",), ("smoke",), ("jobs", "list"), ("seed",), ("invoke", "RatesFunction")])
def test_a_silent_port_in_place_of_the_local_server_is_one_clear_line(silent_port, monkeypatch, command):
    monkeypatch.setattr(local_client, "HEALTH_SECONDS", 0.2)
    done = CliRunner().invoke(app, [*command, "--port", str(silent_port)])
    assert (done.exit_code, done.output) == (
        1,
        f"gazette: the server on port {silent_port} does not answer within 0.2 s: "
        "it is still starting, or it is not Gazette's local server\n",
    )


def test_another_server_in_place_of_the_local_server_is_one_clear_line(http_site):
    """It answers with JSON, as Gazette does."""
    for answer in ((404, {"title": "Not Found"}), (200, {"status": "ok"}), (200, ["ok"])):
        port = http_site({"/_dev/health": answer}).rpartition(":")[2]
        done = CliRunner().invoke(app, ["doctor", "--port", port])
        assert done.output == f"gazette: the server on port {port} is not Gazette's local server\n"


def test_a_port_where_nothing_listens_names_the_command_that_starts_a_server():
    done = CliRunner().invoke(app, ["doctor", "--port", "1"])
    assert done.output == "gazette: no local server answers on port 1; start one with `gazette dev --port 1`\n"
