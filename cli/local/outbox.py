"""What the functions sent: mails, from moto's SES, and posts, from the local Bot API."""

import email
import email.policy
import json
import re
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from moto.ses.models import RawMessage, ses_backends

from cli.local.stack import ACCOUNT
from cli.local.telegram.channels import Channels


class Outbox:
    """Reads moto's memory if moto runs in this process, else asks the moto server by HTTP."""

    def __init__(self, region: str, moto_server: str | None = None, channels: Channels | None = None) -> None:
        self._region, self._moto_server = region, moto_server
        self._channels = channels
        self._first_seen: dict[str, datetime] = {}

    def messages(self, now: datetime) -> list[dict[str, Any]]:
        """Oldest first: `kind`, `at`, `to`; of a mail `subject`, `headers`, `text`, `html` (null if it has none), of a
        call of the Bot API `method` and `payload`."""
        mails = [
            parse_mail(raw["raw_data"], raw["destinations"], raw.get("sent_at") or self._note(raw["id"], now))
            for raw in self._raw()
        ]
        calls = list(self._channels.calls) if self._channels else []
        return sorted([*mails, *calls], key=lambda message: str(message["at"]))

    def note_new(self, now: datetime) -> None:
        """Record when new mails were first seen, since moto does not. Does nothing for a separate moto server, whose
        answer with all data is too large to fetch often."""
        if self._moto_server is None:
            for raw in self._raw():
                self._note(raw["id"], now)

    def _note(self, id: str, now: datetime) -> datetime:
        return self._first_seen.setdefault(id, now)

    def _raw(self) -> Iterator[dict[str, Any]]:
        if self._moto_server is None:
            for message in ses_backends[ACCOUNT][self._region].sent_messages:
                if isinstance(message, RawMessage):
                    yield vars(message)
            return
        with urllib.request.urlopen(f"{self._moto_server}/moto-api/data.json", timeout=20) as answer:  # noqa: S310 (a loopback address)
            yield from json.load(answer).get("ses", {}).get("RawMessage", [])


def parse_mail(raw: str, destinations: list[str], seen: datetime) -> dict[str, Any]:
    """Parse a raw mail. `at` is its Date header, or `seen` without one."""
    # As bytes: a part may use 8-bit transfer encoding.
    message = email.message_from_bytes(raw.encode(), _class=EmailMessage, policy=email.policy.default)
    at = parsedate_to_datetime(message["Date"]) if message["Date"] else seen
    return {
        "kind": "mail",
        "at": at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "to": ", ".join(dict.fromkeys(address for _, address in getaddresses(destinations))),
        "subject": str(message["Subject"] or ""),
        "headers": {name: str(value) for name, value in message.items()},
        "text": _part(message, "plain"),
        "html": _part(message, "html"),
    }


def _part(message: EmailMessage, kind: str) -> str | None:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else None


LINK = re.compile(r"https?://[^\s<>\"]+")


def split_links(text: str) -> list[tuple[str, bool]]:
    """Split plain text into pieces: (text, whether it is a link)."""
    pieces, position = [], 0
    for match in LINK.finditer(text):
        pieces += [(text[position : match.start()], False), (match[0], True)]
        position = match.end()
    return [*pieces, (text[position:], False)]
