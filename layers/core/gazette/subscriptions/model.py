"""Subscribers: what a visitor may send, what is known of a person, and the states between them.

    none ── signup ──▶ pending ── confirm ──▶ active ── unsubscribe ──▶ left ── signup ──▶ pending …
                          └── unsubscribe, refuse, or 7 days ──▶ none

A profile says `active` or `left`; pending is a time until which confirm tokens may exist, so that it ends by the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from gazette.errors import Gone, NotFound

PENDING_KEPT = timedelta(days=7)
TOKEN_LIVES = timedelta(hours=48)
REPEATABLE = timedelta(minutes=10)
"""For how long after a confirmation its tokens are answered with the same page."""
UNDO_LIVES = timedelta(minutes=15)
REFUSAL_LASTS = timedelta(days=30)
REMINDER_EVERY = timedelta(hours=24)
MOST_TOKENS = 3
MOST_TRIES = 5
"""Times that a mail is tried which SES would not take."""
FOR_EVER = 253_402_300_799
"""`expires_at` of what stays: the last second of the year 9999, which DynamoDB never reaches."""

SHARDS = 16

Active, Left = Literal["active"], Literal["left"]
State = Literal["none", "pending", "active", "left"]


_NEVER_KEPT = {"cache-control": "no-store"}


class TokenGone(Gone):
    """One and the same for unknown, foreign, used and expired tokens."""

    code, title = "token-gone", "This link is not valid any more"

    def __init__(self) -> None:
        super().__init__(headers=_NEVER_KEPT)


class TooLateToUndo(Gone):
    code, title = "too-late-to-undo", "It is too late to undo this"

    def __init__(self) -> None:
        super().__init__(headers=_NEVER_KEPT)


class LinkUnknown(NotFound):
    """An unsubscribe token that we did not sign: not a word more than that there is nothing."""

    def __init__(self) -> None:
        super().__init__(headers=_NEVER_KEPT)


class Signup(BaseModel):
    """What a visitor sends. `consent` is the version of the text that was shown (from `GET /v1/channels`)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    email: Annotated[str, Field(max_length=320, description="Where the letters go")]
    lang: Annotated[str, Field(max_length=35, description="Language of the letters")]
    consent: Annotated[str, Field(max_length=64, description="Version of the consent text that was shown")]
    lists: Annotated[
        list[Annotated[str, Field(max_length=40)]] | None,
        Field(
            min_length=1,
            max_length=20,
            description="Lists to subscribe to; JSON that names none asks for the daily digest",
        ),
    ] = None
    topics: Annotated[list[Annotated[str, Field(max_length=120)]], Field(max_length=50)] = []
    website: Annotated[str, Field(description="Hidden from people; leave it empty")] = ""


class Accepted(BaseModel):
    status: Literal["accepted"] = "accepted"


def _without_blanks(token: str) -> str:
    """A code that was copied by hand brings blanks and line breaks along; none has one of its own."""
    return "".join(token.split())


class Confirmation(BaseModel):
    """A token from a confirmation mail; `refuse` says that it was not the address's owner who asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token: Annotated[str, Field(max_length=200), AfterValidator(_without_blanks)]
    refuse: bool = False


class Subscription(BaseModel):
    list: str
    unsubscribe_url: Annotated[str, Field(description="One click: POST ends this list, GET is a page")]


class Confirmed(BaseModel):
    status: Literal["confirmed", "refused"]
    lists: list[Subscription]


class Unsubscribed(BaseModel):
    status: Literal["unsubscribed", "subscribed"]


@dataclass(frozen=True)
class Profile:
    """What the table holds about one subscriber; an empty one where it holds nothing.

    `version` counts changes of state. `tokens` are the hashes of the confirm tokens that may be used, oldest first.
    `claim` is the mail that was claimed last; `credit` one whose ceilings were paid but which SES did not take.
    """

    subscriber: str
    version: int = 0
    state: str | None = None
    email: str = field(default="", repr=False)
    lang: str = ""
    lists: frozenset[str] = frozenset()
    tokens: tuple[str, ...] = ()
    pending_until: int = 0
    confirmed_at: int = 0
    reminded_at: int = 0
    mail_due: str | None = None
    wish: Mapping[str, Any] | None = field(default=None, repr=False)
    claim: str | None = None
    credit: str | None = None

    def standing(self, at: datetime) -> State:
        """The state by the clock: a pending one whose week is over is what it was before."""
        if self.state == "active":
            return "active"
        if self.pending_until > at.timestamp():
            return "pending"
        return "left" if self.state == "left" else "none"

    @property
    def active(self) -> bool:
        return self.state == "active"

    def confirmed_just_now(self, at: datetime) -> bool:
        return self.active and at.timestamp() < self.confirmed_at + REPEATABLE.total_seconds()


def segment(list_id: str, lang: str, subscriber: str) -> str:
    """Where the index finds a reader of a list: `daily/en/07`. The shard comes from the subscriber's hash."""
    shard = sum(subscriber.encode()) % SHARDS
    return f"{list_id}/{lang}/{shard:02d}"


def expiry(at: datetime, after: timedelta) -> int:
    """`expires_at` of an item: seconds since 1970."""
    return int((at + after).timestamp())
