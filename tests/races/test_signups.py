"""Signups for one address at the same moment, and their deliveries."""

import os
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from ulid import ULID

from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.subscriptions.commands.signup import sign_up
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.mail.delivery.outcomes import SENT
from gazette.subscriptions.mail.delivery.signup_mail import SignupMailDelivery
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.schemas import Signup
from tests.support.aws import clear_mails
from tests.support.subscribers import CONSENT, Clock, read_outbox, run_at_once

pytestmark = pytest.mark.dynamodb_local

SIGNUPS = 50


@pytest.fixture
def subscribers(dynamodb: Any) -> SubscriberRepository:
    clear_mails()
    return SubscriberRepository(os.environ["SUBSCRIBERS_TABLE"], dynamodb)


@pytest.fixture
def delivery(subscribers: SubscriberRepository) -> SignupMailDelivery:
    assert mailer.signup_mails is not None
    return replace(mailer.signup_mails, subscribers=subscribers)


def test_fifty_signups_of_one_address_at_once_send_one_mail(
    subscribers: SubscriberRepository, delivery: SignupMailDelivery
) -> None:
    at, outcomes = Clock().at, Counter[str]()

    def sign_up_and_deliver(number: int) -> None:
        """As a request and the record of its write, which names the request that was stored then."""
        audit = Audit(ClientInfo(f"192.0.2.{number}"), at, str(ULID()))
        signup = Signup(email="reader@example.org", lang="en", consent=CONSENT)
        sign_up(
            signup,
            settings=subscriptions.settings,
            keyrings=subscriptions.keyrings,
            subscribers=subscribers,
            audit=audit,
        )
        [subscriber] = {item["subscriber"] for item in list_profiles(subscribers)}
        outcomes[delivery.deliver(subscriber, at, audit.id)] += 1

    run_at_once([lambda number=number: sign_up_and_deliver(number) for number in range(SIGNUPS)])
    assert [mail["to"] for mail in read_outbox()] == ["reader@example.org"]
    assert outcomes[SENT] == 1
    assert outcomes.total() == SIGNUPS


def list_profiles(subscribers: SubscriberRepository) -> list[dict[str, Any]]:
    """The stored profiles, by a scan."""
    reply = subscribers._dynamodb.scan(
        TableName=subscribers.table,
        FilterExpression="#part = :profile",
        ExpressionAttributeNames={"#part": "part", "#subscriber": "subscriber"},
        ExpressionAttributeValues={":profile": {"S": "profile"}},
        ProjectionExpression="#subscriber",
    )
    return [{"subscriber": item["subscriber"]["S"]} for item in reply["Items"]]
