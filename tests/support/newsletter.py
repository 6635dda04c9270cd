"""A site with readers of its mailing lists: runs the functions digest and sender as EventBridge and SQS would."""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import boto3

from functions.digest import handler as digest
from functions.sender import handler as sender
from gazette.dynamodb.items import serialize
from gazette.encoding import compact_json, pack
from gazette.subscriptions.model import build_segment
from gazette.subscriptions.repository import SubscriberRepository
from gazette.times import timestamp
from tests.support.aws import client, moto_backend
from tests.support.events import Context
from tests.support.subscribers import TABLE, Clock, read_items, read_outbox

MORNING = datetime.fromisoformat("2026-11-30T08:00:00+05:00")
"""The time of a daily digest in Tashkent."""
ISSUE = "daily/en/2026-11-30"
LISTINGS, ARTICLES = os.environ["LISTINGS_TABLE"], os.environ["ARTICLES_TABLE"]


def build_id(number: int) -> str:
    return f"01KB{number:022d}"


class LongContext(Context):
    """That of a function with a timeout of five minutes."""

    def get_remaining_time_in_millis(self) -> int:
        return 300_000


@dataclass
class Newsletter:
    """`clock` is the time of both functions. Stories are cards of the Listings table, readers are active profiles."""

    clock: Clock = field(default_factory=Clock)
    stories: int = 0

    def publish(
        self,
        title: str,
        at: datetime,
        lang: str = "en",
        *,
        unpublish_at: str | None = None,
        body: str = "",
        **card: Any,
    ) -> str:
        """Add a card and the view with a body as a publication does. Returns its position."""
        self.stories += 1
        id = build_id(self.stories)
        story = {
            "id": id,
            "lang": lang,
            "url": f"https://news.example/{lang}/story-{self.stories}",
            "title": title,
            "dek": "What happened, in a sentence.",
            "categories": [{"slug": "economy", "name": "Economy"}],
            "tags": [],
            "authors": [],
            "published_at": timestamp(at),
            "updated_at": timestamp(at),
            "image": None,
            **card,
        }
        position = f"{timestamp(at)}#{id}"
        item = {"position": position, "card": compact_json(story), "unpublish_at": unpublish_at}
        self._put(LISTINGS, {"listing": lang, **item})
        self._put(ARTICLES, {"address": id, "id": id, "view": pack(compact_json({"body_html": body}))})
        return position

    def pin(self, position: str, rank: int, lang: str = "en") -> None:
        """Pin a story on the front page."""
        self._put(LISTINGS, {"listing": f"{lang}/front", "position": position, "rank": rank})

    def withdraw(self, position: str, lang: str = "en") -> None:
        client("dynamodb").delete_item(TableName=LISTINGS, Key=serialize({"listing": lang, "position": position}))

    def subscribe(self, *names: str, list_id: str = "daily", lang: str = "en", **profile: Any) -> None:
        """Make readers active on a list, as their confirmation does."""
        for name in names:
            self._put(
                TABLE,
                {
                    "subscriber": name,
                    "part": "profile",
                    "version": 1,
                    "state": "active",
                    "email": f"{name}@example.org",
                    "lang": lang,
                    "lists": [list_id],
                    **profile,
                },
            )
            member = {"segment": build_segment(list_id, lang, name), "lang": lang, "since": timestamp(self.clock.at)}
            self._put(TABLE, {"subscriber": name, "part": f"list/{list_id}", **member})

    def open(self, list_id: str = "daily", at: datetime = MORNING, **delay: float) -> dict[str, str]:
        """The schedule of a list; the status of each issue."""
        self.clock.at = at + timedelta(**delay)
        return self.call({"list": list_id, "scheduled_at": timestamp(at)})

    def make_pages(self) -> None:
        """Let every job of a shard end."""
        while due := digest.jobs.list_due(self.clock.at):
            for id in due:
                self.call({"job": id})

    def deliver(self, rounds: int = 10) -> list[dict[str, Any]]:
        """Deliver the messages that are in the queue now to the sender; its responses. Failed messages are lost."""
        responses = []
        for _ in range(rounds):
            messages = self.take_messages()
            if not messages:
                break
            responses.append(self.send(messages))
        return responses

    def take_messages(self) -> list[dict[str, Any]]:
        """Take messages out of the queue, delayed ones too."""
        queue = moto_backend("sqs").queues[digest.settings.require("PAGES_QUEUE").rpartition("/")[2]]
        for message in queue._messages:
            message.delayed_until = 0
        sqs, url = client("sqs"), digest.settings.require("PAGES_QUEUE")
        messages = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=60).get("Messages", [])
        for message in messages:
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return messages

    def send(self, messages: list[dict[str, Any]]) -> dict[str, Any]:
        records = [
            {
                "messageId": message["MessageId"],
                "receiptHandle": message["ReceiptHandle"],
                "body": message["Body"],
                "attributes": {},
                "messageAttributes": {},
                "md5OfBody": "",
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:gazette-PagesQueue",
                "awsRegion": "eu-central-1",
            }
            for message in messages
        ]
        return sender.handler({"Records": records}, LongContext())

    def pass_minutes(self, minutes: float = 1) -> dict[str, str]:
        """Let time pass, then let the scheduler's event reach the function, if it sends one."""
        self.clock.forward(minutes=minutes)
        if not SubscriberRepository(TABLE, client("dynamodb")).has_due_issues(self.clock.at):
            return {}
        return self.call({"detail-type": "issue.due", "source": "gazette", "detail": {}})

    def run(self, **options: Any) -> dict[str, Any]:
        """A whole daily issue; its report."""
        self.open(**options)
        self.make_pages()
        self.deliver()
        self.pass_minutes()
        return self.report()

    def report(self, issue: str = ISSUE) -> dict[str, Any]:
        return self.call({"report": issue})

    def call(self, event: dict[str, Any]) -> Any:
        return digest.handler(event, LongContext())

    def received(self) -> Counter[str]:
        """How many mails each reader got."""
        return Counter(mail["to"].partition("@")[0] for mail in read_outbox())

    def subjects(self) -> list[str]:
        return [mail["subject"] for mail in read_outbox()]

    def marks(self) -> dict[str, str]:
        """The state of each reader's mark."""
        return {item["subscriber"]: item["state"] for item in read_items() if item["part"].startswith("mark/")}

    def change(self, name: str, part: str = "profile", **attributes: Any) -> None:
        """Set attributes of an item of a reader."""
        table = boto3.resource("dynamodb").Table(TABLE)
        item = table.get_item(Key={"subscriber": name, "part": part}).get("Item", {"subscriber": name, "part": part})
        table.put_item(Item={**item, **attributes})

    def forget(self, name: str) -> None:
        """Delete all items of a reader, as an erasure does."""
        table = boto3.resource("dynamodb").Table(TABLE)
        for item in read_items():
            if item["subscriber"] == name:
                table.delete_item(Key={"subscriber": name, "part": item["part"]})

    def _put(self, table: str, item: dict[str, Any]) -> None:
        client("dynamodb").put_item(TableName=table, Item=serialize(item))


def check_sum(report: dict[str, Any]) -> None:
    """The figures of a report add up."""
    accounted = report["sent"] + report["unknown"] + report["failed"] + report["waiting"]
    assert report["queued"] == accounted + sum(report["skipped"].values()), json.dumps(report)
