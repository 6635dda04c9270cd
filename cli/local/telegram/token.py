"""The bot's token in the parameter store of the local server, where the functions read it."""

from typing import Any

from cli.local.telegram import TOKEN


def put_token(ssm: Any, stack: str, token: str | None) -> None:
    """Put the developer's token, or else that of the local bot."""
    from gazette.subscriptions.telegram.bot_api import TOKEN_NAME

    ssm.put_parameter(Name=f"/{stack}/secrets/{TOKEN_NAME}", Value=token or TOKEN, Type="SecureString", Overwrite=True)
