"""Returns its request body; `raise`, `sleep`, `huge`, `repeat`, `deadline` and `set` are special."""

import json
import time


def handler(event, context):
    body = json.loads(event["body"]) if "body" in event else event
    match body:
        case {"raise": message}:
            raise RuntimeError(message)
        case {"sleep": seconds}:
            time.sleep(seconds)
        case {"huge": size}:
            return "x" * size
        case {"statusCode": status, "repeat": [count, text]}:
            return {"statusCode": status, "body": text * count}
        case "deadline":
            return context.get_remaining_time_in_millis()
        case "set":
            return {1, 2}
    return body
