"""Manage tokens: 32 random bytes that let their holder read and change one subscription for 30 days.

The table has only their hashes. A token is valid while the profile names its hash. After the reader has left it is good
for export, erasure and undo only: what is stored stays the person's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gazette.dynamodb.writes import Write, delete
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.model import MANAGE_TOKEN_LIFETIME, MAX_MANAGE_TOKENS, Profile, compute_expiry
from gazette.subscriptions.repository import MANAGE, SubscriberRepository, append, build_token_key, hash_token


@dataclass(frozen=True)
class Rotation:
    """What a new token changes: `tokens` are the hashes of the profile, `writes` add and remove items of tokens."""

    tokens: list[str]
    writes: Mapping[str, Write]


def add_token(
    table: str, profile: Profile, token_hash: str, at: datetime, *, instead_of: str | None = None
) -> Rotation:
    """Adds a token. It ends the token `instead_of`, and the oldest one beyond five."""
    kept = [token for token in profile.manage_tokens if token != instead_of]
    tokens = [*kept, token_hash][-MAX_MANAGE_TOKENS:]
    item = {
        **build_token_key(token_hash, MANAGE),
        "owner": profile.subscriber,
        "expires_at": compute_expiry(at, MANAGE_TOKEN_LIFETIME),
    }
    ended = set(profile.manage_tokens) - set(tokens)
    return Rotation(tokens, {"manage token": append(table, item), **delete_tokens(table, ended)})


def delete_tokens(table: str, hashes: set[str] | frozenset[str]) -> dict[str, Write]:
    return {f"manage token {token}": delete(table, build_token_key(token, MANAGE)) for token in sorted(hashes)}


def get_managed_profile(subscribers: SubscriberRepository, token: str, at: datetime) -> Profile:
    """The active profile of a manage token. Raises `TokenGone` as `get_owner` does, and if the reader has left."""
    profile = get_owner(subscribers, token, at)
    if not profile.is_active:
        raise TokenGone()
    return profile


def get_owner(subscribers: SubscriberRepository, token: str, at: datetime) -> Profile:
    """The profile of a manage token, of an active reader or of one who has left.

    Raises `TokenGone` for every other text, a confirm token among them: all look the same to the client.
    """
    token_hash = hash_token(token)
    item = subscribers.get_unexpired(**build_token_key(token_hash, MANAGE), at=at)
    if item is None or "owner" not in item:
        raise TokenGone()
    profile = subscribers.get_profile(item["owner"])
    if token_hash not in profile.manage_tokens:
        raise TokenGone()
    return profile
