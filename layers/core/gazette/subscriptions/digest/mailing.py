"""The mails of issues: rendered once for each content, addressed to each reader, and sent by SES."""

import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from gazette.subscriptions.mail.rendering.letters import Letter, LetterBuilder
from gazette.subscriptions.mail.ses import SesMailSender

MAX_LETTERS = 8
"""Rendered letters that are kept: an issue has another one after a withdrawal of one of its articles."""


class Mail(NamedTuple):
    """A whole message without its recipient, and the tags of SES."""

    message: bytes
    tags: Mapping[str, str]


class IssueMailing:
    """Safe between threads."""

    def __init__(self, letters: LetterBuilder, sender: SesMailSender) -> None:
        self._letters, self._sender = letters, sender
        self._rendered: dict[tuple[str, ...], Letter] = {}
        self._lock = threading.Lock()

    def build(self, content: dict[str, Any], reader: str) -> Mail:
        """The mail of one reader of an issue."""
        letter = self._render(content)
        return Mail(letter.address(reader), letter.tags)

    def send(self, mail: Mail, to: str) -> str:
        """Send a mail. Returns the message id of SES. Raises as `SesMailSender`."""
        return self._sender.send(to, mail.message, mail.tags)

    def _render(self, content: dict[str, Any]) -> Letter:
        key = (content["issue"], *content["positions"])
        with self._lock:
            if key not in self._rendered:
                if len(self._rendered) >= MAX_LETTERS:
                    self._rendered.clear()
                self._rendered[key] = self._letters.build_letter(content)
            return self._rendered[key]
