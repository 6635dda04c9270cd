"""Texts, markup and header fields of mails, in each language of the site."""

import re

import pytest

from functions.mailer import handler as mailer
from gazette.pages.templates import Pages
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.mail.rendering.issue_times import IssueTime
from gazette.subscriptions.mail.rendering.mail_templates import MailTemplates
from gazette.subscriptions.mail.rendering.service_mails import ServiceMailBuilder
from gazette.subscriptions.public.channels import describe_list
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken
from tests.support.html import attributes, parse, text, texts
from tests.support.letters import LANGUAGES
from tests.support.mails import MANAGE_TOKEN, SERVICE_KINDS, SUBSCRIBER, TOKEN, build_mail, read_body
from tests.support.subscribers import CONSENT, read_outbox

WHEN = {
    "en": "On 24 November 2026 at 12:00 (Tashkent time), someone, most likely you, ",
    "ru": "24 ноября 2026 года в 12:00 (по ташкентскому времени) кто-то, скорее всего вы, ",
    "uz": "2026-yil 24-noyabr kuni soat 12:00 da (Toshkent vaqti bilan) kimdir, ehtimol siz, ",
    "uz-Cyrl": "2026 йил 24 ноябрь куни соат 12:00 да (Тошкент вақти билан) кимдир, эҳтимол сиз, ",
}


def flatten(body):
    """The text in one line, with blanks that break."""
    return " ".join(body.split())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_confirmation_names_the_site_the_lists_and_the_time_and_has_its_link_and_code(lang):
    message = build_mail("confirm", lang)
    url = f"https://news.example/v1/subscriptions/confirm?lang={lang}#{TOKEN}"
    plain, html = read_body(message, "plain"), parse(read_body(message, "html"))
    assert f"\n\n{url}\n\n" in plain
    assert f"\n\n{TOKEN}\n\n" in plain
    links = [link for link in html.query("a") if link.attrs["href"] == url]
    assert len(links) == 2
    assert text(links[1].parent, "a") == url, "the printed address is its own link"
    assert texts(html, ".code") == [TOKEN]
    for body in (plain, text(html)):
        assert "2026" in body
        assert WHEN[lang] in flatten(body)
        assert "Gazette" in body
        for name in ("daily", "weekly"):
            assert all(words in body.replace("\N{NO-BREAK SPACE}", " ") for words in describe_list(lang, name).values())
        assert describe_list(lang, "breaking")["title"] not in body


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_mail_of_an_addition_says_what_is_added_to_what(lang):
    plain = read_body(build_mail("add", lang), "plain").replace("\N{NO-BREAK SPACE}", " ")
    added, present = (plain.index(describe_list(lang, name)["title"]) for name in ("daily", "breaking"))
    assert added < plain.index(TOKEN) < present
    assert build_mail("add", lang)["Subject"] != build_mail("confirm", lang)["Subject"]


def test_no_two_mails_share_a_subject():
    # A change of address, to an address that has lists; and a confirmation with other words.
    kinds = set(SERVICE_KINDS) - {"take_over", "imported"}
    assert len({build_mail(kind, lang)["Subject"] for kind in kinds for lang in LANGUAGES}) == len(kinds) * 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["remind", "welcome"])
def test_a_mail_about_a_subscription_leads_to_its_settings_with_the_token_in_the_fragment(kind, lang):
    message = build_mail(kind, lang)
    url = f"https://news.example/v1/subscriptions/manage?lang={lang}#{MANAGE_TOKEN}"
    assert f"\n\n{url}\n\n" in read_body(message, "plain")
    assert attributes(parse(read_body(message, "html")), ".button-link", "href") == [url]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_welcome_names_the_address_that_the_mails_come_from(lang):
    for kind in ("plain", "html"):
        assert "news@news.example" in read_body(build_mail("welcome", lang), kind)


