"""What all mails have in common: header fields, text and markup of each kind in each language."""

import re
from itertools import pairwise

import pytest

from functions.mailer import handler as mailer
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken, verify
from tests.support.html import attributes, parse, text, texts
from tests.support.letters import ISSUES, LANGUAGES
from tests.support.mails import KINDS, LISTS, SERVICE_KINDS, SUBSCRIBER, build_mail, build_raw_mail, read_body

URL = r"https://\S+"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_text_has_72_columns_and_a_line_for_each_address(kind, lang):
    plain = read_body(build_mail(kind, lang), "plain")
    lines = plain.splitlines()
    assert [line for line in lines if len(line) > 72 and not re.fullmatch(URL, line)] == []
    assert [line for line in lines if "https://" in line and not re.fullmatch(URL, line)] == []
    assert (lines[0], lines[3], lines.count("-" * 30)) == ("Gazette", "=" * len(lines[2]), 1)
    assert not re.search(r"^-- ?$", plain, re.MULTILINE), "mail programs hide what follows"
    assert "editors@news.example" in plain.partition("-" * 30)[2]
    assert not re.search(r"[{}]|None|Undefined|\n\n\n", plain)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_html_is_correct_small_and_readable_for_screen_readers(kind, lang):
    message = build_mail(kind, lang)
    source = read_body(message, "html")
    html = parse(source)
    assert len(source.encode()) < 30_000
    headings = re.findall(r"<h([1-6])", source)
    assert headings[0] == "1"
    assert headings.count("1") == 1
    assert all(int(after) - int(before) <= 1 for before, after in pairwise(headings))
    for element in (html.query_one("html"), html.query_one('div[role="article"]')):
        assert (element.attrs["lang"], element.attrs["dir"]) == (lang, "ltr")
    assert attributes(html, '[aria-roledescription="email"]', "aria-label") == [message["Subject"]]
    for table in html.query("table"):
        described = [table.attrs.get(name) for name in ("role", "cellpadding", "cellspacing", "border")]
        assert described == ["presentation", "0", "0", "0"]
    for name in ("color-scheme", "supported-color-schemes"):
        assert attributes(html, f'meta[name="{name}"]', "content") == ["light dark"]
    assert not re.search(r"<(script|link|iframe|svg)|url\(|font:|flex|undefined|None", source)
    assert 40 <= len(text(html, ".preheader").strip(" \u034f\u200c")) <= 90
    assert all(attributes(html, "img", "alt"))
    assert len(html.query("img")) == (kind == "daily")
    assert len(html.query(".button-link")) == (0 if kind in ("daily", "weekly") else 1)
    assert [len(style) < 8_192 for style in texts(html, "style")] == [True] * 3
    assert all(element.attrs["style"] for element in html.query("[class]") if element.attrs["class"] != "wide")
    assert not re.search(r"\d (часов|дней|hours|days|soat|kun|соат|кун|%)", source)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_text_and_html_have_the_same_links_and_none_leads_elsewhere(kind, lang):
    message = build_mail(kind, lang)
    links = set(attributes(parse(read_body(message, "html")), "a", "href"))
    assert set(re.findall(URL, read_body(message, "plain"))) == links - {"mailto:editors@news.example"}
    assert {link.split("/")[2] for link in links if not link.startswith("mailto:")} <= {"news.example"}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_header_fields_are_those_of_every_mail(kind, lang):
    raw, message = build_raw_mail(kind, lang), build_mail(kind, lang)
    assert message.defects == []
    assert str(message["From"]) == "Gazette <news@news.example>"
    assert (str(message["Reply-To"]), message["Auto-Submitted"]) == ("editors@news.example", "auto-generated")
    assert (message["Content-Language"], list(message)[-1]) == (lang, "Content-Language")
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert raw.isascii()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert b"?==?" not in raw, "Yahoo refuses it"
    assert [line for line in raw.splitlines() if len(line) > 78 and not line.startswith(b"List-Unsubscribe: ")] == []


@pytest.mark.parametrize("kind", SERVICE_KINDS)
def test_a_mail_that_a_person_asked_for_has_no_list_and_is_not_shown_in_a_thread(kind):
    first, second = build_mail(kind, "ru"), build_mail(kind, "ru")
    assert not [name for name in first if name.lower().startswith("list-")]
    assert first["X-Entity-Ref-ID"] != second["X-Entity-Ref-ID"], "Gmail would show both in one thread"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", LISTS)
def test_a_mail_of_a_list_has_one_click_in_one_raw_line(kind, lang):
    raw, message = build_raw_mail(kind, lang), build_mail(kind, lang)
    [line] = [line for line in raw.splitlines() if line.startswith(b"List-Unsubscribe:")]
    field = re.fullmatch(rb"List-Unsubscribe: <https://news\.example/v1/subscriptions/unsubscribe/([\w.-]+)>", line)
    token = verify(field[1].decode(), mailer.signup_mails.keyrings)
    assert isinstance(token, UnsubscribeToken)
    assert (token.subscriber, token.list) == (SUBSCRIBER, LISTS[kind])
    assert token.issue == f"{LISTS[kind]}-{lang}-{ISSUES[LISTS[kind]][0]}"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == f"<{LISTS[kind]}.{lang.lower()}.news.example>"
    assert message["X-Entity-Ref-ID"] is None
    for form in ("plain", "html"):
        assert f"/unsubscribe/{field[1].decode()}?lang={lang}" in read_body(message, form)
