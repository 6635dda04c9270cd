"""Creates the missing keyring parameters of a stack; CloudFormation cannot create SecureStrings."""

from contextlib import suppress
from typing import Any


def create_missing_parameters(ssm: Any, path: str) -> list[str]:
    """The full names of the created parameters."""
    from gazette.subscriptions.keyring import generate_missing_parameters

    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=path)
    existing = {parameter["Name"] for page in pages for parameter in page["Parameters"]}
    created = []
    for name, value in generate_missing_parameters(path, existing).items():
        # A parameter that somebody else created meanwhile may be in use already.
        with suppress(ssm.exceptions.ParameterAlreadyExists):
            ssm.put_parameter(Name=name, Value=value, Type="SecureString")
            created.append(name)
    return created
