"""A pending reader, a suppression, and actions that happen between the reads and the write of a command."""

import pytest

from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.dynamodb.writes import put
from gazette.subscriptions.repository import SUPPRESSION
from tests.support.subscribers import TABLE, read_parts


@pytest.fixture
def pending(reader):
    reader.sign_up(lists=["daily", "weekly"])
    reader.deliver()
    return reader


@pytest.fixture
def suppress():
    """Suppress mail to the reader, as a complaint or a bounce will."""

    def suppress(**facts):
        [profile] = read_parts("profile")
        item = {"subscriber": profile["subscriber"], "part": SUPPRESSION, "source": "test", **facts}
        subscriptions.subscribers.commit({"suppression": put(TABLE, item)})

    return suppress


@pytest.fixture
def meanwhile():
    """Calls something right before the next transaction is carried out."""
    events, planned = client("dynamodb").meta.events, []

    def interrupt(**_):
        if planned:
            planned.pop()()

    events.register("before-call.dynamodb.TransactWriteItems", interrupt, unique_id="meanwhile")
    yield planned.append
    events.unregister("before-call.dynamodb.TransactWriteItems", unique_id="meanwhile")
