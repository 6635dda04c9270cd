import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazette.subscriptions import unsubscribe_token
from gazette.subscriptions.keyring import Keyring
from gazette.subscriptions.unsubscribe_token import UnsubscribeLink

RING = Keyring({"k1": b"1" * 32})
LINK = UnsubscribeLink("aGFzaA", "daily", "daily-uz-Cyrl-2026-11-24")


class FixedSecrets:
    """Keys that never change."""

    def keyring(self, name: str, *, knowing: str | None = None) -> Keyring:
        return RING


def read(token: str) -> UnsubscribeLink | None:
    return unsubscribe_token.verify(token, FixedSecrets())


def test_a_token_says_who_leaves_what_and_fits_into_a_path():
    token = unsubscribe_token.sign(LINK, RING)
    assert read(token) == LINK
    assert unsubscribe_token.unsubscribe_url("https://news.example", LINK, RING) == (
        f"https://news.example/v1/subscriptions/unsubscribe/{token}"
    )


@pytest.mark.parametrize(
    "token",
    ["", ".", "....", "k1.aGFzaA.daily.issue.", "k1.a.b.c.d.e", "k9.aGFzaA.daily.issue.c2ln", "k1.ä.daily.issue.c2ln"],
)
def test_what_we_did_not_sign_is_no_link(token):
    assert read(token) is None


@given(position=st.integers(0, 200), letter=st.sampled_from("aZ0-_.ä"))
def test_no_letter_of_a_token_can_be_changed(position, letter):
    token = unsubscribe_token.sign(LINK, RING)
    position %= len(token)
    changed = token[:position] + letter + token[position + 1 :]
    assert (read(changed) is None) == (changed != token)


def test_a_token_signed_by_another_key_under_the_same_id_is_no_link():
    assert read(unsubscribe_token.sign(LINK, Keyring({"k1": b"2" * 32}))) is None
