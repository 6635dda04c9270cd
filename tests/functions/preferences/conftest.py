"""A reader with two lists, some time after the confirmation."""

import json

import pytest

from tests.support.subscribers import read_headers


@pytest.fixture
def active(reader):
    reader.subscribe(lists=["daily", "weekly"])
    reader.deliver()
    reader.clock.forward(hours=1)
    return reader


@pytest.fixture
def read_me(active):
    """The preferences, and their ETag."""

    def read(token=None):
        response = active.call_me("GET", token)
        assert response["statusCode"] == 200, response
        return json.loads(response["body"]), read_headers(response)["etag"]

    return read
