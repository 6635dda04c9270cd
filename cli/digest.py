"""Issues of the mailing lists, for an operator: reports as text, and the failures queue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NoReturn

from cli.errors import exit_with_error

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.target import Target

WAIT_SECONDS = 2
"""A shorter poll asks only some of the servers of SQS, and may find nothing although messages wait."""


def exit_without_issue(id: str) -> NoReturn:
    exit_with_error(f"there is no issue {id}; an id is such as daily/en/2026-11-30 or breaking/en/<article>")


def describe_report(report: Mapping[str, Any], id: str) -> str:
    """The figures of an issue, one a line, which add up to `queued`. Ends the command if there is no such issue."""
    if not report.get("issue"):
        exit_without_issue(id)
    times = {"begun": "begun_at", "stopped": "stopped_at", "ended": "ended_at", "waits until": "held_until"}
    described = [f"{name} {report[key]}" for name, key in times.items() if report.get(key)]
    if report.get("held_reason"):
        described.append(f"because of {report['held_reason']}")
    figures = {
        "queued": report["queued"],
        "sent": report["sent"],
        **{f"skipped: {reason}": count for reason, count in sorted(report["skipped"].items())},
        "unknown": report["unknown"],
        "failed": report["failed"],
        "waiting": report["waiting"],
    }
    lines = [f"{report['issue']}: {', '.join([report['status'], *described])}"]
    return "\n".join([*lines, *(f"  {count:>9,}  {name}" for name, count in figures.items())])


def describe_preview(preview: Mapping[str, Any]) -> str:
    """What an issue would contain, and how many readers its list has."""
    if not preview["stories"]:
        return f"{preview['issue']}: nothing is new since {preview['from']}, so nothing would be sent"
    stories = (f"  {number:2}  {story['title']}" for number, story in enumerate(preview["stories"], start=1))
    readers = f"{preview['readers']:,} reader{'' if preview['readers'] == 1 else 's'}"
    return "\n".join([f"{preview['issue']}: {readers}, since {preview['from']}", *stories])


def remove_failed_pages(target: Target, id: str) -> int:
    """Remove the messages of an issue from the failures queue. Returns their number. Others stay there, out of sight
    for five minutes."""
    sqs, url = target.client("sqs"), target.physical_name("FailuresQueue")
    seen: set[str] = set()
    removed = 0
    while messages := sqs.receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=WAIT_SECONDS, VisibilityTimeout=300
    ).get("Messages"):
        if seen.issuperset(message["MessageId"] for message in messages):
            break
        seen.update(message["MessageId"] for message in messages)
        for message in messages:
            if _names_issue(message["Body"], id):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                removed += 1
    return removed


def _names_issue(body: str, id: str) -> bool:
    try:
        message = json.loads(body)
    except ValueError:
        return False
    return isinstance(message, dict) and message.get("issue") == id
