"""Keeps the members of staff in Cognito and their sessions. moto signs with one key, so that tokens stay valid."""

from collections.abc import Iterator
from typing import Any

from moto.cognitoidp.models import CognitoIdpBackend, CognitoIdpUser, CognitoIdpUserPool
from moto.cognitoidp.utils import flatten_attrs

from cli.local.persistence.services import Entry, Service, plain_entry


class Users(Service):
    """Users of the template's pools, by the names of the pools."""

    kind = "user"

    def __init__(self, backend: CognitoIdpBackend) -> None:
        self._backend = backend

    def entries(self, scope: str = "") -> Iterator[Entry]:
        for pool in self._backend.user_pools.values():
            for user in pool.users.values():
                value = {
                    **{name: getattr(user, name) for name in ("id", "username", "password", "status", "enabled")},
                    "attributes": flatten_attrs(user.attributes),
                    "groups": sorted(group.group_name for group in user.groups),
                }
                yield plain_entry(f"{pool.name}/{user.username}", value)

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        pool = _find_pool(self._backend, key)
        if pool is None:
            return
        attributes = [{"Name": name, "Value": text} for name, text in value["attributes"].items()]
        user = CognitoIdpUser(pool.id, value["username"], value["password"], value["status"], attributes)
        user.id, user.enabled = value["id"], value["enabled"]
        user.update_attributes([{"Name": "sub", "Value": user.id}])
        for name in pool.groups.keys() & value["groups"]:
            user.groups.add(pool.groups[name])
            pool.groups[name].users.add(user)
        pool.users[user.username] = user


class Sessions(Service):
    """Refresh tokens, and access tokens with which a user calls Cognito."""

    kind = "session"

    def __init__(self, backend: CognitoIdpBackend) -> None:
        self._backend = backend

    def entries(self, scope: str = "") -> Iterator[Entry]:
        for pool in self._backend.user_pools.values():
            for name in ("refresh_tokens", "access_tokens"):
                for token, owner in getattr(pool, name).items():
                    yield plain_entry(f"{pool.name}/{token}", [name, owner])

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        pool = _find_pool(self._backend, key)
        if pool is not None:
            name, owner = value
            getattr(pool, name)[key.partition("/")[2]] = tuple(owner) if owner else None


def _find_pool(backend: CognitoIdpBackend, key: str) -> CognitoIdpUserPool | None:
    name = key.partition("/")[0]
    return next((pool for pool in backend.user_pools.values() if pool.name == name), None)
