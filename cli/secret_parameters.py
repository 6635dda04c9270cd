"""The keyring parameters of a stack, since CloudFormation cannot create SecureStrings: creates and changes them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from cli.errors import exit_with_error


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


@dataclass(frozen=True)
class KeyringParameter:
    """One keyring of a stack, as it was read: `ids` are those of its keys, the signing one first."""

    ssm: Any
    name: str
    value: str
    version: int
    ids: tuple[str, ...]

    @classmethod
    def read(cls, ssm: Any, stack: str, keyring: str) -> KeyringParameter:
        """Ends the command with an error if the keyring is unknown, missing or damaged."""
        from gazette.subscriptions.keyring import NAMES, Keyring

        if keyring not in NAMES:
            exit_with_error(f"there is no keyring {keyring}; there are {', '.join(NAMES)}")
        name = f"/{stack}/secrets/{keyring}"
        try:
            stored = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
            keys = Keyring.parse(stored["Value"]).keys
        except ssm.exceptions.ParameterNotFound:
            exit_with_error(f"{name} is missing; run `gazette secrets --stack {stack}`")
        except ValueError as error:
            exit_with_error(f"{name}: {error}")
        return cls(ssm, name, stored["Value"], stored["Version"], tuple(keys))

    def rotate(self) -> str:
        """Puts a new key first. Returns its id."""
        from gazette.subscriptions.keyring import Keyring, rotate

        value = rotate(self.value)
        self._replace(value)
        return Keyring.parse(value).current

    def remove(self, key_id: str) -> None:
        """Removes a former key."""
        from gazette.subscriptions.keyring import remove_key

        self._replace(remove_key(self.value, key_id))

    def _replace(self, value: str) -> None:
        """SSM has no conditional write. Ends the command with an error if the value was not the one that was read."""
        written = self.ssm.put_parameter(Name=self.name, Value=value, Type="SecureString", Overwrite=True)["Version"]
        if written != self.version + 1:
            exit_with_error(
                f"{self.name} was changed by somebody else at the same time; version {written} has overwritten that: "
                "write a version that has the keys of all (`aws ssm get-parameter-history --with-decryption`)"
            )
