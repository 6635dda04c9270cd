"""What all tests of the document share."""

from typing import Any

import pytest

from tests.support.staff import user_pool

__all__ = ["user_pool"]


@pytest.fixture(autouse=True)
def members_of_staff(user_pool: Any) -> None:
    """The stack has a user pool, in which the person of the requests is an admin."""
