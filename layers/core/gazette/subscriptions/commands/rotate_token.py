"""Replaces a manage token by a new one: the old one is not valid any more."""

from gazette.subscriptions.consent import Audit
from gazette.subscriptions.manage_tokens import add_token, get_managed_profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import PROFILE, SubscriberRepository, change_profile, hash_token


def rotate_token(subscribers: SubscriberRepository, token: str, new_token: str, audit: Audit) -> None:
    """Give the subscription `new_token` instead of `token`. Raises `TokenGone`."""

    def rotate() -> None:
        profile = get_managed_profile(subscribers, token, audit.at)
        rotation = add_token(subscribers.table, profile, hash_token(new_token), audit.at, instead_of=hash_token(token))
        changed = change_profile(subscribers.table, profile, {"manage_tokens": rotation.tokens}, ())
        if subscribers.commit({PROFILE: changed, **rotation.writes}):
            raise ProfileChanged()

    retry_if_changed(rotate)
