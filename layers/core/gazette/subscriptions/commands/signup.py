"""A signup: checked against what can be chosen here, then written down as a wish. Nothing else happens at the request.

Whoever asks, for whatever address, causes the same single write and gets the same answer; Mailer, woken by the
table's stream, decides what follows.
"""

from dataclasses import asdict
from typing import Any

from gazette.errors import Invalid
from gazette.settings import Settings
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.email_address import NO_ADDRESS, EmailAddress, parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.model import Signup
from gazette.subscriptions.public.channels import DEFAULT_LISTS, LISTS, TOPICS, consent_texts
from gazette.subscriptions.repository import PROFILE, TRAP, SubscriberRepository
from gazette.subscriptions.subscriber_id import derive_subscriber_id
from gazette.times import timestamp


def sign_up(
    signup: Signup,
    *,
    settings: Settings,
    secrets: Keyrings,
    subscribers: SubscriberRepository,
    act: Audit,
) -> None:
    """Write the wish down; `Invalid` names each choice that does not exist here.

    What fell into the trap field is written too, in the same way, but where nobody looks and without the address.
    """
    who = _checked(signup, settings)
    trapped = bool(signup.website)
    found = derive_subscriber_id(who, secrets.keyring(SUBSCRIBER_KEY))
    wish: dict[str, Any] = {"id": act.id}
    if not trapped:
        wish |= {
            "email": who.typed,
            "lang": signup.lang,
            "lists": _in_order(signup.lists),
            "consent": signup.consent,
            "asked_at": timestamp(act.at),
            "origin": asdict(act.origin),
        }
    subscribers.note_wish(found.subscriber, wish, found.key_id, act.at, part=TRAP if trapped else PROFILE)


def _in_order(lists: list[str] | None) -> list[str]:
    chosen = DEFAULT_LISTS if lists is None else lists
    return [name for name in LISTS if name in chosen]


def _checked(signup: Signup, settings: Settings) -> EmailAddress:
    """The address, where all else exists here too: who has to correct a form is told everything at once."""
    errors, who = _wrong_choices(signup, settings), None
    try:
        who = parse_email_address(signup.email)
    except Invalid:
        errors.insert(0, ("#/email", NO_ADDRESS))
    if errors or who is None:
        found = [{"pointer": pointer, "detail": detail} for pointer, detail in errors]
        raise Invalid("; ".join(f"{pointer}: {detail}" for pointer, detail in errors[:5]), errors=found)
    return who


def _wrong_choices(signup: Signup, settings: Settings) -> list[tuple[str, str]]:
    errors = []
    if signup.lang not in settings.languages:
        errors.append(("#/lang", "This language is not offered here."))
    if signup.consent not in consent_texts():
        errors.append(("#/consent", "This is not the version of a consent text; GET /v1/channels tells it."))
    return errors + [
        (f"#/{field}/{position}", f"This {noun} is not offered here.")
        for field, noun, chosen, known in (
            ("lists", "list", signup.lists or [], LISTS),
            ("topics", "topic", signup.topics, TOPICS),
        )
        for position, name in enumerate(chosen)
        if name not in known
    ]
