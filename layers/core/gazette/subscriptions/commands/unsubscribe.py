"""Unsubscribes by one click.

The change is effective before the answer. A repetition changes nothing and gets the same answer. An unsubscription
wins over a confirmation at the same time: it deletes the tokens that ask for a list that is left.
"""

from collections.abc import Mapping

from gazette.dynamodb.writes import Write
from gazette.subscriptions.commands.departure import build_departure
from gazette.subscriptions.commands.membership import append_record, delete_tokens, end_profile
from gazette.subscriptions.commands.undo_item import put_undo_item
from gazette.subscriptions.consent import UNSUBSCRIBED, Audit
from gazette.subscriptions.model import PENDING_DURATION, Profile
from gazette.subscriptions.optimistic_locking import ProfileChanged, retry_if_changed
from gazette.subscriptions.repository import PROFILE, SubscriberRepository, change_profile
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken


def unsubscribe(
    subscribers: SubscriberRepository, token: UnsubscribeToken, audit: Audit, *, every_list: bool = False
) -> None:
    """Remove the subscriber from the token's list, or from every list; end a pending request."""
    retry_if_changed(lambda: _unsubscribe_once(subscribers, token, audit, every_list))


def _unsubscribe_once(
    subscribers: SubscriberRepository, token: UnsubscribeToken, audit: Audit, every_list: bool
) -> None:
    profile = subscribers.get_profile(token.subscriber)
    if profile.is_active:
        members = _leave_lists(subscribers, profile, token, audit, every_list)
    else:
        members = _end_request(subscribers.table, profile, token, audit, every_list)
    if members and subscribers.commit(members):
        raise ProfileChanged()


def _leave_lists(
    subscribers: SubscriberRepository, profile: Profile, token: UnsubscribeToken, audit: Audit, every_list: bool
) -> Mapping[str, Write]:
    removed = profile.lists if every_list else profile.lists & {token.list}
    if not removed:
        return {}
    table = subscribers.table
    departure = build_departure(subscribers, profile, removed, audit.at, every_list=every_list)
    return {
        PROFILE: change_profile(table, profile, departure.attributes, departure.ended, departure.condition),
        "undo": put_undo_item(subscribers, profile, token.list, removed, audit.at),
        **departure.writes,
        **append_record(table, profile.subscriber, UNSUBSCRIBED, audit, lists=sorted(removed), how="one-click"),
    }


def _end_request(
    table: str, profile: Profile, token: UnsubscribeToken, audit: Audit, every_list: bool
) -> Mapping[str, Write]:
    """Ends a pending confirmation, and a signup request for the token's list whose mail is not sent yet.

    A request for other lists stays: the first unsubscription left it, and mail programs repeat their requests.
    """
    asks_for_it = profile.signup_request is not None and (every_list or token.list in profile.requested_lists)
    if not asks_for_it and profile.state_at(audit.at) != "pending":
        return {}
    # The record of somebody who never confirmed expires with the pending week.
    expires_after = None if profile.state else PENDING_DURATION
    return {
        PROFILE: end_profile(table, profile),
        **delete_tokens(table, profile.tokens),
        **append_record(
            table,
            profile.subscriber,
            UNSUBSCRIBED,
            audit,
            expires_after=expires_after,
            lists=[],
            how="one-click",
        ),
    }
