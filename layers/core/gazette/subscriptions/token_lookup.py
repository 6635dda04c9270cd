"""Finds the stored token that a person has entered.

Only a token whose hash is stored is found, so that trying several candidates accepts nothing else.
"""

from datetime import datetime

from gazette.subscriptions.confirm_code import list_candidates
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.repository import CONFIRM, SubscriberRepository, build_token_key, hash_token


def find_token(subscribers: SubscriberRepository, text: str, at: datetime, purpose: str = CONFIRM) -> str:
    """The first part of the text that is a stored token of the purpose at that time.

    If none is, the last part that can be a token. Raises `TokenGone` if nothing in it can be a token.
    """
    candidates = list_candidates(text)
    if not candidates:
        raise TokenGone()
    *others, last = candidates
    keys = {other: build_token_key(hash_token(other), purpose) for other in others}
    stored = (other for other, key in keys.items() if subscribers.get_unexpired(**key, at=at))
    return next(stored, last)
