"""Finds the stored token that a person has entered.

Only a token whose hash is stored is found, so that trying several candidates accepts nothing else.
"""

from datetime import datetime

from gazette.subscriptions.confirm_code import list_candidates
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.repository import SubscriberRepository, build_token_key, hash_token


def find_token(subscribers: SubscriberRepository, text: str, at: datetime) -> str:
    """The first part of the text that is a stored token at that time; if none is, the last that can be a token.

    Raises `TokenGone` if nothing in it can be a token.
    """
    candidates = list_candidates(text)
    if not candidates:
        raise TokenGone()
    *others, last = candidates
    stored = (other for other in others if subscribers.get_unexpired(**build_token_key(hash_token(other)), at=at))
    return next(stored, last)
