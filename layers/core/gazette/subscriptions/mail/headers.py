"""Header fields of mails, folded for any text.

Python's own policies damage three kinds of fields. A subject or a name with several scripts can become broken encoded
words (cpython #144156). A URL or an address that is longer than a line becomes an encoded word, which no program
follows: that ends one-click unsubscription (RFC 8058). And a field that the parser reads may lose text.
"""

import re
import textwrap
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from typing import Any

LINE_LENGTH = 76
"""Characters of a line with encoded words (RFC 2047, section 2)."""

_MAX_WORD = 60
"""Longer ASCII words are encoded: a fold can only replace a blank."""
_MAX_LIST_VALUE = 900
"""Characters of a List-* field. A line may have 998 (RFC 5322, section 2.1.1)."""

_ASCII_WORDS = re.compile(r"[!-~]+( [!-~]+)*")
"""ASCII words with single blanks between them."""

_SUBJECT, _RECIPIENT = "subject", "to"
_MAILBOXES = frozenset({"from", "reply-to"})


class MailPolicy(EmailPolicy):
    """Policy of our mails: SMTP line ends, bodies in 7 bits.

    `Subject` is any text without line breaks, `From` and `Reply-To` are one `Address`, `To` is the text of one address,
    and a List-* field is ASCII of one line. Other values of these fields raise ValueError.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**{"linesep": "\r\n", "cte_type": "7bit", "max_line_length": 78, **settings})

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if _is_verbatim(name):
            return name, _check(name.lower(), value)
        return super().header_store_parse(name, value)

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return value if _is_verbatim(name) else super().header_fetch_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        return self._fold_field(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        field = self._fold_field(name, value)
        return field.encode("ascii") if field else super().fold_binary(name, value)

    def _fold_field(self, name: str, value: Any) -> str | None:
        """The field with its line ends; None for a field that Python folds correctly."""
        key = name.lower()
        if key == _SUBJECT:
            value = _fold_text(name, value, self.linesep)
        elif key in _MAILBOXES:
            value = _fold_mailbox(name, value.addresses[0], self.linesep)
        elif not _is_verbatim(name):
            return None
        return f"{name}: {value}{self.linesep}"


def fold_field(name: str, value: str) -> bytes:
    """One field with its line end. Raises ValueError as `MailPolicy` does."""
    policy = MailPolicy()
    return policy.fold_binary(*policy.header_store_parse(name, value))


def fold_fields(message: EmailMessage) -> bytes:
    """The fields of a message, each with its line end."""
    return b"".join(message.policy.fold_binary(name, value) for name, value in message.raw_items())


def _is_verbatim(name: str) -> bool:
    """Whether the field is stored as it comes: the parser would decode what looks like an encoded word."""
    return name.lower() in (_SUBJECT, _RECIPIENT) or name.lower().startswith("list-")


def _check(key: str, value: str) -> str:
    if key == _SUBJECT:
        if len(value.splitlines()) > 1:
            raise ValueError("a subject has one line")
    elif not _ASCII_WORDS.fullmatch(value) or len(value) > _MAX_LIST_VALUE:
        raise ValueError(f"{key} has at most {_MAX_LIST_VALUE} ASCII characters")
    return value


def _fold_text(name: str, text: str, linesep: str) -> str:
    """Plain ASCII is folded at its blanks. All of any other text is encoded: a mixture of both is what breaks."""
    if _ASCII_WORDS.fullmatch(text) and "=?" not in text and max(map(len, text.split(" "))) <= _MAX_WORD:
        lines = textwrap.wrap(f"{name}: {text}", LINE_LENGTH, break_long_words=False, break_on_hyphens=False)
        return f"{linesep} ".join(lines).removeprefix(f"{name}: ")
    return Header(text, "utf-8", header_name=name, maxlinelen=LINE_LENGTH - 1).encode(linesep=linesep)


def _fold_mailbox(name: str, address: Address, linesep: str) -> str:
    """Name and address. The address is never split or encoded."""
    display_name = address.display_name
    if not display_name:
        return address.addr_spec
    shown = _fold_text(name, display_name, linesep)
    if shown == display_name:
        shown = str(Address(display_name)).removesuffix(" <>")  # in quotation marks if it has special characters
    last_line = shown.rpartition(linesep)[2] if linesep in shown else f"{name}: {shown}"
    gap = " " if len(last_line) + len(address.addr_spec) + 3 <= LINE_LENGTH else f"{linesep} "
    return f"{shown}{gap}<{address.addr_spec}>"
