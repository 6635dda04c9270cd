"""Check of the Telegram channels: the bot's token, and the bot's rights in each channel. No token is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.checks import Finding, failed, ok, unknown, warning
from cli.target import Target

if TYPE_CHECKING:
    from gazette.subscriptions.telegram.bot_api import BotApi

TELEGRAM = "https://api.telegram.org"
NEEDED = {"can_post_messages": "post", "can_edit_messages": "edit messages", "can_delete_messages": "delete messages"}
"""Rights of the bot, and what an administrator of the channel calls them."""


def check_telegram(target: Target) -> Iterator[Finding]:
    """Whether the bot may post in the channel of each language."""
    from gazette.settings import Settings
    from gazette.subscriptions.telegram.answers import BotApiError, Refused
    from gazette.subscriptions.telegram.bot_api import BotApi

    channels = Settings({"TELEGRAM_CHANNELS": target.parameters.get("TelegramChannels", "")}).telegram_channels
    if not channels:
        yield unknown("not asked, since TelegramChannels is empty")
        return
    finding, token = _read_token(target)
    yield finding
    if token is None:
        return
    bot = BotApi(TELEGRAM if target.stack else f"{target.url}/_dev/telegram", lambda _refresh: token)
    try:
        me = bot.call("getMe", {})
    except Refused as error:
        yield failed(f"Telegram does not know the token ({error.code}); put the one that BotFather shows")
        return
    except BotApiError as error:
        yield unknown(f"Telegram cannot be asked: {error}")
        return
    yield ok(f"the bot is @{me['username']}")
    for lang, channel in channels.items():
        yield _check_channel(bot, me["id"], lang, channel)


def _read_token(target: Target) -> tuple[Finding, str | None]:
    from gazette.subscriptions.telegram.bot_api import TOKEN_NAME, parse_token

    ssm, name = target.client("ssm"), f"/{target.name}/secrets/{TOKEN_NAME}"
    try:
        stored = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
        token = parse_token(stored["Value"])
    except ssm.exceptions.ParameterNotFound:
        return warning(f"{name} is missing: the channels get no posts (`gazette secrets telegram`)"), None
    except ValueError as error:
        return failed(f"{name}: {error}"), None
    if stored["Type"] != "SecureString":
        return failed(f"{name} is a {stored['Type']}: everybody who may list parameters can read it"), token
    return ok(f"{name} has a token"), token


def _check_channel(bot: BotApi, bot_id: int, lang: str, channel: str) -> Finding:
    from gazette.subscriptions.telegram.answers import BotApiError, Refused

    try:
        chat = bot.call("getChat", {"chat_id": f"@{channel}"})
        member = bot.call("getChatMember", {"chat_id": f"@{channel}", "user_id": bot_id})
    except Refused as error:
        return failed(f"{lang}: the bot cannot see the channel @{channel}: {error.description}")
    except BotApiError as error:
        return unknown(f"{lang}: Telegram cannot be asked about @{channel}: {error}")
    if chat.get("type") != "channel":
        return failed(f"{lang}: @{channel} is a {chat.get('type')} and no channel")
    lacking = _list_lacking_rights(member)
    if lacking:
        return failed(f"{lang}: the bot may not {', '.join(lacking)} in @{channel}; make it an administrator who may")
    return ok(f"{lang}: the bot may post, edit and delete in @{channel}")


def _list_lacking_rights(member: dict[str, Any]) -> list[str]:
    if member.get("status") != "administrator":
        return list(NEEDED.values())
    return [name for right, name in NEEDED.items() if not member.get(right)]
