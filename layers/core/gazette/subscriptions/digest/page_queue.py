"""The queue of pages. A message names an issue and a page of it, and no reader."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from gazette.errors import Malformed, Unavailable

MAX_ENTRIES = 10
"""Limit of SQS for the messages of one request."""

MAX_DELAY_SECONDS = 900
"""Limit of SQS for the delay of a message."""


class PageName(NamedTuple):
    """`page` is the number of a shard and of a page of it: `07/0001`."""

    issue: str
    page: str


class PageQueue:
    """`url` is the address of the queue, `sqs` a client."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs, self._url = sqs, url

    def put(self, names: Sequence[PageName], *, delay: int = 0) -> None:
        """Queue pages, to be delivered after `delay` seconds (`MAX_DELAY_SECONDS` at most).

        Raises `Unavailable` if SQS took only some of them: those are harmless, so queue all of them again.
        """
        for start in range(0, len(names), MAX_ENTRIES):
            entries = [
                {"Id": str(number), "MessageBody": json.dumps(name._asdict()), "DelaySeconds": delay}
                for number, name in enumerate(names[start : start + MAX_ENTRIES])
            ]
            reply = self._sqs.send_message_batch(QueueUrl=self._url, Entries=entries)
            if refused := reply.get("Failed"):
                raise Unavailable(f"{len(refused)} pages could not be queued")

    def is_empty(self) -> bool:
        """Whether no message waits, is delivered now, or is delayed. SQS counts approximately."""
        counted = ("", "NotVisible", "Delayed")
        names = [f"ApproximateNumberOfMessages{name}" for name in counted]
        reply = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=names)
        return not any(int(reply["Attributes"][name]) for name in names)


def parse_page_name(body: str) -> PageName:
    """The page of a message. Raises `Malformed` for a message that is none of ours."""
    match _load(body):
        case {"issue": str(issue), "page": str(page)}:
            return PageName(issue, page)
    raise Malformed("The message names no page.")


def _load(body: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(body)
    except ValueError:  # no failure: the caller raises
        return None
    return value if isinstance(value, dict) else None
