"""Examples of what clients send, by model."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "Draft": {
        "lang": "en",
        "title": "Metro opens four stations",
        "dek": "The new line takes passengers from Sunday.",
        "dateline": "Tashkent",
        "body": "Trains run **every four minutes**.\n\nA ticket costs as much as before.",
        "authors": [{"name": "Dilnoza Yusupova", "role": "City reporter"}],
        "categories": ["city"],
        "tags": [{"slug": "metro", "name": "Metro"}],
    },
    "EditorialChanges": {"dek": "The new line takes passengers from Sunday, for the old fare.", "dateline": None},
    "Order": {"minor": False, "correction": "An earlier version named the wrong line."},
    "Schedule": {"publish_at": "2025-12-18T12:00:00+05:00"},
    "Withdrawal": {"note": "The report could not be confirmed."},
    "Confirmation": {"token": "pC0n7HqGk0m5y3cZ1dJ8wQ2tR6vX9bL4sN7uE1aF0oI"},
    "RateDecision": {"held": False, "reason": "The bank repaired its own mistake.", "rate": "3469.17"},
    "Signup": {"email": "reader@example.com", "lang": "en", "consent": "4f1c0a9e2b7d8365", "lists": ["daily"]},
}


def illustrate(schemas: dict[str, Any]) -> None:
    """Put the examples into the models; KeyError for one that no function has any more."""
    for name, example in EXAMPLES.items():
        schemas[name]["examples"] = [example]
