from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette import cursors
from gazette.errors import Malformed

POSITION = "2025-12-18T07:00:00Z#01JFBM5T00Q5W8YV2K4N6P7R9A"
CURSOR = cursors.encode("en|0|~", POSITION)


@given(st.text(), st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_a_cursor_leads_back_to_its_position(identity, position):
    identity = identity.encode(errors="replace").decode()
    assert cursors.decode(identity, cursors.encode(identity, position)) == position


def test_a_cursor_needs_no_escaping_in_a_url():
    assert CURSOR.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_a_cursor_with_one_letter_changed_is_refused(place):
    other = "A" if CURSOR[place] != "A" else "B"
    with pytest.raises(Malformed):
        cursors.decode("en|0|~", CURSOR[:place] + other + CURSOR[place + 1 :])


@pytest.mark.parametrize(
    "text", ["x", "é", "AAAA", "AAAAAA", "====", CURSOR + "=", CURSOR[:-1], " " + CURSOR, "\ud800"]
)
def test_other_text_is_refused(text):
    with pytest.raises(Malformed):
        cursors.decode("en|0|~", text)


def test_a_cursor_of_another_query_is_refused():
    with pytest.raises(Malformed):
        cursors.decode("en/category/economy|0|~", CURSOR)


def test_a_cursor_that_is_spelled_another_way_is_refused():
    """base64 leaves bits over, so that several texts stand for the same bytes; only one is ours."""
    padded = CURSOR + "=" * (-len(CURSOR) % 4)
    same = [
        CURSOR[:-1] + letter
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        if urlsafe_b64decode(CURSOR[:-1] + letter + padded[len(CURSOR) :]) == urlsafe_b64decode(padded)
    ]
    assert urlsafe_b64encode(urlsafe_b64decode(padded)).decode() == padded
    for text in set(same) - {CURSOR}:
        with pytest.raises(Malformed):
            cursors.decode("en|0|~", text)
