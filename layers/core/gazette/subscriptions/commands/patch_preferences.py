"""`PATCH /v1/subscriptions/me`: checks a merge patch against the site and the profile, and carries it out."""

from datetime import datetime

from gazette.errors import Invalid, StaleVersion
from gazette.settings import Settings
from gazette.subscriptions.commands.change_address import request_address
from gazette.subscriptions.commands.save_preferences import NewPreferences, save_preferences
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.email_address import EmailAddress, parse_email_address
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.manage_tokens import get_managed_profile
from gazette.subscriptions.model import LONGEST_PAUSE, Profile, compute_expiry
from gazette.subscriptions.optimistic_locking import retry_if_changed
from gazette.subscriptions.preferences import PreferenceChanges, compute_etag, describe_preferences, matches
from gazette.subscriptions.public.channels import consent_texts, list_offered
from gazette.subscriptions.repository import SubscriberRepository


def patch_preferences(
    changes: PreferenceChanges,
    token: str,
    *,
    settings: Settings,
    keyrings: Keyrings,
    subscribers: SubscriberRepository,
    audit: Audit,
    if_match: str | None = None,
) -> tuple[Profile, bool]:
    """The profile after the change, and whether another address was asked for, which gets a mail to confirm it.

    Raises `TokenGone`, `Invalid` with all wrong members, `StaleVersion` if `if_match` names other preferences.
    """
    address = _parse_address(changes)

    def change() -> tuple[Profile, Profile]:
        before = get_managed_profile(subscribers, token, audit.at)
        if if_match is not None and not matches(if_match, compute_etag(describe_preferences(before, audit.at))):
            raise StaleVersion()
        new = _resolve(changes, before, settings, audit.at)
        return before, save_preferences(subscribers, before, new, audit)

    before, profile = retry_if_changed(change)
    is_other = address is not None and address.canonical != parse_email_address(before.email).canonical
    if address is None or not is_other:
        return profile, False
    request_address(subscribers, keyrings, profile, address, audit)
    return profile, True


def _parse_address(changes: PreferenceChanges) -> EmailAddress | None:
    if "email" not in changes.model_fields_set:
        return None
    if "lists" in changes.model_fields_set and not changes.lists:
        raise Invalid.at("#/email", "Without a list there is nothing to send to another address.")
    return parse_email_address(changes.email)


def _resolve(changes: PreferenceChanges, profile: Profile, settings: Settings, at: datetime) -> NewPreferences:
    """The preferences after the change. Raises `Invalid`."""
    given = changes.model_fields_set
    lists = frozenset(changes.lists) if "lists" in given else profile.lists
    until = changes.paused_until.timestamp() if changes.paused_until else 0
    errors = []
    if "lang" in given and changes.lang not in settings.languages:
        errors.append(("#/lang", "This language is not offered here."))
    if until and not at.timestamp() < until <= compute_expiry(at, LONGEST_PAUSE):
        errors.append(("#/paused_until", "It must be later than now, and at most a year from now."))
    offered = list_offered(settings)
    errors += [
        (f"#/lists/{position}", "This list is not offered here.")
        for position, name in enumerate(changes.lists)
        if name not in profile.lists and name not in offered
    ]
    if (lists - profile.lists or "consent" in given) and changes.consent not in consent_texts():
        errors.append(("#/consent", "New lists need the version of the consent text; GET /v1/channels tells it."))
    if errors:
        raise Invalid.of([{"pointer": pointer, "detail": detail} for pointer, detail in errors], described=5)
    return NewPreferences(
        lists,
        changes.lang if "lang" in given else None,
        int(until) if "paused_until" in given else profile.paused_until,
        changes.consent,
    )
