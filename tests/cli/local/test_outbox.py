"""The outbox: mails parsed from moto's memory and from a moto server."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTPUTF8

import boto3

from cli.local.outbox import Outbox, parse_mail, split_links
from tests.support.aws import ENDPOINT

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def raw(to="reader@example.com", **headers):
    message = EmailMessage(policy=SMTPUTF8)
    message["From"] = "Gazette <news@gazette.example>"
    message["To"] = to
    message["Subject"] = "Подтвердите подписку"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Откройте https://news.example/confirm#abc и подтвердите.")
    message.add_alternative("<p>Ўзбекча</p>", subtype="html")
    return message.as_bytes()


def test_a_mail_is_parsed():
    mail = parse_mail(raw(List_Unsubscribe="<https://x.example/u>").decode(), ["reader@example.com"], NOW)
    assert mail["kind"] == "mail"
    assert mail["to"] == "reader@example.com"
    assert mail["subject"] == "Подтвердите подписку"
    assert mail["text"].strip() == "Откройте https://news.example/confirm#abc и подтвердите."
    assert mail["html"].strip() == "<p>Ўзбекча</p>"
    assert mail["headers"]["List-Unsubscribe"] == "<https://x.example/u>"
    assert mail["at"] == "2026-01-02T03:04:05Z"


def test_a_mail_has_the_time_of_its_date_header():
    assert parse_mail(raw(Date="Thu, 18 Dec 2025 12:00:00 +0500").decode(), [], NOW)["at"] == "2025-12-18T07:00:00Z"


def test_mails_are_the_same_from_this_process_and_from_a_server(mailbox):
    ses = boto3.client("sesv2")
    ses.create_email_identity(EmailIdentity="news@gazette.example")
    for number in (1, 2):
        ses.send_email(
            FromEmailAddress="news@gazette.example",
            Destination={"ToAddresses": [f"reader{number}@example.com"]},
            Content={
                "Raw": {"Data": raw(f"A Reader <reader{number}@example.com>", Date="Thu, 18 Dec 2025 12:00:00 +0500")}
            },
        )
    region = ses.meta.region_name
    here, there = Outbox(region).messages(NOW), Outbox(region, ENDPOINT).messages(NOW)
    assert [message["to"] for message in here[-2:]] == ["reader1@example.com", "reader2@example.com"]
    assert there == here


def test_links_are_split_from_the_text():
    assert split_links("see https://a.example/x#y, or\nnot") == [
        ("see ", False),
        ("https://a.example/x#y,", True),
        (" or\nnot", False),
    ]
