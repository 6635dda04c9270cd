"""Signups over a rate limit get no mail; the limit is counted in a metric."""

import json

import pytest

from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from tests.support.events import Context
from tests.support.subscribers import CONSENT, Reader, http_event, read_items, read_outbox, read_outcome_metrics


def sign_up_from(ip, email):
    event = http_event("POST /v1/subscriptions", body={"email": email, "lang": "en", "consent": CONSENT})
    event["requestContext"]["http"]["sourceIp"] = ip
    assert subscriptions.handler(event, Context())["statusCode"] == 202


@pytest.mark.parametrize(
    ("axis", "emails"),
    [
        ("address", ["reader@example.org"] * 2),
        ("mailbox", [f"reader+{number}@example.org" for number in range(11)]),
        ("caller", [f"reader{number}@example.org" for number in range(11)]),
    ],
)
def test_the_signup_over_a_limit_gets_no_mail_and_leaves_no_address(reader, axis, emails, capsys):
    for number, email in enumerate(emails):
        sign_up_from("192.0.2.1" if axis == "caller" else f"198.51.100.{number}", email)
        reader.deliver()
    assert len(read_outbox()) == len(emails) - 1
    assert read_outcome_metrics(capsys)[-1] == f"SignupRequestOver{axis.title()}"
    # Only an empty profile is left of the last request, until the week ends.
    assert [item["part"] for item in read_items() if emails[-1] in json.dumps(item, default=str)] == (
        ["confirm"] if axis == "address" else []
    )


def test_the_whole_site_has_a_limit(reader, capsys, request):
    limit = mailer.delivery.mails_per_hour
    request.addfinalizer(lambda: object.__setattr__(mailer.delivery, "mails_per_hour", limit))
    object.__setattr__(mailer.delivery, "mails_per_hour", 2)
    for name in "abc":
        Reader(f"{name}@example.org", clock=reader.clock).sign_up()
    reader.deliver()
    assert len(read_outbox()) == 2
    assert read_outcome_metrics(capsys).count("SignupRequestOverSite") == 1


def test_clients_of_one_ipv6_network_share_a_limit(reader):
    for number in range(11):
        sign_up_from(f"2001:db8:0:1::{number}", f"reader{number}@example.org")
    reader.deliver()
    assert len(read_outbox()) == 10
