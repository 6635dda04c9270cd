"""Keeps SSM parameters that the template does not set: the secrets."""

from collections.abc import Iterator
from typing import Any

from moto.ssm.models import SimpleSystemManagerBackend

from cli.local.data.services import Entry, plain_entry


class Parameters:
    """The last version of each parameter."""

    kind = "parameter"

    def __init__(self, backend: SimpleSystemManagerBackend) -> None:
        self._backend = backend

    def entries(self) -> Iterator[Entry]:
        for name, versions in self._backend._parameters.items():
            if versions:
                last = versions[-1]
                yield plain_entry(name, {"value": last.decrypt(last.value), "type": last.parameter_type})

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        if not self._backend._parameters[key]:
            self._backend.put_parameter(key, "", value["value"], value["type"], "", "", False, [], "text", None, None)
