"""The confirm token in what people enter, and in addresses that services rewrote."""

import base64
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions.confirm_code import MAX_CANDIDATES, list_candidates
from tests.support.confirm_codes import ADDRESSES, PASTED, SIGNATURE, TOKEN


@pytest.mark.parametrize("text", [*PASTED, *(f"https://news.example/v1/subscriptions/{path}" for path in ADDRESSES)])
def test_the_token_is_a_candidate(text):
    assert TOKEN in list_candidates(text)


@pytest.mark.parametrize("text", [TOKEN, f"Code: {TOKEN}.", f"https://news.example/v1/subscriptions/confirm#{TOKEN}"])
def test_a_code_that_stands_alone_is_the_only_candidate(text):
    assert list_candidates(text) == (TOKEN,)


@pytest.mark.parametrize(
    "text",
    [
        *("", "12 34", TOKEN[1:], "https://news.example/v1/subscriptions/confirm"),
        *("x" * 43, "x" * 44, f"{TOKEN[:-1]}F"),
    ],
)
def test_a_text_without_a_token_has_no_candidate(text):
    """The last character of 32 bytes in base64url has 16 possible values."""
    assert list_candidates(text) == ()


def test_a_fragment_comes_before_a_signature_and_the_last_code_before_others():
    assert list_candidates(f"{SIGNATURE}#{TOKEN}&s={SIGNATURE}")[0] == TOKEN
    assert list_candidates(f"{SIGNATURE} {TOKEN}")[:2] == (TOKEN, SIGNATURE)


def test_the_number_of_candidates_is_limited():
    assert len(list_candidates("A" * 4000)) <= MAX_CANDIDATES
    assert len(list_candidates("\n".join(secrets.token_urlsafe(32) for _ in range(50)))) == MAX_CANDIDATES


WORD = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=9)


@given(token=st.binary(min_size=32, max_size=32), before=st.from_regex(r"[A-Za-z_-]{0,9}", fullmatch=True), after=WORD)
def test_every_token_is_found_behind_a_glued_word(token, before, after):
    code = base64.urlsafe_b64encode(token).decode().rstrip("=")
    assert code in list_candidates(f"{before}{code} {after}")
