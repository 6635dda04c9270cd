"""Refresh tokens: replaced at each use, with a grace, and never longer than the sign-in."""

from contextlib import closing

import pytest

from cli.local.persistence.folder import open_database
from cli.local.persistence.journal import Journal
from cli.local.sign_in.clients import SignInClient
from cli.local.sign_in.refresh_tokens import RefreshTokens

DAY = 14 * 3600
DESK = SignInClient("desk", (), seconds=DAY, grace=60)
OTHER = SignInClient("other", (), seconds=DAY, grace=None)


@pytest.fixture
def tokens():
    return RefreshTokens()


def create(tokens, now=0.0, client=DESK):
    return tokens.create("session", "aziza@paper.example", client, now)


def test_a_replaced_token_is_good_for_the_grace_and_no_longer(tokens):
    first = create(tokens)
    second = tokens.rotate(first, now=100)
    assert second != first
    assert tokens.find(second, DESK, now=100).session == "session"
    assert tokens.find(first, DESK, now=160) is not None
    assert tokens.find(first, DESK, now=161) is None


def test_a_second_use_within_the_grace_does_not_prolong_it(tokens):
    first = create(tokens)
    tokens.rotate(first, now=100)
    third = tokens.rotate(first, now=150)
    assert tokens.find(third, DESK, now=150) is not None
    assert tokens.find(first, DESK, now=161) is None


def test_tokens_end_when_the_first_one_would(tokens):
    first = create(tokens)
    last = tokens.rotate(first, now=DAY - 1)
    assert tokens.find(last, DESK, now=DAY - 1) is not None
    assert tokens.find(last, DESK, now=DAY) is None


def test_a_token_belongs_to_its_client(tokens):
    first = create(tokens)
    assert tokens.find(first, OTHER, now=1) is None
    tokens.revoke(first, OTHER)
    assert tokens.find(first, DESK, now=1) is not None


def test_a_revocation_ends_all_tokens_of_the_session(tokens):
    first = create(tokens)
    second = tokens.rotate(first, now=1)
    tokens.revoke(second, DESK)
    assert [tokens.find(text, DESK, now=2) for text in (first, second)] == [None, None]
    tokens.revoke(second, DESK)


def test_tokens_survive_the_end_of_the_server_if_its_data_do(tmp_path):
    with closing(open_database(tmp_path)) as database:
        kept = RefreshTokens(Journal(database))
        first = create(kept)
        second = kept.rotate(first, now=10)
        gone = create(kept)
        kept.revoke(kept.rotate(gone, now=10), DESK)
    with closing(open_database(tmp_path)) as database:
        again = RefreshTokens(Journal(database))
        assert again.find(second, DESK, now=11) == kept.find(second, DESK, now=11)
        assert again.find(first, DESK, now=71) is None
