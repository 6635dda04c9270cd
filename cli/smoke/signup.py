"""Signs a test address up, and follows the signup to its confirmation mail."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from cli.checks import CheckFailed, Finding, failed, get_document, ok, stays, unknown, wait_for
from cli.http_client import Site
from cli.target import Target

if TYPE_CHECKING:
    from gazette.subscriptions.model import Profile

MAIL_SECONDS = 60.0
"""The stream starts Mailer within a second or two; its first start takes some more."""
LOG_SECONDS = 60.0
"""CloudWatch Logs shows a line some seconds after it was written."""


def check_signup(target: Target, site: Site, run: str, mail_to: str) -> Iterator[Finding]:
    """Sign up an address of SES's mailbox simulator, or `mail_to`. `run` makes the address unique.

    The local server shows the mail itself. On a stack the check reads the profile and Mailer's log: they prove that
    SES has accepted the mail, not that it has arrived.
    """
    lang = get_document(site, "/v1").json["site"]["languages"][0]["lang"]
    address = mail_to or choose_address(target, run)
    mail = DeployedMail(target, address) if target.stack else None
    consent = get_document(site, f"/v1/channels?lang={lang}").json["consent"]["version"]
    reply = site.request("POST", "/v1/subscriptions", {"email": address, "lang": lang, "consent": consent})
    if reply.status != 202:
        raise CheckFailed(f"POST /v1/subscriptions → {reply.describe()}")
    yield ok(f"POST /v1/subscriptions for {address} → 202")
    if mail is None:
        yield find_local_mail(target, address)
    elif not target.parameters.get("MailSender"):
        yield unknown("MailSender is empty: no mail is sent")
    else:
        yield from mail.follow()
        if mail_to:
            yield unknown(f"whether the mail has arrived: look into the mailbox of {mail_to}")
    yield stays(f"unconfirmed signup of {address}: its token for two days, the rest for a week")


def choose_address(target: Target, run: str) -> str:
    """An address that belongs to nobody.

    SES's simulator accepts each mail, also in the sandbox, and without effect on quota and reputation:
    https://docs.aws.amazon.com/ses/latest/dg/send-an-email-from-console.html
    """
    return f"success+{run.lower()}@simulator.amazonses.com" if target.stack else f"smoke-test-{run.lower()}@example.com"


def find_local_mail(target: Target, address: str) -> Finding:
    """Wait for the mail in the outbox of the local server, with a link that confirms."""
    from gazette.subscriptions.public.paths import CONFIRM_PATH

    outbox = Site(target.url)

    def find() -> dict[str, Any] | None:
        mails = outbox.get("/_dev/outbox").json
        return next((mail for mail in mails if mail["to"].lower() == address.lower()), None)

    try:
        mail = wait_for(find, MAIL_SECONDS, f"a mail to {address} in the outbox", pause=0.2)
    except CheckFailed:
        waiting = _load_profile(target, address)
        if waiting.signup_request is None:
            raise
        return unknown(f"the mail waits until {waiting.due_at}, because a rate limit is reached")
    if not re.search(rf"{CONFIRM_PATH}[^#\s]*#\S", mail["text"]):
        raise CheckFailed(f"the mail “{mail['subject']}” has no link that confirms the signup")
    return ok(f"the mail “{mail['subject']}” is in the outbox, with a link that confirms the signup")


def _load_profile(target: Target, address: str) -> Profile:
    from gazette.subscriptions.repository import SubscriberRepository

    subscribers = SubscriberRepository(target.physical_name("SubscribersTable"), target.client("dynamodb"))
    return subscribers.get_profile(find_subscriber(target, address))


class DeployedMail:
    """The mail of one signup to a stack, as far as it can be followed without a mailbox. Create it before the signup.

    The reservation in the subscriber's profile shows that Mailer has the mail, Mailer's log shows the answer of SES.
    """

    def __init__(self, target: Target, address: str) -> None:
        from gazette.subscriptions.repository import SubscriberRepository

        self._target, self._started = target, datetime.now(UTC)
        self._subscribers = SubscriberRepository(target.physical_name("SubscribersTable"), target.client("dynamodb"))
        self._subscriber = find_subscriber(target, address)
        self._former_reservation = self._subscribers.get_profile(self._subscriber).reservation

    def follow(self) -> Iterator[Finding]:
        """Wait for the reservation and for the outcome."""
        from gazette.subscriptions.mail.delivery.outcomes import OVER_LIMIT, SENT

        profile = wait_for(self._find_delivered, MAIL_SECONDS, "the delivery of the signup request")
        if profile.signup_request is not None:
            yield failed(f"the mail waits until {profile.due_at}: SES is not ready, or a rate limit is reached")
            return
        if profile.reservation == self._former_reservation:
            yield unknown("Mailer sends no mail to this address now: a rate limit, a reminder or a decline before")
            return
        yield ok("Mailer has reserved the mail")
        outcomes = self._wait_for_outcomes()
        refused = [outcome for outcome in outcomes if outcome != SENT and not outcome.startswith(OVER_LIMIT)]
        if refused:
            yield failed(f"outcomes in Mailer's log since the signup: {', '.join(refused)}")
        elif SENT in outcomes:
            yield ok("SES has accepted the mail: Mailer's log since the signup has `sent`, and no error")
        else:
            yield unknown(f"whether SES has accepted the mail: not in Mailer's log after {LOG_SECONDS:.0f} s")

    def _find_delivered(self) -> Profile | None:
        profile = self._subscribers.get_profile(self._subscriber)
        return None if profile.mail_due or profile.reserved_request else profile

    def _wait_for_outcomes(self) -> list[str]:
        """Outcomes of all signup requests since the start; empty if there is none within `LOG_SECONDS`."""
        with suppress(CheckFailed):
            return wait_for(self._read_outcomes, LOG_SECONDS, "the outcome in Mailer's log", pause=3)
        return []

    def _read_outcomes(self) -> list[str]:
        from gazette.subscriptions.mail.delivery.outcomes import HANDLED

        pages = (
            self._target.client("logs")
            .get_paginator("filter_log_events")
            .paginate(
                logGroupName=self._target.physical_name("FunctionLogs"),
                startTime=int(self._started.timestamp() * 1000),
                filterPattern=f'{{ $.message = "{HANDLED}" || $.reason = "mail-*" }}',
            )
        )
        return [json.loads(event["message"])["outcome"] for page in pages for event in page["events"]]


def find_subscriber(target: Target, address: str) -> str:
    """The subscriber id of an address under the stack's signing key."""
    from gazette.subscriptions.email_address import parse_email_address
    from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyring
    from gazette.subscriptions.subscriber_id import derive_subscriber_id

    parameter = target.client("ssm").get_parameter(Name=f"/{target.name}/secrets/{SUBSCRIBER_KEY}", WithDecryption=True)
    keyring = Keyring.parse(parameter["Parameter"]["Value"])
    return derive_subscriber_id(parse_email_address(address), keyring).subscriber
