import re

import pytest
from boto3 import client as new_client

from functions.mailer import handler as mailer
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import Keyrings
from gazette.subscriptions.public.channels import list_titles
from gazette.subscriptions.unsubscribe_token import UnsubscribeLink
from tests.support.subscribers import CONSENT, Reader, outbox

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")


@pytest.fixture
def confirmation(reader):
    def confirmation(lang, lists=("daily", "weekly")):
        somebody = Reader(f"someone.{lang}@example.org", clock=reader.clock)
        somebody.sign_up(lang=lang, lists=list(lists))
        somebody.deliver()
        return outbox()[-1]

    return confirmation


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_confirmation_says_who_asked_for_what_when_and_how_to_go_on(confirmation, lang):
    mail = confirmation(lang)
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
            assert list_titles(lang)[name][0] in body
        assert list_titles(lang)["breaking"][0] not in body
        assert not re.search(r"[{}]|None|Undefined", body)


def test_no_two_languages_share_a_subject(confirmation):
    assert len({confirmation(lang)["subject"] for lang in LANGUAGES}) == 4


def test_the_first_mail_has_nothing_that_the_visitor_wrote(reader):
    headers = {"referer": "https://evil.example/win", "user-agent": "WIN-A-PRIZE"}
    body = {"email": "Win.A.Prize@example.org", "lang": "en", "consent": CONSENT}
    reader.call("POST /v1/subscriptions", body=body, headers=headers)
    reader.deliver()
    [mail] = outbox()
    for text in (mail["text"], mail["html"], mail["subject"]):
        assert "evil" not in text
        assert "prize" not in text.lower()
    assert mail["to"] == "Win.A.Prize@example.org"


def test_a_letter_loads_nothing_and_asks_machines_not_to_answer(confirmation):
    mail = confirmation("en")
    assert mail["headers"]["Auto-Submitted"] == "auto-generated"
    assert "List-Unsubscribe" not in mail["headers"]
    assert mail["headers"]["From"] == "Gazette <news@news.example>"
    assert not re.search(r"<(img|script|link|iframe)|url\(", mail["html"])


def test_a_reminder_has_a_way_out_of_each_list(reader):
    reader.subscribe(lists=["breaking", "weekly"], lang="ru")
    reader.clock.forward(hours=1)
    reader.sign_up()
    reader.deliver()
    reminder = reader.mails()[-1]
    secrets = Keyrings(mailer.settings.require("SECRETS_PATH"), new_client("ssm"))
    found = [
        unsubscribe_token.verify(token, secrets)
        for token in re.findall(r"https://\S+/unsubscribe/(\S+)\?lang=ru\s", reminder["text"])
    ]
    assert [(link.list, link.issue) for link in found] == [("breaking", "reminder"), ("weekly", "reminder")]
    assert all(isinstance(link, UnsubscribeLink) for link in found)
    assert "Вы подписаны" in reminder["subject"]
    for url in re.findall(r'href="(https://[^"]+/unsubscribe/[^"]+)"', reminder["html"]):
        assert reader.post(url)["statusCode"] == 200
    reader.clock.forward(hours=25)
    reader.sign_up()
    reader.deliver()
    assert "Confirm" in reader.mails()[-1]["subject"]


def test_a_language_that_the_site_gave_up_is_written_to_in_its_default_one(confirmation):
    letters = mailer.wishes.post._letters
    letter = letters.confirmation("de", token="t" * 43, lists=["daily"], asked_at="2026-11-24T07:00:00Z")
    assert letter["Subject"] == "Confirm your subscription to Gazette"
