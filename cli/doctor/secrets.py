"""Check of the keyrings, which CloudFormation cannot create."""

from __future__ import annotations

from collections.abc import Iterator

from cli.checks import Finding, failed, ok
from cli.target import Target


def check_secrets(target: Target) -> Iterator[Finding]:
    """Whether each keyring exists, is encrypted and has the form that functions can read."""
    from gazette.subscriptions.keyring import NAMES, Keyring

    path = f"/{target.name}/secrets"
    pages = target.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=path, WithDecryption=True)
    stored = {entry["Name"]: entry for page in pages for entry in page["Parameters"]}
    for name in NAMES:
        parameter = stored.get(f"{path}/{name}")
        if parameter is None:
            yield failed(f"{path}/{name} is missing; run `gazette secrets --stack {target.name}`")
            continue
        if parameter["Type"] != "SecureString":
            yield failed(f"{path}/{name} is a {parameter['Type']}: everybody who may list parameters can read it")
            continue
        try:
            count = len(Keyring.parse(parameter["Value"]).keys)
        except ValueError as error:
            yield failed(f"{path}/{name}: {error}")
        else:
            yield ok(f"{path}/{name} has {count} {'key' if count == 1 else 'keys'}")
