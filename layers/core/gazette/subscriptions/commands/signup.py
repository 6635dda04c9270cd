"""Signs a visitor up: checks the choices and saves a signup request. The request does nothing else.

Every signup, for whatever address, causes the same single write and gets the same answer. The table's stream then
starts Mailer, which decides what follows.
"""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Any

from gazette.errors import Invalid
from gazette.settings import Settings
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.email_address import NO_ADDRESS, EmailAddress, parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.public.channels import TOPICS, consent_texts, list_offered
from gazette.subscriptions.repository import PROFILE, TRAP, SubscriberRepository
from gazette.subscriptions.schemas import Signup
from gazette.subscriptions.subscriber_id import derive_subscriber_id
from gazette.times import timestamp


def sign_up(
    signup: Signup,
    *,
    settings: Settings,
    keyrings: Keyrings,
    subscribers: SubscriberRepository,
    audit: Audit,
) -> None:
    """Save the signup request. Raises `Invalid` with each choice that the site does not offer.

    A signup whose hidden field has a value comes from a robot. It is saved in the same way and size, but under a part
    that Mailer does not read, and without what the robot sent.
    """
    address = _check(signup, settings)
    is_robot = bool(signup.remark)
    subscriber_id = derive_subscriber_id(address, keyrings.load(SUBSCRIBER_KEY))
    request: dict[str, Any] = {
        "id": audit.id,
        "email": address.destination,
        "lang": signup.lang,
        "consent": signup.consent,
        "requested_at": timestamp(audit.at),
        "client": asdict(audit.client),
    }
    subscribers.save_signup_request(
        subscriber_id.subscriber,
        _blank(request) if is_robot else request,
        signup.lists,
        subscriber_id.key_id,
        audit.at,
        part=TRAP if is_robot else PROFILE,
    )


def _blank(members: Mapping[str, Any]) -> dict[str, Any]:
    """The same members and sizes without the texts."""
    return {
        name: _blank(value) if isinstance(value, Mapping) else "-" * len(value.encode())
        for name, value in members.items()
    }


def _check(signup: Signup, settings: Settings) -> EmailAddress:
    """The parsed address. Raises `Invalid` with all errors of the form at once."""
    errors, address = _find_wrong_choices(signup, settings), None
    try:
        address = parse_email_address(signup.email)
    except Invalid:  # no failure: it is raised below, with the other errors of the form
        errors.insert(0, ("#/email", NO_ADDRESS))
    if errors or address is None:
        raise Invalid.of([{"pointer": pointer, "detail": detail} for pointer, detail in errors], described=5)
    return address


def _find_wrong_choices(signup: Signup, settings: Settings) -> list[tuple[str, str]]:
    """(JSON pointer, detail) of each choice that the site does not offer."""
    errors = []
    if signup.lang not in settings.languages:
        errors.append(("#/lang", "This language is not offered here."))
    if signup.consent not in consent_texts():
        errors.append(("#/consent", "This is not the version of a consent text; GET /v1/channels tells it."))
    errors += _find_wrong_lists(signup, list_offered(settings))
    return errors + [
        (f"#/topics/{position}", "This topic is not offered here.")
        for position, topic in enumerate(signup.topics)
        if topic not in TOPICS
    ]


def _find_wrong_lists(signup: Signup, offered: Collection[str]) -> list[tuple[str, str]]:
    if not offered:
        return [("#/lists", "No list is offered here at the moment.")]
    wrong = [position for position, name in enumerate(signup.lists) if name not in offered]
    if wrong and "lists" not in signup.model_fields_set:
        return [("#/lists", "The default list is not offered here; GET /v1/channels tells which are.")]
    return [(f"#/lists/{position}", "This list is not offered here.") for position in wrong]
