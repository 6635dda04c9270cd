"""Cursors lead back to their position; every other text is refused."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import cursors
from gazette.errors import Malformed

QUERY = "en|0|~"
POSITION = "2025-12-18T07:00:00Z#01JFBM5T00Q5W8YV2K4N6P7R9A"
CURSOR = cursors.encode(QUERY, POSITION)
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def is_refused(cursor, query=QUERY):
    try:
        cursors.decode(query, cursor)
    except Malformed:
        return True
    return False


@given(st.text(), st.text(min_size=1))
def test_a_cursor_leads_back_to_its_position(query, position):
    assert cursors.decode(query, cursors.encode(query, position)) == position


def test_a_cursor_needs_no_escaping_in_a_url():
    assert set(CURSOR) <= set(BASE64URL)


@pytest.mark.parametrize("position", [POSITION, f"{POSITION}1", f"{POSITION}12"])
def test_a_cursor_with_one_changed_letter_is_refused_at_every_place(position):
    """Positions of three lengths: base64 may leave bits over, so that several last characters encode the same bytes."""
    cursor = cursors.encode(QUERY, position)
    changed = [
        cursor[:place] + letter + cursor[place + 1 :]
        for place in range(len(cursor))
        for letter in BASE64URL
        if letter != cursor[place]
    ]
    assert [text for text in changed if not is_refused(text)] == []
    same_bytes = [text for text in changed if decoded(text) == decoded(cursor)]
    assert bool(same_bytes) == (len(cursor) % 4 != 0)


def decoded(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@pytest.mark.parametrize(
    "text", ["x", "é", "AAAA", "AAAAAA", "====", CURSOR + "=", CURSOR[:-1], " " + CURSOR, "\ud800"]
)
def test_other_text_is_refused(text):
    assert is_refused(text)


def test_a_cursor_of_another_query_is_refused():
    assert is_refused(CURSOR, "en/category/economy|0|~")


def test_the_link_to_the_next_page_repeats_the_query():
    header = cursors.link_header("/v1/articles", {"lang": "en", "tag": "a b"}, "c-1")
    assert header == {"link": '</v1/articles?lang=en&tag=a+b&cursor=c-1>; rel="next"'}


def test_the_last_page_has_no_link():
    assert cursors.link_header("/v1/articles", {"lang": "en"}, None) == {}