@pytest.mark.parametrize(
    ("lang", "daily", "weekly"),
    [
        ("en", "Daily digest: every day at 08:00 (Tashkent time).", "on Saturdays at 09:00"),
        ("ru", "Ежедневный обзор: каждый день в 08:00 (по ташкентскому времени).", "по субботам в 09:00"),
        ("uz", "Kunlik sharh: har kuni soat 08:00 da (Toshkent vaqti bilan).", "har shanba kuni soat 09:00 da"),
        ("uz-Cyrl", "Кунлик шарҳ: ҳар куни соат 08:00 да (Тошкент вақти билан).", "ҳар шанба куни соат 09:00 да"),
    ],
)
def test_a_welcome_names_the_times_of_the_schedules(lang, daily, weekly):
    plain = flatten(read_body(build_mail("welcome", lang), "plain"))
    assert daily in plain
    assert weekly in plain


@pytest.mark.parametrize(
    ("lists", "times", "next_issue", "breaking"),
    [
        (["daily"], 1, 0, 0),
        (["breaking"], 0, 0, 1),
        (["breaking", "daily"], 1, 0, 1),
        (["daily", "weekly"], 0, 1, 0),
    ],
)
def test_a_welcome_says_of_the_chosen_lists_when_they_come(lists, times, next_issue, breaking):
    builder = mailer.signup_mails.mails
    mails = ServiceMailBuilder(builder._templates, builder._keyrings, {"daily": IssueTime("08:00"), "weekly": None})
    welcome = mails.build_welcome("en", subscriber=SUBSCRIBER, lists=lists)
    plain = flatten(read_body(welcome.message, "plain"))
    found = ("every day at 08:00", "with the next issue", "Breaking news comes only")
    assert [plain.count(part) for part in found] == [times, next_issue, breaking]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_says_when_the_address_changed_and_leads_to_the_page_that_asks_for_an_address(lang):
    plain = read_body(build_mail("notice", lang), "plain")
    assert WHEN[lang].split("(")[0] in flatten(plain)
    assert re.findall(r"https://\S+", plain) == [f"https://news.example/v1/subscriptions/manage?lang={lang}"]


def test_a_site_without_a_contact_and_an_address_says_nothing_of_them(monkeypatch):
    monkeypatch.setenv("MAIL_REPLY_TO", "")
    monkeypatch.setenv("MAIL_POSTAL_ADDRESS", "Gazette Media LLC, Tashkent")
    templates = MailTemplates(mailer.settings, Pages(mailer.settings), lambda: "https://news.example")
    mail = ServiceMailBuilder(templates, mailer.signup_mails.keyrings).build_confirmation(
        "en", token=TOKEN, lists=["daily"], requested_at="2026-11-24T07:00:00Z"
    )
    message = mail.message
    assert message["Reply-To"] is None
    for kind in ("plain", "html"):
        assert "Questions?" not in read_body(message, kind)
        assert "Gazette Media LLC, Tashkent" in read_body(message, kind)


def test_a_confirmation_contains_nothing_that_the_visitor_wrote(reader):
    headers = {"referer": "https://evil.example/win", "user-agent": "WIN-A-PRIZE"}
    body = {"email": "Win.A.Prize@example.org", "lang": "en", "consent": CONSENT}
    reader.call("POST /v1/subscriptions", body=body, headers=headers)
    reader.deliver()
    [mail] = read_outbox()
    for body in (mail["text"], mail["html"], mail["subject"]):
        assert "evil" not in body
        assert "prize" not in body.lower()
    assert mail["to"] == "Win.A.Prize@example.org"


def test_a_reminder_has_an_unsubscribe_link_of_each_list(reader):
    reader.subscribe(lists=["breaking", "weekly"], lang="ru")
    reader.clock.forward(hours=1)
    reader.sign_up(lists=["weekly"])
    reader.deliver()
    reminder = reader.mails()[-1]
    keyrings = mailer.signup_mails.keyrings
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


def test_a_language_and_a_list_that_the_site_does_not_have_any_more_do_not_stop_a_mail():
    mail = mailer.signup_mails.mails.build_confirmation(
        "de", token=TOKEN, lists=["evening"], requested_at="2026-11-24T07:00:00Z"
    )
    message = mail.message
    assert (message["Subject"], message["Content-Language"]) == ("Confirm your subscription to Gazette", "en")
    assert "\nevening\n" in read_body(message, "plain")
