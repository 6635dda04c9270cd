"""`gazette dev` and the commands that use its server, as processes."""

import json
import resource
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from cli.local.stack import ROOT
from tests.support.local_server import LocalServer, environment, free_port, gazette
from tests.support.waiting import LIMIT, eventually


@pytest.fixture(scope="module")
def server():
    with LocalServer("--empty") as server:
        yield server


@pytest.fixture
def moto_endpoint():
    """A separate moto server, which outlives the local server."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-p", str(port)],
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    eventually(lambda: accepts_connections(port))
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(LIMIT)


def accepts_connections(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.end_to_end
class TestCommands:
    def test_it_answers_on_this_machine_only(self, server):
        addresses = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
        for address in addresses - {"127.0.0.1"}:
            with socket.socket() as outside, pytest.raises(OSError, match="refused"):
                outside.connect((address, server.port))

    def test_a_token_of_the_command_line_opens_the_staff_routes(self, server):
        token = server.run("token", "--group", "admin").stdout
        assert token.count("\n") == 1
        answer = server.get("/v1/editorial/me", token=token.strip())
        assert answer.status != 401
        assert server.get("/v1/editorial/me").json == {"message": "Unauthorized"}

    def test_the_same_member_of_staff_signs_in_again_as_the_same_person(self, server):
        import jwt

        tokens = [server.run("token", "--user", "aziza@gazette.example").stdout.strip() for _ in range(2)]
        assert len({jwt.decode(token, options={"verify_signature": False})["sub"] for token in tokens}) == 1

    def test_an_unknown_group_is_one_clear_line(self, server):
        done = server.run("token", "--group", "owner")
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "gazette: there is no group owner; there are author, editor and admin\n"

    def test_members_of_staff_come_and_go(self, server):
        assert server.run("user", "add", "new@gazette.example", "--group", "author").returncode == 0
        assert len(server.run("user", "reset", "new@gazette.example").stdout.strip()) > 12
        assert server.run("user", "remove", "new@gazette.example").returncode == 0
        done = server.run("user", "remove", "new@gazette.example")
        assert (done.returncode, done.stderr) == (1, "gazette: there is no member of staff new@gazette.example\n")

    def test_a_function_can_be_given_an_event(self, server, tmp_path):
        event = tmp_path / "event.json"
        event.write_text("{}")
        done = server.run("invoke", "SchedulerFunction", "--event", str(event))
        assert done.returncode == 0, done.stdout
        answer = server.post("/_dev/invoke/SchedulerFunction", {})
        assert (answer.status, answer.json) == (200, json.loads(done.stdout))

    def test_a_function_that_raises_is_an_error_with_its_kind(self, server):
        answer = server.post("/_dev/invoke/ArticlesFunction", {"not": "an http event"})
        assert answer.status == 502
        assert answer.json["errorType"]
        assert server.run("invoke", "ArticlesFunction").returncode == 1

    def test_an_unknown_function_and_a_broken_event_have_different_errors(self, server):
        answer = server.post("/_dev/invoke/NoFunction", {})
        assert answer.status == 404
        assert "ArticlesFunction" in answer.json["errorMessage"]
        assert server.post("/_dev/invoke/ArticlesFunction", b"{not json").status == 400

    def test_another_sites_page_cannot_invoke_functions(self, server):
        headers = {"origin": "https://elsewhere.example"}
        assert server.post("/_dev/invoke/SchedulerFunction", {}, headers=headers).status == 403
        assert server.post("/_dev/seed", headers=headers).status == 403
        assert server.post("/_dev/invoke/SchedulerFunction", {}, headers={"origin": server.url}).status == 200

    def test_it_lists_its_functions(self, server):
        functions = {function["id"]: function for function in server.get("/_dev/functions").json}
        assert "GET /v1/articles/{id}" in functions["ArticlesFunction"]["routes"]
        assert functions["SchedulerFunction"]["triggers"] == ["ScheduleV2 rate(1 minute)"]
        assert functions["ArticleEventsFunction"]["triggers"] == ["stream of gazette-ArticlesTable"]

    def test_its_own_pages_are_pages(self, server):
        for path in ("/_dev/", "/_dev/outbox"):
            answer = server.get(path, headers={"accept": "text/html"})
            assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert server.get("/_dev/outbox").json == []

    def test_a_second_one_on_the_same_port_is_one_clear_line(self, server):
        done = gazette("dev", "--port", str(server.port))
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"gazette: port {server.port} is taken")
        assert done.stderr.count("\n") == 1


def processes_with(text):
    """Command lines of running processes that contain a text, from /proc; none on a system without it."""
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # the process has ended
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
    return [line for line in lines if text in line]


def cpu_seconds_of_ended_processes():
    """CPU time and not elapsed time, which depends on the load of the machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def assert_ended_cleanly(server, code, output):
    """It says what it served, has closed its port and leaves no process behind."""
    assert code == 0
    assert f"Site       {server.url}/" in output
    assert "Traceback" not in output
    assert "Cancel" not in output
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", server.port))
    assert processes_with(f"--port {server.port}") == []


