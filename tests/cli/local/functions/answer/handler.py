"""Answers with what it is told to; `raise`, `sleep`, `huge` and `deadline` are special."""

import json
import time


def handler(event, context):
    wish = json.loads(event["body"]) if "body" in event else event
    match wish:
        case {"raise": message}:
            raise RuntimeError(message)
        case {"sleep": seconds}:
            time.sleep(seconds)
        case {"huge": size}:
            return "x" * size
        case "deadline":
            return context.get_remaining_time_in_millis()
        case "set":
            return {1, 2}
    return wish
