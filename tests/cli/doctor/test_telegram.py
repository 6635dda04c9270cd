"""The bot and its channels, as `gazette doctor` judges them."""

from typing import Any

import pytest

import cli.doctor.telegram
from cli.doctor.telegram import check_telegram
from cli.local.telegram import TOKEN
from tests.support.aws import client
from tests.support.deployed_stack import findings, make_target
from tests.support.scripted_server import respond, serving

NAME = "/paper/secrets/telegram-token"
BOT = respond({"ok": True, "result": {"id": 1, "username": "paper_bot"}})
CHANNEL = respond({"ok": True, "result": {"id": -100, "type": "channel"}})
RIGHTS = {"can_post_messages": True, "can_edit_messages": True, "can_delete_messages": True}


@pytest.fixture
def target(request: pytest.FixtureRequest) -> Any:
    yield make_target(parameters={"TelegramChannels": "en=@paper_en"})
    client("ssm").delete_parameters(Names=[NAME])


def put(value: str = TOKEN, kind: str = "SecureString") -> None:
    client("ssm").put_parameter(Name=NAME, Value=value, Type=kind, Overwrite=True)


def member(**fields: Any) -> Any:
    return respond({"ok": True, "result": {"status": "administrator", **RIGHTS, **fields}})


def refuse(code: int, description: str) -> Any:
    return respond({"ok": False, "error_code": code, "description": description}, f"{code} No")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ((BOT, CHANNEL, member()), ("ok", "en: the bot may post, edit and delete in @paper_en")),
        (
            (BOT, CHANNEL, member(can_post_messages=False)),
            ("failed", "en: the bot may not post in @paper_en; make it an administrator who may"),
        ),
        (
            (BOT, CHANNEL, member(status="left")),
            (
                "failed",
                "en: the bot may not post, edit messages, delete messages in @paper_en; "
                "make it an administrator who may",
            ),
        ),
        (
            (BOT, refuse(400, "Bad Request: chat not found")),
            ("failed", "en: the bot cannot see the channel @paper_en: Bad Request: chat not found"),
        ),
        (
            (BOT, respond({"ok": True, "result": {"id": -1, "type": "supergroup"}}), member()),
            ("failed", "en: @paper_en is a supergroup and no channel"),
        ),
        (
            (refuse(401, "Unauthorized"),),
            ("failed", "Telegram does not know the token (401); put the one that BotFather shows"),
        ),
        ((refuse(500, "Internal"),), ("unknown", "Telegram cannot be asked: status 500")),
    ],
)
def test_the_bot_is_asked_for_its_rights(
    plan: Any, expected: tuple[str, str], target: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    with serving(*plan) as telegram:
        monkeypatch.setattr(cli.doctor.telegram, "TELEGRAM", telegram.url)
        found = findings(check_telegram, target)
    assert found[-1] == expected
    assert found[0] == ("ok", f"{NAME} has a token")
    assert TOKEN not in str(found)


def test_a_missing_or_wrong_token_is_named_without_its_value(target: Any) -> None:
    assert findings(check_telegram, target) == [
        ("warning", f"{NAME} is missing: the channels get no posts (`gazette secrets telegram`)")
    ]
    put("not a token")
    [(status, text)] = findings(check_telegram, target)
    assert (status, "not a token" in text) == ("failed", False)
    put(kind="String")
    assert findings(check_telegram, target)[0][0] == "failed"


def test_a_stack_without_channels_has_no_bot() -> None:
    assert findings(check_telegram, make_target(parameters={}))[0][0] == "unknown"
