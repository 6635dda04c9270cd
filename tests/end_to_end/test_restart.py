"""What was written is there after the server was killed and started again."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.local.stack import ROOT
from tests.support.local_server import LocalServer, free_port, gazette
from tests.support.waiting import eventually

pytestmark = pytest.mark.end_to_end

BODY = "Some words."


def make(server, token, title, method, action, body):
    """An article after an action."""
    made = server.post("/v1/editorial/articles", {"lang": "en", "title": title, "body": BODY}, token=token)
    address, headers = f"{made.headers['location']}/{action}", {"if-match": made.headers["etag"]}
    done = server.request(method, address, body, token=token, headers=headers)
    assert done.status == 200, done.text


def sign_up(server):
    consent = server.get("/v1/channels?lang=en").json["consent"]["version"]
    body = {"email": "reader@example.com", "lang": "en", "lists": ["daily"], "consent": consent}
    assert server.post("/v1/subscriptions", body).status == 202


def read_receivers(server):
    """Who got the mails and the posts in the outbox."""
    return [message["to"] for message in server.get("/_dev/outbox").json]


@pytest.mark.slow
def test_all_is_there_after_a_kill(tmp_path):
    folder, port = tmp_path / "data", free_port()
    with LocalServer("--empty", "--data", str(folder), port=port) as first:
        assert f"{folder.name}/  (to begin anew: --fresh)" in first.output
        second = gazette("dev", "--port", str(free_port()), "--data", str(folder))
        assert (second.returncode, second.stdout) == (1, "")
        assert second.stderr == (
            f"gazette: the data in {folder} is used by another local server; stop it, "
            "or choose another folder with --data (`make dev DATA=…`)\n"
        )
        token = first.run("token", "--group", "editor").stdout.strip()
        make(first, token, "The bridge is open", "POST", "publish", {})
        at = datetime.now(UTC) + timedelta(seconds=2)
        make(first, token, "The bridge will close", "PUT", "schedule", {"publish_at": at.isoformat(timespec="seconds")})
        sign_up(first)
        first.process.kill()
        first.process.wait()
    with LocalServer("--empty", "--data", str(folder), port=port) as again:
        assert again.get("/v1/articles/en/the-bridge-is-open").status == 200
        assert again.get("/v1/editorial/me", token=token).status == 200
        # The stream record of the signup and the schedule were waiting when the server was killed.
        eventually(lambda: sorted(read_receivers(again)) == ["@gazette_example"] * 2 + ["reader@example.com"])
        eventually(lambda: again.get("/v1/articles/en/the-bridge-will-close").status == 200)


def test_the_default_folder_is_in_the_checkout_and_git_ignores_it():
    from cli.local.start import DATA

    assert DATA == ROOT / ".gazette"
    assert "/.gazette/" in (ROOT / ".gitignore").read_text().splitlines()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--memory", "--fresh"], "--data and --fresh are for the data folder"),
        (["--endpoint", "http://127.0.0.1:9", "--data", "x"], "--data and --fresh are for the data folder"),
        (["--endpoint", "http://127.0.0.1:9", "--containers"], "--containers is for the emulator in this process"),
    ],
)
def test_options_that_exclude_each_other_are_one_clear_line(options, message):
    done = gazette("dev", *options)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"gazette: {message}")
    assert done.stderr.count("\n") == 1
