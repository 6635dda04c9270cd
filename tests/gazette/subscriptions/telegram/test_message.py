"""What a post says, for any article: markup that Telegram takes, within its limits."""

import html
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.local.telegram.markup import parse
from gazette.subscriptions.shortening import count_units
from gazette.subscriptions.telegram.message import MAX_CAPTION, MAX_TEXT, build_end, build_post, escape
from gazette.subscriptions.telegram.present_article import PresentArticle
from gazette.text import MAX_SLUG

TEXTS = st.text(max_size=2000) | st.text('&<>"; …🚆аб\n', max_size=2000)
SHARE = {"url": "https://news.example/media/1/share.jpg", "bytes": 80_000}


def make(telegram: str | bool | None = None, lang: str = "en", note: str = "", **document: Any) -> PresentArticle:
    stored = {"title": "A summit", "dek": None, "url": "https://news.example/en/a-summit", **document}
    return PresentArticle("0", "news", lang, 2, telegram, stored, note)


@given(
    title=st.text(min_size=1, max_size=300),
    dek=st.none() | TEXTS,
    own=st.none() | TEXTS.filter(bool),
    label=st.none() | st.just({"slug": "sponsored", "name": "A & B"}),
    photo=st.booleans(),
    lang=st.sampled_from(["en", "ru", "uz", "uz-Cyrl"]),
)
def test_any_article_makes_a_message_that_telegram_takes(
    title: str, dek: str | None, own: str | None, label: Any, photo: bool, lang: str
) -> None:
    image = {"share": SHARE} if photo else None
    article = make(own, lang, title=title, dek=dek, label=label, image=image)
    new = build_post(article)
    assert (new.as_text is not None) == photo
    for message, limit in ((new, MAX_CAPTION if photo else MAX_TEXT), (new.as_text or new, MAX_TEXT)):
        shown = parse(message.html)
        assert count_units(shown) <= limit
        assert not label or shown.startswith("A & B\n\n")
        text = shown.removeprefix("A & B\n\n") if label else shown
        assert text.startswith((own or title)[:100])
        assert bool(message.photo) == (photo and limit == MAX_CAPTION)


@given(TEXTS)
def test_any_note_of_a_withdrawal_fits(note: str) -> None:
    article = PresentArticle("0", "news", "ru", 3, note=note)
    assert count_units(parse(build_end(article).html)) <= MAX_CAPTION


def test_the_address_of_a_link_is_escaped() -> None:
    url = "https://news.example/read?lang=en&slug=" + "a" * MAX_SLUG
    assert f'<a href="{url.replace("&", "&amp;")}">' in build_post(make(url=url)).html


@pytest.mark.parametrize("share", [None, {}, {"url": SHARE["url"], "bytes": 5_000_001}])
def test_a_picture_that_telegram_does_not_fetch_is_left_to_the_preview(share: Any) -> None:
    assert build_post(make(image={"share": share})).photo == ""
    assert build_post(make(image={"share": SHARE})).photo == SHARE["url"]


def test_an_edit_keeps_the_form_of_the_message() -> None:
    with_picture, without = make(image={"share": SHARE}, dek="д" * 2000), make(dek="д" * 2000)
    as_text = build_post(with_picture, has_photo=False)
    assert (as_text.build_edit(7, has_photo=False)[0], as_text.photo) == ("editMessageText", "")
    assert count_units(parse(as_text.html)) > MAX_CAPTION
    as_caption = build_post(without, has_photo=True)
    assert as_caption.build_edit(7, has_photo=True)[0] == "editMessageCaption"
    assert count_units(parse(as_caption.html)) <= MAX_CAPTION


@given(st.text())
def test_an_escaped_text_is_read_as_it_was(text: str) -> None:
    escaped = escape(text)
    assert html.unescape(escaped.replace("&amp;", "\0")).replace("\0", "&") == text or "\0" in text
    assert not set('<>"') & set(escaped)
