"""Keeps the events that it was given; breaks down at one with `poison` in it."""

import json

events: list[dict] = []


def handler(event, context):
    events.append(event)
    if "poison" in event.get("detail", {}):
        raise RuntimeError("poison")
    failed = [record["messageId"] for record in event.get("Records", []) if json.loads(record["body"]).get("poison")]
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}
