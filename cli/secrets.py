"""`gazette secrets`: makes the secrets that a deployment lacks; CloudFormation cannot make SecureStrings."""

from contextlib import suppress
from typing import Any

from cli.target import Region, StackName, deployed_target


def secrets(stack: StackName, region: Region = None) -> None:
    """Make the missing secrets of a deployed stack. What is there is never changed. (`dev` makes its own.)"""
    target = deployed_target(stack, region)
    made = make_missing(target.client("ssm"), f"/{stack}/secrets")
    print("\n".join(f"made {name}" for name in made) or "nothing is missing")


def make_missing(ssm: Any, path: str) -> list[str]:
    """The full names of those that were made."""
    from gazette.subscriptions.keyring import missing_parameters

    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path)
    existing = {parameter["Name"] for page in pages for parameter in page["Parameters"]}
    made = []
    for name, value in missing_parameters(path, existing).items():
        # Whoever was faster made one that may be in use already.
        with suppress(ssm.exceptions.ParameterAlreadyExists):
            ssm.put_parameter(Name=name, Value=value, Type="SecureString")
            made.append(name)
    return made
