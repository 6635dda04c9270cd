"""What a stack shows about a signup without a mailbox."""

import json
from dataclasses import replace

import pytest

from cli.checks import CheckFailed
from cli.smoke import signup
from cli.smoke.signup import DeployedMail, choose_address, find_local_mail
from gazette.subscriptions.mail.delivery.outcomes import HANDLED
from gazette.subscriptions.mail.ses import NotReady
from tests.support.deployed_stack import answer, make_target, statuses

RUN = "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"


@pytest.fixture
def target(stack, monkeypatch):
    """A stack with the template's table and keyrings, and no outcome in its log."""
    monkeypatch.setattr(signup, "MAIL_SECONDS", 0)
    monkeypatch.setattr(signup, "LOG_SECONDS", 0)
    names = {"SubscribersTable": stack.physical("SubscribersTable"), "FunctionLogs": "paper-logs"}
    return make_target(names=names, name=stack.name)


def log(target, *outcomes):
    lines = [{"message": json.dumps({"message": HANDLED, "outcome": name})} for name in outcomes]
    answer(target.session, "logs.FilterLogEvents", {"events": lines})


def test_the_address_belongs_to_the_simulator_of_ses(target):
    assert choose_address(target, RUN) == f"success+{RUN.lower()}@simulator.amazonses.com"


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [(["sent", "over-site"], ["ok", "ok"]), (["sent", "rejected"], ["ok", "failed"]), ([], ["ok", "unknown"])],
    ids=["accepted", "one refused", "not in the log yet"],
)
def test_the_reservation_and_the_log_prove_that_ses_has_the_mail(target, reader, outcomes, expected):
    mail = DeployedMail(target, reader.email)
    reader.sign_up()
    with pytest.raises(CheckFailed, match="the delivery of the signup request did not happen"):
        statuses(mail.follow)
    reader.deliver()
    log(target, *outcomes)
    assert statuses(mail.follow) == expected


def test_a_mail_that_a_rate_limit_refuses_is_not_taken_for_the_one_before(target, reader):
    reader.sign_up()
    reader.deliver()
    mail = DeployedMail(target, reader.email)
    reader.sign_up()
    reader.deliver()
    log(target, "sent")
    assert statuses(mail.follow) == ["unknown"]


def test_a_mail_that_waits_for_ses_is_no_success(target, reader, monkeypatch):
    mail = DeployedMail(target, reader.email)
    reader.sign_up()
    monkeypatch.setattr("gazette.subscriptions.mail.ses.SesMailSender.send", raise_not_ready)
    reader.deliver()
    assert statuses(mail.follow) == ["failed"]


def test_on_the_local_server_a_mail_that_waits_for_a_rate_limit_is_unknown(target, reader, http_site):
    local = replace(target, stack="", url=http_site({"/_dev/outbox": (200, [])}))
    reader.sign_up()
    assert find_local_mail(local, reader.email).status.name == "UNKNOWN"
    with pytest.raises(CheckFailed, match="in the outbox did not happen"):
        find_local_mail(local, "nobody@example.com")


def raise_not_ready(*_):
    raise NotReady
