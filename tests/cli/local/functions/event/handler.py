"""Records its events. Fails for one with `poison`."""

import json

events: list[dict] = []


def handler(event, context):
    events.append(event)
    if "poison" in event.get("detail", {}):
        raise RuntimeError("poison")
    failed = [record["messageId"] for record in event.get("Records", []) if json.loads(record["body"]).get("poison")]
    return {"batchItemFailures": [{"itemIdentifier": id} for id in failed]}
