"""MAIL FROM, DMARC and the reports of SES, as `gazette doctor` judges them."""

from types import SimpleNamespace

import dns.exception
import dns.resolver
import pytest

from cli.doctor import deliverability
from cli.doctor.deliverability import check_dmarc, check_mail_from, check_mail_reports, load_texts
from tests.cli.doctor.test_mail import make_target_with
from tests.support.deployed_stack import answer, findings, make_target, statuses


@pytest.mark.parametrize(
    ("mail_from", "expected"),
    [
        ({"MailFromDomain": "bounce.paper.example", "MailFromDomainStatus": "SUCCESS"}, "ok"),
        ({"MailFromDomain": "bounce.paper.example", "MailFromDomainStatus": "PENDING"}, "warning"),
        ({}, "warning"),
    ],
)
def test_bounces_go_to_a_domain_of_the_sender(mail_from, expected):
    target = make_target_with({"paper.example": {"MailFromAttributes": mail_from}})
    assert statuses(check_mail_from, target) == [expected]


@pytest.fixture
def zone(monkeypatch):
    """TXT records by name; a name with None is not answered."""
    records = {}

    def load(name):
        if records.get(name, []) is None:
            raise deliverability.DnsUnavailable("LifetimeTimeout")
        return records.get(name, [])

    monkeypatch.setattr(deliverability, "load_texts", load)
    return records


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ({"_dmarc.mail.paper.example": ["v=DMARC1; p=reject; rua=mailto:x@paper.example"]}, "ok"),
        ({"_dmarc.paper.example": ["other", "v=DMARC1;p=none"]}, "ok"),
        ({"_dmarc.paper.example": ["v=DMARC1; rua=mailto:x@paper.example"]}, "warning"),
        ({"_dmarc.paper.example": ["v=DMARC1; p=none", "v=DMARC1; p=reject"]}, "warning"),
        ({}, "warning"),
        ({"_dmarc.mail.paper.example": None}, "unknown"),
    ],
    ids=["own", "of the domain above", "without a policy", "two", "none", "no name server"],
)
def test_the_domain_or_one_above_it_has_a_dmarc_policy(zone, records, expected):
    zone.update(records)
    target = make_target(parameters={"MailSender": "news@mail.paper.example"})
    assert statuses(check_dmarc, target) == [expected]


def test_records_in_several_parts_are_joined(monkeypatch):
    record = SimpleNamespace(strings=(b"v=DMARC1; ", b"p=none"))
    monkeypatch.setattr(dns.resolver, "resolve", lambda *_, **__: [record])
    assert load_texts("_dmarc.paper.example") == ["v=DMARC1; p=none"]


def test_a_name_that_does_not_exist_has_no_records(monkeypatch):
    def resolve(*_, **__):
        raise dns.resolver.NXDOMAIN

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    assert load_texts("_dmarc.paper.example") == []


def test_a_name_server_that_does_not_answer_is_no_missing_record(monkeypatch):
    def resolve(*_, **__):
        raise dns.exception.Timeout

    monkeypatch.setattr(dns.resolver, "resolve", resolve)
    with pytest.raises(deliverability.DnsUnavailable):
        load_texts("_dmarc.paper.example")


def destination(**members):
    events = ["BOUNCE", "COMPLAINT", "DELIVERY"]
    bus = {"EventBusArn": "arn:aws:events:eu-central-1:123456789012:event-bus/default"}
    return {"Enabled": True, "MatchingEventTypes": events, "EventBridgeDestination": bus, **members}


@pytest.mark.parametrize(
    ("destinations", "reasons", "expected"),
    [
        ([destination()], ["BOUNCE", "COMPLAINT"], ["ok", "ok"]),
        ([destination(Enabled=False)], ["BOUNCE", "COMPLAINT"], ["failed", "ok"]),
        ([destination(MatchingEventTypes=["BOUNCE"])], ["COMPLAINT"], ["failed", "warning"]),
        ([], [], ["failed", "warning"]),
    ],
    ids=["all", "switched off", "no complaints", "none"],
)
def test_ses_reports_bounces_and_complaints(destinations, reasons, expected):
    target = make_target(names={"MailConfiguration": "paper-mails"})
    answer(target.session, "sesv2.GetConfigurationSetEventDestinations", {"EventDestinations": destinations})
    answer(target.session, "sesv2.GetAccount", {"SuppressionAttributes": {"SuppressedReasons": reasons}})
    assert statuses(check_mail_reports, target) == expected


def test_the_local_server_has_none_of_it():
    target = make_target()
    local = type(target)(target.session, "pool", "client", parameters=target.parameters)
    for check in (check_mail_from, check_dmarc, check_mail_reports):
        assert [status for status, _ in findings(check, local)] == ["unknown"]
