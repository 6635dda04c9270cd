"""Looks into every log line of every test for what no log may contain: addresses, tokens, ids of chats."""

import logging
import re
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

ALLOWED = ("news@news.example", "editors@news.example", "news@gazette.example", "editors@gazette.example")
"""Addresses of the site itself."""
FORBIDDEN = {
    "an address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "an unsubscribe token": re.compile(r"[\w-]+(?:\.[\w-]+){3}\.[\w-]{43}"),
    "the token of a bot": re.compile(r"\b\d{6,}:[\w-]{30,}"),
    "the id of a chat": re.compile(r"(?<![\w-])-100\d{9,}"),
}
_STANDARD = frozenset(vars(logging.makeLogRecord({})))


class LogCanary(logging.Handler):
    """`found` has what was found since it was emptied last: the kind and the log line."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.tokens: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno < logging.INFO:  # those of libraries, which no function writes
            return
        line = render(record)
        for kind, pattern in FORBIDDEN.items():
            if hits := [hit for hit in pattern.findall(line) if hit not in ALLOWED]:
                self.found.append(f"{kind} ({hits[0]}): {line[:500]}")
        self.found += [f"a token: {line[:500]}" for token in self.tokens if token in line]


def render(record: logging.LogRecord) -> str:
    """Message, extra fields and traceback, as the JSON of a line has them."""
    extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
    error = record.exc_info[1] if record.exc_info else None
    trace = "".join(traceback.format_exception(error)) if error else ""
    return f"{record.getMessage()} {extra} {trace}"


@contextmanager
def watch_logs() -> Iterator[LogCanary]:
    """Watches the logs of this process, and notes each random token that is made in it."""
    canary, make_token = LogCanary(), secrets.token_urlsafe

    def note_token(size: int | None = None) -> str:
        token = make_token(size)
        canary.tokens.add(token)
        return token

    secrets.token_urlsafe = note_token
    logging.getLogger().addHandler(canary)
    try:
        yield canary
    finally:
        logging.getLogger().removeHandler(canary)
        secrets.token_urlsafe = make_token
