"""Erases a subscriber: profile, lists, tokens, marks of letters, waiting mails, and the whole consent record.

Two things stay, both under keyed hashes alone: a suppression, and for 35 days a note that a restored backup must not
bring the person back. The profile is deleted first, so that no mail is sent from then on. What follows may be
interrupted: Mailer finds the note in the index Due and continues, and so does the same token, which gets the same
answer until it would have expired.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.conditions import if_present, if_version
from gazette.dynamodb.writes import Write, delete, put, update
from gazette.subscriptions.commands.change_address import list_moves
from gazette.subscriptions.commands.membership import delete_lists, delete_tokens
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.manage_tokens import delete_tokens as delete_manage_tokens
from gazette.subscriptions.manage_tokens import get_owner
from gazette.subscriptions.model import Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import (
    DUE_MAIL,
    ERASURE,
    MANAGE,
    PROFILE,
    STREAM_GRACE,
    SUPPRESSION,
    SubscriberRepository,
    build_key,
    build_token_key,
    hash_token,
)
from gazette.subscriptions.subscriber_id import derive_all_subscriber_ids
from gazette.times import parse_timestamp, timestamp

BACKUP_WINDOW = timedelta(days=35)
"""Backups reach back so far (point-in-time recovery)."""
_AT_ONCE = 100
"""Items of one transaction (DynamoDB's limit)."""


def erase(subscribers: SubscriberRepository, keyrings: Keyrings, token: str, audit: Audit) -> None:
    """Erase the subscriber of a manage token. Raises `TokenGone` for a token that is none, and has erased nobody."""
    subscriber = retry_if_changed(lambda: _begin(subscribers, keyrings, token, audit))
    if subscriber is not None:
        finish_erasure(subscribers, subscriber)


def erase_subscriber(subscribers: SubscriberRepository, subscriber: str, at: datetime) -> bool:
    """Erase everything under a subscriber id, in whatever state. Returns False if nothing is there.

    Whoever is interrupted repeats it; Mailer continues too.
    """
    parts = (item["part"] for item in subscribers.list_items(subscriber))
    if all(part in (SUPPRESSION, ERASURE) for part in parts):
        return False

    def begin() -> None:
        profile = subscribers.get_profile(subscriber)
        members = {**_end_profile(subscribers.table, profile), ERASURE: _put_note(subscribers.table, subscriber, at)}
        if subscribers.commit(members):
            raise ProfileChanged()

    retry_if_changed(begin)
    finish_erasure(subscribers, subscriber)
    return True


def finish_erasure(subscribers: SubscriberRepository, subscriber: str) -> None:
    """Delete what remains of a subscriber whose profile was erased. A repetition deletes nothing more.

    Addresses to which the person asked to move, and which wait to be confirmed, are erased too.
    """
    note = subscribers.get(subscriber, ERASURE)
    if note is None or "due" not in note:
        return
    for other in list_moves(subscribers, subscriber):
        erase_subscriber(subscribers, other, parse_timestamp(note["at"]))
    old = [item for item in subscribers.list_items(subscriber) if _is_old(item, note["at"])]
    for start in range(0, len(old), _AT_ONCE):
        items = old[start : start + _AT_ONCE]
        writes = [delete(subscribers.table, build_key(subscriber, item["part"])) for item in items]
        subscribers.commit({str(number): write for number, write in enumerate(writes)})
    ended = {ERASURE: update(subscribers.table, build_key(subscriber, ERASURE), "REMOVE #due, #due_at, #token", {})}
    if "token" in note:
        key = build_token_key(note["token"], MANAGE)
        ended["token"] = update(subscribers.table, key, "REMOVE #erasing", {}, if_present("erased_at"))
    if subscribers.commit(ended):  # the item of the token has expired
        subscribers.commit({ERASURE: ended[ERASURE]})


def _is_old(item: Mapping[str, Any], erased_at: str) -> bool:
    """Whether an item is from before the erasure. A person may sign up anew before all is deleted.

    The erasure itself has deleted the profile and the lists, so those that are there are newer.
    """
    kind, _, name = item["part"].partition("/")
    if kind in (SUPPRESSION, ERASURE, PROFILE, "list"):
        return False
    times = {"consent": name.partition("#")[0], "ip": name.partition("#")[0], "mark": item.get("at", "")}
    made_at = item["request"]["requested_at"] if kind == "mail" else times.get(kind, "")
    return str(made_at) <= erased_at


def _begin(subscribers: SubscriberRepository, keyrings: Keyrings, token: str, audit: Audit) -> str | None:
    """End the subscription in one transaction. Returns the subscriber whose other items may remain, else None."""
    stored = subscribers.get_unexpired(**build_token_key(hash_token(token), MANAGE), at=audit.at)
    if stored is not None and "erased_at" in stored:
        return str(stored["erasing"]) if "erasing" in stored else None
    profile = get_owner(subscribers, token, audit.at)
    _erase_other_ids(subscribers, keyrings, profile, audit.at)
    if stored is None or subscribers.commit(_end(subscribers.table, profile, stored, audit)):
        raise ProfileChanged()
    return profile.subscriber


def _erase_other_ids(subscribers: SubscriberRepository, keyrings: Keyrings, profile: Profile, at: datetime) -> None:
    """Erase what waits under the person's other ids after a rotation of the key, while the address is still stored."""
    if not profile.email:
        return
    keyring = keyrings.load(SUBSCRIBER_KEY)
    for derived in derive_all_subscriber_ids(parse_email_address(profile.email), keyring):
        if derived.subscriber != profile.subscriber:
            erase_subscriber(subscribers, derived.subscriber, at)


def _end(table: str, profile: Profile, token: Mapping[str, Any], audit: Audit) -> dict[str, Write]:
    """Deletes profile, lists and tokens. The item of the token and the note hold what a continuation needs."""
    subscriber, at, token_hash = profile.subscriber, timestamp(audit.at), token["subscriber"].removeprefix("token/")
    used = {
        **build_token_key(token_hash, MANAGE),
        "erased_at": at,
        "erasing": subscriber,
        "expires_at": token["expires_at"],
    }
    return {
        **_end_profile(table, profile, kept=token_hash),
        "token": put(table, used),
        ERASURE: _put_note(table, subscriber, audit.at, token_hash),
    }


def _end_profile(table: str, profile: Profile, kept: str = "") -> dict[str, Write]:
    """Deletes the profile, its lists and its tokens but the manage token `kept`."""
    return {
        PROFILE: delete(table, build_key(profile.subscriber, PROFILE), if_version(profile.version)),
        **delete_lists(table, profile.subscriber, profile.lists),
        **delete_tokens(table, profile.tokens),
        **delete_manage_tokens(table, set(profile.manage_tokens) - {kept}),
    }


def _put_note(table: str, subscriber: str, at: datetime, token: str | None = None) -> Write:
    note = {
        **build_key(subscriber, ERASURE),
        "at": timestamp(at),
        "due": DUE_MAIL,
        "due_at": timestamp(at + STREAM_GRACE),
        "token": token,
        "expires_at": compute_expiry(at, BACKUP_WINDOW),
    }
    return put(table, note)
