"""Tokens of unsubscribe links."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.unsubscribe_token import UnsubscribeToken

KEYRING = Keyring({"k1": b"1" * 32})
TOKEN = UnsubscribeToken("aGFzaA", "daily", "daily-uz-Cyrl-2026-11-24")


class FixedKeyrings:
    """Keys that never change."""

    def load(self, name: str, *, key_id: str | None = None) -> Keyring:
        return KEYRING


def verify(text: str) -> UnsubscribeToken | None:
    return unsubscribe_token.verify(text, FixedKeyrings())


def test_a_signed_token_is_verified_and_fits_into_a_path():
    token = unsubscribe_token.sign(TOKEN, KEYRING)
    assert verify(token) == TOKEN
    assert unsubscribe_token.build_unsubscribe_url("https://news.example", TOKEN, KEYRING) == (
        f"https://news.example/v1/subscriptions/unsubscribe/{token}"
    )


@pytest.mark.parametrize(
    "token",
    ["", ".", "....", "k1.aGFzaA.daily.issue.", "k1.a.b.c.d.e", "k9.aGFzaA.daily.issue.c2ln", "k1.ä.daily.issue.c2ln"],
)
def test_a_text_without_our_signature_is_no_token(token):
    assert verify(token) is None


@given(position=st.integers(0, 200), character=st.sampled_from("aZ0-_.ä"))
def test_no_character_of_a_token_can_be_changed(position, character):
    token = unsubscribe_token.sign(TOKEN, KEYRING)
    position %= len(token)
    changed = token[:position] + character + token[position + 1 :]
    assert (verify(changed) is None) == (changed != token)


@pytest.mark.parametrize("change", ["{}.", "<{}>", '{}"', "{}_", "{}/x", "\N{ZERO WIDTH SPACE}{}\n", "%3C{}%2F"])
def test_a_token_is_extracted_from_what_surrounds_it(change):
    token = unsubscribe_token.sign(TOKEN, KEYRING)
    assert unsubscribe_token.extract(change.format(token)) == token


@pytest.mark.parametrize("text", ["", "a.b.c.d", "k1.aGFzaA.daily.issue.", "unsubscribe", f"{'x' * 43}.x"])
def test_nothing_is_extracted_from_a_text_without_a_token(text):
    assert unsubscribe_token.extract(text) == ""


@pytest.mark.parametrize("part", ["a", "urldefense.com/v3/__a", "urldefense.proofpoint.com/v2/url?u=a", "%25", "#x="])
def test_a_long_text_without_a_token_is_read_once(part):
    """A gateway accepts paths of ten thousand characters."""
    started = time.process_time()
    assert unsubscribe_token.extract(part * (100_000 // len(part))) == ""
    assert time.process_time() - started < 2


def test_a_token_signed_by_another_key_with_the_same_id_is_rejected():
    assert verify(unsubscribe_token.sign(TOKEN, Keyring({"k1": b"2" * 32}))) is None
