"""Events of SES about mails to a person, made from the sample events, and the Feedback function that gets them."""

import copy
from datetime import datetime
from typing import Any

from functions.feedback import handler as feedback
from tests.support.events import Context, sample_event

AT = datetime.fromisoformat("2026-11-30T03:00:05+00:00")


def build_event(
    name: str, email: str = "reader@example.org", at: datetime = AT, *, id: str = "", issue: str = ""
) -> dict[str, Any]:
    """The sample event of a name, such as `complaint`, about a mail to one address. `id` is the feedback id."""
    event = copy.deepcopy(sample_event(f"feedback/{name}.json"))
    detail = event["detail"]
    [part] = detail.keys() - {"eventType", "notificationType", "mail"}
    timestamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    detail[part]["timestamp"] = detail["mail"]["timestamp"] = timestamp
    detail["mail"]["destination"] = [email]
    for members in ("bouncedRecipients", "complainedRecipients", "delayedRecipients"):
        for recipient in detail[part].get(members, ()):
            recipient["emailAddress"] = email
    if "recipients" in detail[part]:
        detail[part]["recipients"] = [email]
    if "feedbackId" in detail[part]:
        detail[part]["feedbackId"] = id or f"{part}-{timestamp}"
    detail["mail"]["tags"]["issue"] = [issue.replace("/", "_")]
    return event


def report(name: str, email: str = "reader@example.org", at: datetime = AT, **members: Any) -> str:
    """Deliver such an event to the function. Returns the outcome."""
    [outcome] = deliver(build_event(name, email, at, **members))
    return outcome


def deliver(event: dict[str, Any]) -> list[str]:
    return feedback.handler(event, Context())["outcomes"]
