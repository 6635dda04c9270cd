"""Texts and headers of mails."""

import re

import pytest
from boto3 import client as new_client

from functions.mailer import handler as mailer
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.public.channels import get_list_titles
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken
from tests.support.subscribers import CONSENT, Reader, read_outbox

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")


@pytest.fixture
def send_confirmation(reader):
    def send_confirmation(lang, lists=("daily", "weekly")):
        somebody = Reader(f"someone.{lang}@example.org", clock=reader.clock)
        somebody.sign_up(lang=lang, lists=list(lists))
        somebody.deliver()
        return read_outbox()[-1]

    return send_confirmation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_confirmation_names_the_site_the_lists_and_the_time_and_has_the_token_twice(send_confirmation, lang):
    mail = send_confirmation(lang)
    query = "" if lang == "en" else f"?lang={lang}"
    page = re.escape(f"https://news.example/v1/subscriptions/confirm{query}#")
    [token] = set(re.findall(page + r"([\w-]{43})\b", mail["text"]))
    assert re.search(f'href="{page}{token}"', mail["html"])
    for body in (mail["text"], mail["html"]):
        assert body.count(token) == 2
        assert "2026" in body
        assert "12:00" in body
        assert "Gazette" in body
        for name in ("daily", "weekly"):
            assert get_list_titles(lang)[name][0] in body
        assert get_list_titles(lang)["breaking"][0] not in body
        assert not re.search(r"[{}]|None|Undefined", body)


def test_no_two_languages_share_a_subject(send_confirmation):
    assert len({send_confirmation(lang)["subject"] for lang in LANGUAGES}) == 4


def test_a_confirmation_contains_nothing_that_the_visitor_wrote(reader):
    headers = {"referer": "https://evil.example/win", "user-agent": "WIN-A-PRIZE"}
    body = {"email": "Win.A.Prize@example.org", "lang": "en", "consent": CONSENT}
    reader.call("POST /v1/subscriptions", body=body, headers=headers)
    reader.deliver()
    [mail] = read_outbox()
    for text in (mail["text"], mail["html"], mail["subject"]):
        assert "evil" not in text
        assert "prize" not in text.lower()
    assert mail["to"] == "Win.A.Prize@example.org"


def test_a_mail_loads_nothing_and_asks_automatic_responders_not_to_reply(send_confirmation):
    mail = send_confirmation("en")
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail["headers"]
    assert mail["headers"]["From"] == "Gazette <news@news.example>"
    assert not re.search(r"<(img|script|link|iframe)|url\(", mail["html"])


def test_a_reminder_has_an_unsubscribe_link_of_each_list(reader):
    reader.subscribe(lists=["breaking", "weekly"], lang="ru")
    reader.clock.forward(hours=1)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    reminder = reader.mails()[-1]
    keyrings = Keyrings(mailer.settings.require("SECRETS_PATH"), new_client("ssm"))
    links = [
        unsubscribe_token.verify(token, keyrings)
        for token in re.findall(r"https://\S+/unsubscribe/(\S+)\?lang=ru\s", reminder["text"])
    ]
    assert [(link.list, link.issue) for link in links] == [("breaking", "reminder"), ("weekly", "reminder")]
    assert all(isinstance(link, UnsubscribeToken) for link in links)
    assert "Вы подписаны" in reminder["subject"]
    for url in re.findall(r'href="(https://[^"]+/unsubscribe/[^"]+)"', reminder["html"]):
        assert reader.post_unsubscribe(url)["statusCode"] == 200
    reader.clock.forward(hours=25)
    reader.sign_up()
    reader.deliver()
    assert "Confirm" in reader.mails()[-1]["subject"]


def test_a_language_that_the_site_does_not_have_any_more_gets_the_default_one(send_confirmation):
    messages = mailer.delivery.sender._messages
    message = messages.build_confirmation("de", token="t" * 43, lists=["daily"], requested_at="2026-11-24T07:00:00Z")
    assert message["Subject"] == "Confirm your subscription to Gazette"
