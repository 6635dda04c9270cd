"""One mail of each kind, as its recipient's program reads it."""

import email
import email.policy
from email.message import EmailMessage

from functions.mailer import handler as mailer
from gazette.subscriptions.mail.rendering.letters import LetterBuilder
from tests.support.letters import build_content

TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQxVtE"
MANAGE_TOKEN = "3eD7oKwQxVtEq7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3"
SUBSCRIBER = "5" * 64

SERVICE_KINDS = ("confirm", "add", "change", "imported", "remind", "welcome", "notice", "take_over", "left")
LISTS = {"daily": "daily", "weekly": "weekly", "alert": "breaking"}
"""The list of each kind of bulk mail."""
KINDS = (*SERVICE_KINDS, *LISTS)


def get_letter_builder() -> LetterBuilder:
    """The builder of letters with the settings of Mailer."""
    return LetterBuilder(mailer.signup_mails.mails._templates, mailer.signup_mails.keyrings)


def build_raw_mail(kind: str, lang: str) -> bytes:
    """The bytes that SES gets, without the field `To`."""
    if kind in LISTS:
        return get_letter_builder().build_letter(build_content(LISTS[kind], lang)).address(SUBSCRIBER)
    mails = mailer.signup_mails.mails
    about = {"subscriber": SUBSCRIBER, "lists": ["daily", "weekly"], "manage_token": MANAGE_TOKEN}
    asked = {"token": TOKEN, "lists": ["daily", "weekly"], "requested_at": "2026-11-24T07:00:00Z"}
    return {
        "confirm": lambda: mails.build_confirmation(lang, **asked),
        "add": lambda: mails.build_confirmation(lang, **asked, added_to=["breaking"]),
        "change": lambda: mails.build_confirmation(lang, **asked, changes_address=True),
        "imported": lambda: mails.build_confirmation(lang, **asked, imported=True),
        "remind": lambda: mails.build_reminder(lang, **about),
        "welcome": lambda: mails.build_welcome(lang, **about),
        "notice": lambda: mails.build_notice(lang, changed_at="2026-11-24T07:00:00Z"),
        "take_over": lambda: mails.build_confirmation(lang, **asked, added_to=["breaking"], changes_address=True),
        "left": lambda: mails.build_link_to_data(lang, manage_token=MANAGE_TOKEN),
    }[kind]().message.as_bytes()


def parse(raw: bytes) -> EmailMessage:
    return email.message_from_bytes(raw, _class=EmailMessage, policy=email.policy.default)


def build_mail(kind: str, lang: str) -> EmailMessage:
    return parse(build_raw_mail(kind, lang))


def read_body(message: EmailMessage, form: str) -> str:
    """The body of a form, `plain` or `html`."""
    body = message.get_body((form,))
    return str(body.get_content()).replace("\r\n", "\n") if body else ""
