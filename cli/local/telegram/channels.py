"""Channels of the local Bot API and their messages, in memory; in a data folder too, if the server has one."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from cli.local.persistence.journal import Journal

KIND = "telegram"
"""Kind of the records in the journal."""


@dataclass(frozen=True)
class Message:
    """`text` is HTML of the text, or of the caption if there is a `photo`. `date` is in seconds since 1970."""

    channel: str
    id: int
    date: int
    text: str
    photo: str = ""
    deleted: bool = False


class Channels:
    """Each channel has a name such as `gazette_example`, and an id. `calls` are what the outbox shows."""

    def __init__(self, names: Iterable[str], journal: Journal | None = None) -> None:
        self.ids = {name: -1_001_000_000_001 - position for position, name in enumerate(dict.fromkeys(names))}
        self.calls: list[dict[str, Any]] = []
        self._messages: dict[tuple[str, int], Message] = {}
        self._journal = journal
        for key, value, _ in journal.records(KIND) if journal else ():
            if key.startswith("call/"):
                self.calls.append(value)
            else:
                message = Message(**value)
                self._messages[message.channel, message.id] = message

    def find_name(self, chat: object) -> str | None:
        """The name of the channel that a call means by `@name` or by an id; None if there is no such channel."""
        text = str(chat)
        return next((name for name, id in self.ids.items() if text in (f"@{name}", str(id))), None)

    def find(self, channel: str, id: object) -> Message | None:
        """A message that nobody has deleted."""
        message = self._messages.get((channel, id)) if isinstance(id, int) else None
        return message if message and not message.deleted else None

    def list_messages(self, channel: str) -> list[Message]:
        """All messages that readers of the channel see, oldest first."""
        return [message for message in self._messages.values() if message.channel == channel and not message.deleted]

    def add(self, channel: str, now: datetime, text: str, photo: str) -> Message:
        id = 1 + max((message.id for message in self._messages.values() if message.channel == channel), default=0)
        return self._put(Message(channel, id, int(now.timestamp()), text, photo))

    def change(self, message: Message, **changes: Any) -> Message:
        return self._put(replace(message, **changes))

    def note_call(self, call: dict[str, Any]) -> None:
        self.calls.append(call)
        self._save(f"call/{len(self.calls):09}", call)

    def _put(self, message: Message) -> Message:
        self._messages[message.channel, message.id] = message
        self._save(f"message/{message.channel}/{message.id:09}", asdict(message))
        return message

    def _save(self, key: str, value: dict[str, Any]) -> None:
        if self._journal is not None:
            with self._journal.transaction():
                self._journal.save(KIND, key, json.dumps(value))
