"""The sender's identity and the account of SES, as `gazette doctor` judges them."""

from urllib.parse import unquote

import pytest

from cli.doctor.mail import check_account, check_configuration, check_sender_identity
from tests.support.deployed_stack import answer, findings, make_target, statuses

SIGNED = {"SigningEnabled": True, "Status": "SUCCESS"}
QUOTA = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 12.0}
HEALTHY = {
    "ProductionAccessEnabled": True,
    "SendingEnabled": True,
    "EnforcementStatus": "HEALTHY",
    "SendQuota": QUOTA,
}


def make_target_with(identities, **fields):
    """SES has these identities by name."""
    target = make_target(**fields)
    answer(target.session, "sesv2.GetEmailIdentity", lambda url: identities.get(unquote(url.rpartition("/")[2])))
    return target


@pytest.mark.parametrize(
    ("identities", "expected"),
    [
        ({"paper.example": {"VerifiedForSendingStatus": True, "DkimAttributes": SIGNED}}, ["ok", "ok"]),
        (
            {
                "news@paper.example": {"VerifiedForSendingStatus": True, "DkimAttributes": {"Status": "NOT_STARTED"}},
                "paper.example": {"VerifiedForSendingStatus": False, "DkimAttributes": {"Status": "PENDING"}},
            },
            ["ok", "warning"],
        ),
        ({"news@paper.example": {"VerifiedForSendingStatus": False}}, ["failed", "warning"]),
        ({}, ["failed"]),
    ],
    ids=["domain with DKIM", "address without DKIM", "link not followed", "unknown to SES"],
)
def test_the_sender_is_its_address_or_its_domain(identities, expected):
    assert statuses(check_sender_identity, make_target_with(identities)) == expected


def test_the_domain_above_that_of_the_sender_counts_too():
    identities = {"paper.example": {"VerifiedForSendingStatus": True, "DkimAttributes": SIGNED}}
    target = make_target_with(identities, parameters={"MailSender": "news@mail.paper.example"})
    assert findings(check_sender_identity, target) == [
        ("ok", "paper.example is verified"),
        ("ok", "mails are signed with DKIM of paper.example"),
    ]


def test_a_stack_without_a_sender_sends_no_mail():
    target = make_target(parameters={})
    assert statuses(check_sender_identity, target) == ["warning"]
    assert statuses(check_account, target) == ["unknown"]


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        ({}, ["ok", "ok"]),
        ({"ProductionAccessEnabled": False}, ["failed", "ok"]),
        ({"SendingEnabled": False, "EnforcementStatus": "SHUTDOWN"}, ["ok", "failed", "failed", "ok"]),
        ({"SendQuota": {**QUOTA, "SentLast24Hours": 45_000.0}}, ["ok", "warning"]),
        ({"SendQuota": {**QUOTA, "SentLast24Hours": 50_000.0}}, ["ok", "failed"]),
        ({"SendQuota": {**QUOTA, "Max24HourSend": -1.0}}, ["ok", "ok"]),
    ],
    ids=["healthy", "sandbox", "stopped", "nearly full", "full", "unlimited"],
)
def test_the_account_may_send_to_everybody_within_its_quota(account, expected):
    target = make_target()
    answer(target.session, "sesv2.GetAccount", {**HEALTHY, **account})
    assert statuses(check_account, target) == expected


@pytest.mark.parametrize(("enabled", "expected"), [(True, "ok"), (False, "failed")])
def test_the_mails_of_the_configuration_set_are_not_stopped(enabled, expected):
    target = make_target(names={"MailConfiguration": "paper-mails"})
    answer(target.session, "sesv2.GetConfigurationSet", {"SendingOptions": {"SendingEnabled": enabled}})
    assert statuses(check_configuration, target) == [expected]