@pytest.mark.end_to_end
def test_ctrl_c_ends_it_cleanly_during_a_request(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as silent:  # a bank that accepts the connection and does not answer
        bank = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with LocalServer("--empty", CBU_URL=bank, TMPDIR=str(tmp_path)) as server:
            run = "/_dev/invoke/RateIngestionFunction"
            asking = threading.Thread(target=lambda: server.post(run, {"source": "cbu"}))
            asking.start()
            silent.settimeout(LIMIT)
            call, _ = silent.accept()
            code, output = server.end(signal.SIGINT)
            call.close()
            asking.join(LIMIT)
    assert_ended_cleanly(server, code, output)
    assert not list(tmp_path.glob("gazette-index-*"))


def test_without_a_server_the_other_commands_end_with_one_clear_line():
    port = str(free_port())
    for command in (["token"], ["invoke", "ArticlesFunction"], ["user", "add", "a@b.example"]):
        done = gazette(*command, "--port", port)
        assert (done.returncode, done.stdout) == (1, "")
        assert (
            done.stderr
            == f"gazette: no local server answers on port {port}; start one with `gazette dev --port {port}`\n"
        )


def test_an_emulator_that_does_not_answer_is_one_clear_line():
    endpoint = f"http://127.0.0.1:{free_port()}"
    done = gazette("dev", "--empty", "--port", str(free_port()), "--endpoint", endpoint)
    assert done.returncode == 1
    assert done.stderr.startswith(f"gazette: nothing answers at {endpoint}")
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.end_to_end
def test_sigterm_ends_it_cleanly_and_a_restart_keeps_everything_in_a_separate_emulator(moto_endpoint):
    """The first server has a proxy at which nothing listens: local addresses are called directly."""
    import boto3

    proxy = f"http://127.0.0.1:{free_port()}"
    proxies = {"http_proxy": proxy, "HTTP_PROXY": proxy, "https_proxy": proxy}

    def stored(server):
        clients = {"endpoint_url": moto_endpoint, "region_name": "eu-central-1"}
        ssm = boto3.client("ssm", **clients)
        parameters = ssm.get_parameters_by_path(Path="/gazette", Recursive=True, WithDecryption=True)["Parameters"]
        return (
            server.get("/_dev/health").json["user_pool"],
            sorted(boto3.client("dynamodb", **clients).list_tables()["TableNames"]),
            sorted((parameter["Name"], parameter["Value"]) for parameter in parameters),
        )

    def category(server):
        token = gazette("token", "--port", str(server.port), **proxies).stdout.strip()
        return token, lambda method, *parts, **more: server.request(
            method, "/v1/editorial/categories/economy", *parts, token=token, **more
        )

    port = free_port()
    with LocalServer("--empty", "--endpoint", moto_endpoint, port=port, **proxies) as first:
        before = stored(first)
        token, ask = category(first)
        assert ask("PUT", {"names": {"en": "Economy"}}).status in (200, 201)
        before_its_end = cpu_seconds_of_ended_processes()
        assert_ended_cleanly(first, *first.end(signal.SIGTERM))
        assert cpu_seconds_of_ended_processes() - before_its_end < 10
    with LocalServer("--empty", "--endpoint", moto_endpoint, port=port) as second:
        assert stored(second) == before
        assert second.get("/v1/editorial/me", token=token).status == 200
        assert second.get("/v1/categories/economy").json["name"] == "Economy"


def test_a_refused_address_of_a_bank_is_one_clear_line():
    done = gazette("dev", "--memory", "--port", str(free_port()), CBU_URL="cbu.uz")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "gazette: CBU_URL: 'cbu.uz' is neither https nor a loopback address\n"


def test_the_port_is_checked_before_slow_imports():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        script = (
            "import sys, typer\n"
            "from cli.commands.dev import dev\n"
            "try: dev(int(sys.argv[1]))\n"
            "except typer.Exit: print(*{'boto3', 'moto', 'samtranslator', 'uvicorn'} & sys.modules.keys())\n"
        )
        command = [sys.executable, "-c", script, str(taken.getsockname()[1])]
        done = subprocess.run(command, check=True, cwd=ROOT, env=environment(), capture_output=True, text=True)
    assert done.stderr.startswith("gazette: port")
    assert done.stdout == "\n"
