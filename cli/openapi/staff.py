"""What the signatures of staff and subscription functions do not say: summaries, headers, statuses."""

from typing import Any


def complete(route: str, operation: dict[str, Any]) -> dict[str, Any]:
    return operation
