"""`gazette secrets`: the keys of a deployed stack."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.errors import exit_on_aws_error, exit_with_error
from cli.options import Region, StackName
from cli.secret_parameters import KeyringParameter, create_missing_parameters
from cli.target import find_deployed_target

secrets = typer.Typer(rich_markup_mode=None)

MaybeStack = Annotated[str | None, typer.Option("--stack", help="Name of the deployed stack.")]
KeyringName = Annotated[str, typer.Argument(metavar="KEYRING", help="subscriber-key or link-key.")]
KeyId = Annotated[str, typer.Argument(help="Id of a former key, as `gazette secrets list` prints it.")]

CONSEQUENCES = {
    "link-key": "Unsubscribe links in mails that it signed stop working.",
    "subscriber-key": "Readers who signed up under it are unknown: who refused mail can get some again.",
}
"""What the removal of a key does, by keyring."""


@secrets.callback(invoke_without_command=True)
def create(context: typer.Context, stack: MaybeStack = None, region: Region = None) -> None:
    """Create, list, rotate and remove keys of a stack.

    Without a subcommand, the missing keyrings are created, and existing ones never change. (`dev` creates its own.)
    The token of a Telegram bot, which nobody can create here, is put by `gazette secrets telegram`.
    """
    if context.invoked_subcommand:
        return
    if not stack:
        context.fail("Missing option '--stack'.")
    target = find_deployed_target(stack, region)
    with exit_on_aws_error("the keys cannot be created"):
        created = create_missing_parameters(target.client("ssm"), f"/{stack}/secrets")
    print("\n".join(f"created {name}" for name in created) or "nothing is missing")


@secrets.command("list")
def list_keys(stack: StackName, region: Region = None) -> None:
    """List the ids of all keys. No key is shown."""
    from gazette.subscriptions.keyring import NAMES

    for keyring in NAMES:
        parameter = _read(keyring, stack, region)
        for key_id in parameter.ids:
            print(f"{parameter.name}  {key_id}  {'signs' if key_id == parameter.ids[0] else 'former'}")


@secrets.command()
def rotate(keyring: KeyringName, stack: StackName, region: Region = None) -> None:
    """Sign with a new key from now on. Former keys stay valid."""
    parameter = _read(keyring, stack, region)
    with exit_on_aws_error(f"{parameter.name} cannot be changed"):
        new = parameter.rotate()
    former = len(parameter.ids)
    print(
        f"{parameter.name} signs with the new key {new}; {former} former "
        f"{'key stays' if former == 1 else 'keys stay'} valid.\nFunctions use it within five minutes."
    )


@secrets.command()
def remove(
    keyring: KeyringName,
    key_id: KeyId,
    stack: StackName,
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    region: Region = None,
) -> None:
    """Remove a former key, such as a disclosed one. What it signed is not valid any more."""
    parameter = _read(keyring, stack, region)
    if key_id == parameter.ids[0]:
        exit_with_error(f"{key_id} is the key that signs; first run `gazette secrets rotate {keyring} --stack {stack}`")
    if key_id not in parameter.ids:
        exit_with_error(f"{parameter.name} has no key {key_id}; it has {', '.join(parameter.ids)}")
    if not yes:
        typer.confirm(f"{CONSEQUENCES[keyring]} This cannot be undone. Remove {key_id}?", abort=True)
    with exit_on_aws_error(f"{parameter.name} cannot be changed"):
        parameter.remove(key_id)
    print(f"{parameter.name} has no key {key_id} any more. Functions forget it within five minutes.")


@secrets.command()
def telegram(stack: StackName, region: Region = None) -> None:
    """Put the token of the Telegram bot that posts in the channels. It replaces the former one.

    BotFather shows it. The command asks for it, so that it is in no history of a shell.
    """
    from gazette.subscriptions.telegram.bot_api import TOKEN_NAME, parse_token

    target = find_deployed_target(stack, region)
    name = f"/{stack}/secrets/{TOKEN_NAME}"
    try:
        token = parse_token(typer.prompt("Token", hide_input=True))
    except ValueError as error:
        exit_with_error(str(error))
    with exit_on_aws_error(f"{name} cannot be written"):
        target.client("ssm").put_parameter(Name=name, Value=token, Type="SecureString", Overwrite=True)
    print(f"{name} has the token. Functions use it within five minutes; `gazette doctor` checks it.")


def _read(keyring: str, stack: str, region: str | None) -> KeyringParameter:
    target = find_deployed_target(stack, region)
    with exit_on_aws_error("the keys cannot be read"):
        return KeyringParameter.read(target.client("ssm"), stack, keyring)
