"""A client of DynamoDB whose events a test may hook, and commands that use it."""

import os
from functools import partial
from typing import Any

import boto3
import pytest

from gazette.articles.commands import ArticleCommands
from gazette.dynamodb.retry import retry
from gazette.settings import Settings


@pytest.fixture
def client() -> Any:
    """A client for one test, so that its hooks end with the test."""
    return boto3.client("dynamodb")


@pytest.fixture
def client_commands(client: Any) -> ArticleCommands:
    return ArticleCommands.from_settings(Settings(os.environ), client)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries do not wait."""
    monkeypatch.setattr("gazette.articles.commands.retry", partial(retry, sleep=lambda seconds: None))
    monkeypatch.setattr("time.sleep", lambda seconds: None)
