"""Marks of letters that a reader got, without a digest."""

from datetime import timedelta
from typing import Any

import boto3

from gazette.times import timestamp
from tests.support.subscribers import TABLE, Reader, read_parts


def put_marks(reader: Reader, days: int, **profile: Any) -> list[str]:
    """Marks of the daily issues of so many days up to now; their ids, oldest first. `profile` changes the profile."""
    table = boto3.resource("dynamodb").Table(TABLE)
    [stored] = read_parts("profile")
    if profile:
        table.put_item(Item={**stored, **profile})
    issues = []
    for ago in range(days - 1, -1, -1):
        at = reader.clock.at - timedelta(days=ago)
        issues.append(f"daily/en/{at.date()}")
        item = {
            "subscriber": stored["subscriber"],
            "part": f"mark/{issues[-1]}",
            "state": "sent",
            "at": timestamp(at),
            "message_id": f"message-{ago}",
            "expires_at": int((at + timedelta(days=30)).timestamp()),
        }
        table.put_item(Item=item)
    return issues
