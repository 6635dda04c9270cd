"""Keeps SSM parameters that the template does not set: the secrets."""

from collections.abc import Iterator
from typing import Any

from moto.ssm.models import SimpleSystemManagerBackend

from cli.local.persistence.services import Entry, Service, plain_entry


class Parameters(Service):
    """The last version of each parameter."""

    kind = "parameter"

    def __init__(self, backend: SimpleSystemManagerBackend) -> None:
        self._backend = backend

    def entries(self, scope: str = "") -> Iterator[Entry]:
        for name, versions in list(self._backend._parameters.items()):  # reading one may add an empty entry
            if versions:
                last = versions[-1]
                yield plain_entry(name, {"value": last.decrypt(last.value), "type": last.parameter_type})

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        if not self._backend._parameters[key]:
            self._backend.put_parameter(key, "", value["value"], value["type"], "", "", False, [], "text", None, None)
