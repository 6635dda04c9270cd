"""Texts, markup and header fields of mails, in each language of the site."""

import email
import email.policy
import re

import pytest

from functions.mailer import handler as mailer
from gazette.pages.templates import Pages
from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.mail.mail_templates import MailTemplates
from gazette.subscriptions.mail.messages import MessageBuilder
from gazette.subscriptions.public.channels import describe_list
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken
from tests.support.html import attributes, parse, text, texts
from tests.support.subscribers import CONSENT, read_outbox

LANGUAGES = ("en", "ru", "uz", "uz-Cyrl")
TOKEN = "q7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3aDi6oKwQxVtE"
KINDS = ("confirm", "add", "change", "remind", "welcome", "notice")
MANAGE_TOKEN = "3eD7oKwQxVtEq7Jx0vW2kP9mZr4TgYb1Lh8sNc5fUe3"


@pytest.fixture
def messages():
    return mailer.delivery.mails.messages


@pytest.fixture
def build(messages):
    """The mail of a kind, as its recipient's program reads it."""

    def build(kind, lang):
        about = {"subscriber": "5" * 64, "lists": ["daily", "weekly"], "manage_token": MANAGE_TOKEN}
        asked = {"token": TOKEN, "lists": ["daily", "weekly"], "requested_at": "2026-11-24T07:00:00Z"}
        message = {
            "confirm": lambda: messages.build_confirmation(lang, **asked),
            "add": lambda: messages.build_confirmation(lang, **asked, added_to=["breaking"]),
            "change": lambda: messages.build_confirmation(lang, **asked, changes_address=True),
            "remind": lambda: messages.build_reminder(lang, **about),
            "welcome": lambda: messages.build_welcome(lang, **about),
            "notice": lambda: messages.build_notice(lang, changed_at="2026-11-24T07:00:00Z"),
        }[kind]()
        return email.message_from_bytes(message.as_bytes(), policy=email.policy.default)

    return build


WHEN = {
    "en": "On 24 November 2026 at 12:00 (Tashkent time), someone, most likely you, ",
    "ru": "24 ноября 2026 года в 12:00 (по ташкентскому времени) кто-то, скорее всего вы, ",
    "uz": "2026-yil 24-noyabr kuni soat 12:00 da (Toshkent vaqti bilan) kimdir, ehtimol siz, ",
    "uz-Cyrl": "2026 йил 24 ноябрь куни соат 12:00 да (Тошкент вақти билан) кимдир, эҳтимол сиз, ",
}


def flatten(body):
    """The text in one line, with blanks that break."""
    return " ".join(body.split())


