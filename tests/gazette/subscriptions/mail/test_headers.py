"""Header fields of a mail, decoded by two parsers: that of Python's modern policy, and the legacy one."""

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gazette.subscriptions.mail.headers import MailPolicy

SCRIPTS = (
    *("Chronicle", "–", "Фергана", "Fargʻona", "vodiysi", "Ўзбекистон", "янгиликлари", "新闻", "خبر", "ñ", "👩‍👩‍👧"),
    *(
        " ",
        "  ",
        "\N{NO-BREAK SPACE}",
        "=?utf-8?q?x?=",
        "?=",
        "=?",
        '"',
        "\\",
        ",",
        "<a@b.c>",
        "(",
        ")",
        ";",
        ":",
        "_",
        "w" * 80,
    ),
)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=120)
MIXED_TEXT = st.lists(st.sampled_from(SCRIPTS), min_size=1, max_size=30).map("".join)
TEXTS = (MIXED_TEXT | ANY_TEXT).map(str.strip).filter(bool)


def write(**fields):
    """The raw head of a mail. `_` of a name is `-`."""
    message = EmailMessage(policy=MailPolicy())
    for name, value in fields.items():
        message[name.replace("_", "-")] = value
    head = message.as_bytes().partition(b"\r\n\r\n")[0].decode("ascii")
    assert all(len(line) <= 78 for line in head.split("\r\n") if not line.lower().startswith(("list-", "to: ")))
    assert "?==?" not in head
    assert all(len(word) <= 75 for word in re.findall(r"=\?utf-8\?[^ ]*\?=", head))
    return head


def parse(head):
    """The mail as the modern and as the legacy parser read it."""
    return [
        email.message_from_string(head + "\r\n\r\n", policy=policy)
        for policy in (email.policy.default, email.policy.compat32)
    ]


def decode(text):
    return str(make_header(decode_header(re.sub(r"\r?\n(?=[ \t])", "", text))))


@given(TEXTS)
@example("Fargʻona vodiysi yangiliklari: Ўзбекистон ва дунё янгиликлари")
@example("Chronicle – Фергана")
@example("A plain subject of a mail whose lead title has more characters than fit into one line of the head")
def test_a_subject_of_any_text_comes_out_as_it_went_in(text):
    modern, legacy = parse(write(Subject=text))
    assert (modern["Subject"], decode(legacy["Subject"])) == (text, text)


@given(TEXTS, st.sampled_from(["news@news.example", f"{'l' * 30}@{'d' * 30}.example"]))
@example("Chronicle – Фергана", "news@news.example")
@example("Fargʻona vodiysi yangiliklari", "news@news.example")
def test_a_name_of_any_text_comes_out_with_its_address(text, address):
    modern, legacy = parse(write(From=Address(text, addr_spec=address)))
    [read] = modern["From"].addresses
    assert read.addr_spec == address
    # Before Python 3.13.2 the modern parser puts a blank between two encoded words of a name (cpython #128110), and it
    # makes one blank of several.
    assert "".join(read.display_name.split()) == "".join(text.split())
    name, legacy_address = parseaddr(legacy["From"])
    assert (decode(name), legacy_address) == (text, address)


def test_plain_ascii_stays_readable():
    text = "A plain subject of a mail whose lead title has more characters than fit into one line of the head"
    head = write(Subject=text, From=Address("The Chronicle, Ltd.", addr_spec="news@news.example"))
    assert "=?" not in head
    assert 'From: "The Chronicle, Ltd." <news@news.example>' in head


@pytest.mark.parametrize("length", [30, 300, 875])
def test_an_unsubscribe_url_of_any_length_stays_one_line(length):
    url = f"<https://news.example/{'t' * length}>"
    head = write(
        List_Unsubscribe=url, List_Unsubscribe_Post="List-Unsubscribe=One-Click", List_Id="<daily.ru.news.example>"
    )
    assert head.split("\r\n") == [
        f"List-Unsubscribe: {url}",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "List-Id: <daily.ru.news.example>",
    ]


def test_the_address_of_a_reader_is_never_folded_or_decoded():
    for address in (f"{'l' * 64}@{'.'.join(['d' * 60] * 3)}.example", "=?utf-8?q?x?=@news.example"):
        assert write(To=address) == f"To: {address}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Subject", "a\r\nBcc: b@c.example"),
        ("List_Id", "<ежедневно>"),
        ("List_Id", "<a>\nX: y"),
        ("List_Id", "x" * 901),
    ],
)
def test_a_value_that_would_break_the_head_is_refused(name, value):
    with pytest.raises(ValueError, match="has"):
        write(**{name: value})
