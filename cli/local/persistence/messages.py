"""Keeps sent mails and messages in queues."""

import base64
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

from moto.ses.models import RawMessage, SESBackend
from moto.sqs.models import Message, SQSBackend

from cli.local.persistence.services import Entry, Service, plain_entry


class Mails(Service):
    """Sent mails, each with the time when it was first seen, which moto does not have."""

    kind = "mail"

    def __init__(self, backend: SESBackend) -> None:
        self._backend = backend

    def entries(self, scope: str = "") -> Iterator[Entry]:
        for number, mail in enumerate(list(self._backend.sent_messages)):
            if isinstance(mail, RawMessage):
                yield Entry(f"{number:09}", mail.id, partial(_describe_mail, mail))

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        mail = RawMessage(value["id"], value["source"], value["destinations"], value["raw_data"])
        _set_time(mail, datetime.fromisoformat(value["sent_at"]))
        self._backend.sent_messages.append(mail)


def _describe_mail(mail: Any) -> tuple[dict[str, Any], None]:
    _set_time(mail, getattr(mail, "sent_at", datetime.now(UTC)))
    return {**vars(mail), "sent_at": mail.sent_at.isoformat()}, None


def _set_time(mail: Any, at: datetime) -> None:
    """The outbox reads the attribute."""
    mail.sent_at = at


_PARTS = (
    *("id", "body", "system_attributes", "sender_id", "sent_timestamp", "deduplication_id"),
    *("group_id", "sequence_number", "delayed_until"),
)


class Messages(Service):
    """Messages that nobody deleted. After a restart, received ones are received again."""

    kind = "message"

    def __init__(self, backend: SQSBackend) -> None:
        self._backend = backend

    def entries(self, scope: str = "") -> Iterator[Entry]:
        for queue in list(self._backend.queues.values()):
            for message in list(queue._messages):
                key = f"{queue.name}/{message.sent_timestamp}/{message.id}"
                parts = {name: getattr(message, name) for name in _PARTS}
                yield plain_entry(key, {**parts, "message_attributes": _convert(message.message_attributes, _encode)})

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        queue = self._backend.queues.get(key.partition("/")[0])
        if queue is not None:
            message = Message(value["id"], value["body"])
            vars(message).update(value, message_attributes=_convert(value["message_attributes"], base64.b64decode))
            queue.add_message(message)


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _convert(attributes: dict[str, Any], convert: Callable[[Any], Any]) -> dict[str, Any]:
    """Attributes of a message with converted bytes."""
    return {
        name: {part: convert(value) if part == "BinaryValue" else value for part, value in attribute.items()}
        for name, attribute in attributes.items()
    }
