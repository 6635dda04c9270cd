"""The stack's user pool in moto's memory, with the id that the functions have in their environment."""

import copy
import functools
import os
from collections.abc import Iterator
from typing import Any

import pytest

from gazette.staff.model import Group
from gazette.staff.user_pool import GROUPS, UserPool
from tests.support.aws import client, moto_backend

ADMIN = "7d8f4c1e-0000-4000-8000-000000000001"
"""The person of `http_event` and of the sample events."""
AUTHOR = "7d8f4c1e-0000-4000-8000-000000000002"


@pytest.fixture
def user_pool() -> Iterator[UserPool]:
    """A pool with the groups of the template, one admin and one author."""
    yield from open_user_pool()


def open_user_pool() -> Iterator[UserPool]:
    name, pools = os.environ["SIGN_IN_POOL"], moto_backend("cognito-idp").user_pools
    made = _make_pool()
    pools[name] = copy.deepcopy(made, {id(made.json_web_key): made.json_web_key})  # the key cannot be copied
    yield UserPool(client("cognito-idp"), name)
    pools.pop(name)


@functools.cache
def _make_pool() -> Any:
    """moto's pool with its members, made once, since its key and its members take a fifth of a second."""
    cognito, id = client("cognito-idp"), os.environ["SIGN_IN_POOL"]
    made = cognito.create_user_pool(PoolName="staff", UsernameAttributes=["email"])["UserPool"]["Id"]
    pools = moto_backend("cognito-idp").user_pools
    pools[id] = pools.pop(made)
    pools[id].id = id
    for group in GROUPS:
        cognito.create_group(UserPoolId=id, GroupName=group)
    add_member("aziza@news.example", "admin", id=ADMIN, name="Aziza Karimova")
    add_member("bobur@news.example", "author", id=AUTHOR, name="Bobur Saidov")
    return pools.pop(id)


def add_member(email: str, group: Group, *, id: str = "", name: str = "", active: bool = True) -> str:
    """Add a member, with an id of the caller's choice. Returns the id."""
    cognito, pool = client("cognito-idp"), os.environ["SIGN_IN_POOL"]
    made = UserPool(cognito, pool).create(email, name=name, quietly=True)
    users = moto_backend("cognito-idp").user_pools[pool].users
    if id:
        user = users[id] = users.pop(made)
        user.id = user.username = id
        user.update_attributes([{"Name": "sub", "Value": id}])
    if active:
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=id or made, Password="Aa1-secret-word", Permanent=True
        )
    cognito.admin_add_user_to_group(UserPoolId=pool, Username=id or made, GroupName=group)
    return id or made


def list_calls(cognito: Any) -> list[str]:
    """The returned list gets the name of each operation that the client sends."""
    calls: list[str] = []
    cognito.meta.events.register("before-call.cognito-idp.*", lambda model, **_: calls.append(model.name))
    return calls
