"""Asks for a manage link: one write that is the same for every address.

Mailer mails it to active subscribers, and to people who have left, whose data is still stored.
"""

from dataclasses import asdict

from gazette.subscriptions.account_mails import MANAGE_LINK, request_account_mail
from gazette.subscriptions.consent import Audit
from gazette.subscriptions.email_address import parse_email_address
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings
from gazette.subscriptions.repository import SubscriberRepository
from gazette.subscriptions.subscriber_id import derive_subscriber_id


def ask_for_manage_link(
    email: str, lang: str, *, keyrings: Keyrings, subscribers: SubscriberRepository, audit: Audit
) -> None:
    """Save the request. `lang` is for people who have left: no language of theirs is stored.

    Raises `Invalid` for text that is no address.
    """
    address = parse_email_address(email)
    subscriber = derive_subscriber_id(address, keyrings.load(SUBSCRIBER_KEY)).subscriber
    facts = {"email": address.destination, "lang": lang, "client": asdict(audit.client)}
    asked = request_account_mail(subscribers.table, subscriber, MANAGE_LINK, audit.id, audit.at, **facts)
    subscribers.commit({"mail": asked})
