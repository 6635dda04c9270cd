"""Addresses of disposable services: flagged or refused, with the same answer to the visitor."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.mailer import handler as mailer
from gazette.subscriptions.mail.delivery.disposable import RELAYS, is_disposable
from tests.support.subscribers import read_outcome_metrics, read_parts


@pytest.fixture
def visitor(reader):
    reader.email = "x@sub.mailinator.com"
    return reader


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("a@mailinator.com", True),
        ("a@MAILINATOR.com", True),
        ("a@deep.sub.mailinator.com", True),
        ("a@example-mailinator.com", False),
        ("a@mailinator.com.example.org", False),
        ("mailinator.com@example.org", False),
        ("a@gmail.com", False),
    ],
)
def test_a_domain_and_the_domains_above_it_are_looked_up(address, expected):
    assert is_disposable(address) is expected


@given(st.sampled_from(sorted(RELAYS)), st.booleans())
def test_a_relay_is_never_disposable(relay, below):
    assert not is_disposable(f"a@{'x.' if below else ''}{relay}")


def test_a_disposable_address_is_flagged_in_its_consent_record(visitor):
    visitor.subscribe()
    [requested] = [record for record in read_parts("consent/") if record["event"] == "requested"]
    assert requested["disposable"] is True


def test_an_ordinary_address_has_no_flag(reader):
    reader.subscribe()
    assert [record.get("disposable") for record in read_parts("consent/")] == [None] * len(read_parts("consent/"))


def test_a_refused_address_gets_the_same_answer_and_no_mail(visitor, monkeypatch, capsys):
    monkeypatch.setattr(mailer, "signup_mails", replace(mailer.signup_mails, refuse_disposable=True))
    answer = visitor.sign_up()
    visitor.deliver()
    assert visitor.mails() == []
    assert read_parts("consent/") == []
    assert read_outcome_metrics(capsys) == ["MailDisposable"]
    visitor.email = "reader@example.org"
    assert visitor.sign_up() == answer
    visitor.deliver()
    assert len(visitor.mails()) == 1