def read_body(message, kind):
    return message.get_body((kind,)).get_content().replace("\r\n", "\n")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_confirmation_names_the_site_the_lists_and_the_time_and_has_its_link_and_code(build, lang):
    message = build("confirm", lang)
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
def test_the_mail_of_an_addition_says_what_is_added_to_what(build, lang):
    plain = read_body(build("add", lang), "plain").replace("\N{NO-BREAK SPACE}", " ")
    added, present = (plain.index(describe_list(lang, name)["title"]) for name in ("daily", "breaking"))
    assert added < plain.index(TOKEN) < present
    assert build("add", lang)["Subject"] != build("confirm", lang)["Subject"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_has_72_columns_and_a_line_for_each_address(build, kind, lang):
    plain = read_body(build(kind, lang), "plain")
    lines = plain.splitlines()
    assert [line for line in lines if len(line) > 72 and not re.fullmatch(r"https://\S+", line)] == []
    assert [line for line in lines if "https://" in line and not re.fullmatch(r"https://\S+", line)] == []
    title = lines.index("=" * len(lines[2])) - 1
    assert (lines[0], title, lines.count("-" * 30)) == ("Gazette", 2, 1)
    assert not re.search(r"^-- ?$", plain, re.MULTILINE), "mail programs hide what follows"
    assert "editors@news.example" in plain.partition("-" * 30)[2]
    assert not re.search(r"[{}]|None|Undefined|\n\n\n", plain)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_correct_small_and_readable_for_screen_readers(build, kind, lang):
    message = build(kind, lang)
    source = read_body(message, "html")
    html = parse(source)
    assert len(source.encode()) < 80_000
    assert len(html.query("h1")) == 1
    for element in (html.query_one("html"), html.query_one('div[role="article"]')):
        assert (element.attrs["lang"], element.attrs["dir"]) == (lang, "ltr")
    assert attributes(html, '[aria-roledescription="email"]', "aria-label") == [message["Subject"]]
    for table in html.query("table"):
        described = [table.attrs.get(name) for name in ("role", "cellpadding", "cellspacing", "border")]
        assert described == ["presentation", "0", "0", "0"]
    for name in ("color-scheme", "supported-color-schemes"):
        assert attributes(html, f'meta[name="{name}"]', "content") == ["light dark"]
    assert not re.search(r"<(img|script|link|iframe)|url\(|font:|flex", source)
    assert 40 <= len(text(html, ".preheader").strip(" \u034f\u200c")) <= 90
    assert len(html.query(".button-link")) == (0 if kind == "notice" else 1)
    assert all(len(style) < 8_192 for style in texts(html, "style"))
    assert all(element.attrs["style"] for element in html.query("[class]") if element.attrs["class"] != "wide")
    assert not re.search(r"\d (часов|дней|hours|days|soat|kun|соат|кун)\b", source)


@pytest.mark.parametrize("kind", KINDS)
def test_the_header_fields_are_those_of_a_mail_that_a_person_asked_for(build, kind):
    first, second = build(kind, "ru"), build(kind, "ru")
    assert first.defects == []
    assert str(first["From"]) == "Gazette <news@news.example>"
    assert (str(first["Reply-To"]), first["Auto-Submitted"]) == ("editors@news.example", "auto-generated")
    assert (first["Content-Language"], first.get_content_type()) == ("ru", "multipart/alternative")
    assert not [name for name in first if name.lower().startswith("list-")]
    assert first["X-Entity-Ref-ID"] != second["X-Entity-Ref-ID"], "Gmail would show both in one thread"
    assert [part.get_content_type() for part in first.iter_parts()] == ["text/plain", "text/html"]
    raw = first.as_bytes()
    assert raw.isascii()
    assert max(map(len, raw.splitlines())) <= 78


def test_no_two_mails_share_a_subject(build):
    assert len({build(kind, lang)["Subject"] for kind in KINDS for lang in LANGUAGES}) == len(KINDS) * 4


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["remind", "welcome"])
def test_a_mail_about_a_subscription_leads_to_its_settings_with_the_token_in_the_fragment(build, kind, lang):
    message = build(kind, lang)
    url = f"https://news.example/v1/subscriptions/manage?lang={lang}#{MANAGE_TOKEN}"
    assert f"\n\n{url}\n\n" in read_body(message, "plain")
    assert attributes(parse(read_body(message, "html")), ".button-link", "href") == [url]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_welcome_names_the_address_that_the_mails_come_from(build, lang):
    for kind in ("plain", "html"):
        assert "news@news.example" in read_body(build("welcome", lang), kind)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notice_says_when_the_address_changed_and_has_no_link_to_the_subscription(build, lang):
    plain = read_body(build("notice", lang), "plain")
    assert WHEN[lang].split("(")[0] in flatten(plain)
    assert "https://" not in plain


def test_a_site_without_a_contact_and_an_address_says_nothing_of_them(monkeypatch):
    monkeypatch.setenv("MAIL_REPLY_TO", "")
    monkeypatch.setenv("MAIL_POSTAL_ADDRESS", "Gazette Media LLC, Tashkent")
    templates = MailTemplates(mailer.settings, Pages(mailer.settings), lambda: "https://news.example")
    message = MessageBuilder(templates, mailer.delivery.keyrings).build_confirmation(
        "en", token=TOKEN, lists=["daily"], requested_at="2026-11-24T07:00:00Z"
    )
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
    keyrings = mailer.delivery.keyrings
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


def test_a_language_and_a_list_that_the_site_does_not_have_any_more_do_not_stop_a_mail(messages):
    message = messages.build_confirmation("de", token=TOKEN, lists=["evening"], requested_at="2026-11-24T07:00:00Z")
    assert (message["Subject"], message["Content-Language"]) == ("Confirm your subscription to Gazette", "en")
    assert "\nevening\n" in read_body(message, "plain")
