"""`gazette telegram`: the posts that wait or are unknown, and a new post by hand."""

import json
from datetime import timedelta
from typing import Any

import boto3
import pytest
from typer.testing import CliRunner

from cli.commands import telegram as command
from cli.main import app
from cli.target import FunctionFailed
from functions.announcer import handler as announcer
from gazette.subscriptions.telegram.model import Post
from tests.support.articles import NOON
from tests.support.deployed_stack import make_target


@pytest.fixture
def target(monkeypatch: pytest.MonkeyPatch) -> Any:
    target = make_target(names={"JobsTable": announcer.settings.table("jobs")})
    monkeypatch.setattr(command, "find_target", lambda *_: target)
    return target


def run(*options: str) -> Any:
    return CliRunner().invoke(app, ["telegram", *options])


def save(article: str, post: Any = lambda post: post) -> None:
    announcer.posts.save(post(Post(article, "en", "paper", created_at="2025-12-18T07:00:00Z")), NOON)


def test_posts_that_are_not_as_they_should_be_are_listed(target: Any) -> None:
    assert run().stdout == "no post waits, and none is unknown\n"
    save("01A", lambda post: post.finish(state="posted"))
    save("01B", lambda post: post.finish(state="unknown", reason="no answer"))
    save("01C", lambda post: post.wait(NOON + timedelta(minutes=2), "Telegram pauses the channel", NOON))
    save("01D", lambda post: post.finish(state="posted", failed_version=3, reason="given up, not removed: status 500"))
    assert sorted(run().stdout.splitlines()) == [
        "2025-12-18T07:00:00Z  01B  en       unknown: no answer",
        "2025-12-18T07:00:00Z  01C  en       waits until 2025-12-18T07:02:00Z: Telegram pauses the channel",
        "2025-12-18T07:00:00Z  01D  en       posted: given up, not removed: status 500",
    ]


def test_a_post_is_sent_anew_by_the_function(target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def invoke(_target: Any, function: str, event: dict[str, str]) -> dict[str, str]:
        assert (function, event) == ("AnnouncerFunction", {"repost": "01A"})
        return {"01A": "posted"}

    monkeypatch.setattr(type(target), "invoke", invoke)
    assert run("--repost", "01A").stdout == "01A: posted\n"

    def refuse(*_: Any) -> Any:
        raise FunctionFailed({"errorType": "Conflict", "errorMessage": "The article has a post: it is posted."})

    monkeypatch.setattr(type(target), "invoke", refuse)
    refused = run("--repost", "01A")
    assert (refused.exit_code, refused.stderr) == (1, "gazette: The article has a post: it is posted.\n")


def test_what_failed_is_tried_again_by_the_function(target: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(target), "invoke", lambda _target, _function, event: {event["retry"]: "deleted"})
    assert run("--retry", "01A").stdout == "01A: deleted\n"
    assert run("--retry", "01A", "--repost", "01B").exit_code == 1


def test_the_token_is_put_as_a_secure_string_and_not_shown() -> None:
    outputs = {"UserPoolId": {"Value": "pool"}, "UserPoolClientId": {"Value": "client"}}
    cloudformation, ssm = boto3.client("cloudformation"), boto3.client("ssm")
    cloudformation.create_stack(StackName="keys", TemplateBody=json.dumps({"Resources": {}, "Outputs": outputs}))
    try:
        command = ["secrets", "telegram", "--stack", "keys"]
        assert CliRunner().invoke(app, command, input="secret\n").exit_code == 1
        done = CliRunner().invoke(app, command, input="123456:secret\n")
        stored = ssm.get_parameter(Name="/keys/secrets/telegram-token", WithDecryption=True)["Parameter"]
        assert (done.exit_code, stored["Type"], stored["Value"]) == (0, "SecureString", "123456:secret")
        assert "secret-" not in done.output
        assert "123456" not in done.output
    finally:
        cloudformation.delete_stack(StackName="keys")
        ssm.delete_parameters(Names=["/keys/secrets/telegram-token"])
