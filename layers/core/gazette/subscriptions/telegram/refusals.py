"""What a refusal of the Bot API means. Its error codes are few, so that only the description tells some of them apart.

https://core.telegram.org/bots/api#making-requests says that descriptions may change: an unknown one is the refusal of
one message, which is never repeated.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from gazette.subscriptions.telegram.answers import Refused

_ABOUT_THE_CHANNEL = re.compile(
    "chat not found|chat_id is empty|administrator rights|not enough rights|have no rights|not a member|was kicked"
    "|chat_admin_required|chat_write_forbidden|peer_id_invalid|channel_private|upgraded to a supergroup",
    re.IGNORECASE,
)
_CODES = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
"""A wrong token (401; 404 if it has not the form of a token), and a bot that was thrown out."""
_UNCHANGED = re.compile("message is not modified", re.IGNORECASE)
_GONE = re.compile("message to (edit|delete) not found|message_id_invalid", re.IGNORECASE)


def needs_operator(error: Refused) -> bool:
    """Whether the channel or the bot is set up wrongly: every call for the channel is refused, until it is repaired."""
    redirected = HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST
    return error.code in _CODES or redirected or bool(_ABOUT_THE_CHANNEL.search(error.description))


def is_unchanged(error: Refused) -> bool:
    """Whether an edit was refused because the message has this text already."""
    return bool(_UNCHANGED.search(error.description))


def is_gone(error: Refused) -> bool:
    """Whether there is no such message any more."""
    return bool(_GONE.search(error.description))
