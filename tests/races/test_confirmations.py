"""Confirmations, and signups over a limit, at the same moment, on an engine that has transactions of many writers."""

import threading
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from typing import Any

import pytest
from ulid import ULID

from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.errors import Unavailable
from gazette.subscriptions.commands.confirm import confirm
from gazette.subscriptions.commands.signup import sign_up
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.errors import TokenGone
from gazette.subscriptions.mail.delivery.signup_mail import SignupMailDelivery
from gazette.subscriptions.mail.limits.counting import HourlyLimits
from gazette.subscriptions.mail.rendering.service_mails import CONFIRM, ServiceMail
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.schemas import Signup
from tests.support.subscribers import CONSENT, TABLE
from tests.support.subscription_life import derive_id
from tests.support.threads import run_at_once

pytestmark = pytest.mark.dynamodb_local

AT = datetime(2026, 11, 30, 7, tzinfo=UTC)
EMAIL = "reader@example.org"


class FakeMails:
    """Stands for the builder and the sender of mails: keeps the tokens of confirmation mails."""

    def __init__(self) -> None:
        self.tokens: list[str] = []
        self._lock = threading.Lock()

    def build_confirmation(self, lang: str, *, token: str, **_: Any) -> ServiceMail:
        message = EmailMessage()
        message.set_content(token)
        return ServiceMail(CONFIRM, lang, message)

    def send(self, _to: str, message: bytes, _tags: dict[str, str]) -> None:
        with self._lock:
            self.tokens.append(message_from_bytes(message).get_payload().strip())


@pytest.fixture
def subscribers(dynamodb: Any) -> SubscriberRepository:
    return SubscriberRepository(TABLE, dynamodb)


@pytest.fixture
def mails() -> FakeMails:
    return FakeMails()


def ask(subscribers: SubscriberRepository, email: str = EMAIL) -> None:
    sign_up(
        Signup(email=email, lang="en", consent=CONSENT),
        settings=subscriptions.settings,
        keyrings=subscriptions.keyrings,
        subscribers=subscribers,
        audit=Audit(ClientInfo("192.0.2.1"), AT, str(ULID())),
    )


def build_delivery(subscribers: SubscriberRepository, mails: FakeMails, **limits: int) -> SignupMailDelivery:
    hourly = HourlyLimits(**{"site": 500, "caller": 10, **limits})
    of_mailer = mailer.signup_mails
    return SignupMailDelivery(
        subscribers, of_mailer.keyrings, mails, mails, hourly, of_mailer.new_token, of_mailer.new_id
    )  # type: ignore[arg-type]


def deliver(delivery: SignupMailDelivery, email: str, at: datetime = AT, request_id: str | None = None) -> str:
    """The outcome; a delivery that gave way to others is repeated, as the stream does."""
    while True:
        try:
            return delivery.deliver(derive_id(email), at, request_id)
        except Unavailable:  # no failure: the stream delivers the record again
            continue


def test_ten_confirmations_at_once_make_one_record_and_one_welcome(subscribers, mails):
    ask(subscribers)
    delivery = build_delivery(subscribers, mails)
    assert delivery.deliver(derive_id(EMAIL), AT.replace(minute=5)) == "sent"
    [token] = mails.tokens

    def click() -> bool:
        try:
            return confirm(subscribers, token, Audit(ClientInfo("192.0.2.1"), AT, str(ULID()))).is_active
        except (TokenGone, Unavailable):
            return False

    assert any(run_at_once(*[click] * 10))
    parts = [item["part"] for item in subscribers.list_items(derive_id(EMAIL))]
    assert len([part for part in parts if part.startswith("consent/")]) == 2
    assert parts.count("mail/welcome") == 1
    assert subscribers.get_profile(derive_id(EMAIL)).is_active


def test_signups_over_the_limit_of_a_client_take_different_places_at_once(subscribers, mails):
    emails = [f"reader{number}@example.org" for number in range(12)]
    for email in emails:
        ask(subscribers, email)
    delivery = build_delivery(subscribers, mails, caller=2)
    at = AT.replace(minute=5)
    outcomes = Counter(run_at_once(*[lambda email=email: deliver(delivery, email, at) for email in emails]))
    assert outcomes == {"sent": 2, "over-caller": 10}
    due = Counter(subscribers.get_profile(derive_id(email)).due_at for email in emails)
    assert sorted(count for due_at, count in due.items() if due_at) == [2] * 5
