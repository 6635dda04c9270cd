"""What all tests of the document share."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.staff import user_pool

__all__ = ["user_pool"]


@pytest.fixture(autouse=True)
def empty_search_indexes(search_indexes: Callable[[], None]) -> Callable[[], None]:
    """There are indexes, without articles until a test builds them again."""
    search_indexes()
    return search_indexes


@pytest.fixture(autouse=True)
def members_of_staff(user_pool: Any) -> None:
    """The stack has a user pool, in which the person of the requests is an admin."""
