"""Authorization codes: once, for a minute, for the browser that asked."""

import pytest

from cli.local.sign_in.codes import CODE_SECONDS, Codes, compute_challenge, is_challenge

VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
"""The example of RFC 7636, appendix B."""
HERE = "http://127.0.0.1:3000/desk"


@pytest.fixture
def codes():
    return Codes()


def take(codes, text, *, client="desk", address=HERE, verifier=VERIFIER, now=0):
    return codes.take(text, client, address, verifier, now)


def test_the_challenge_is_that_of_the_standard():
    assert compute_challenge(VERIFIER) == CHALLENGE
    assert is_challenge(CHALLENGE)


@pytest.mark.parametrize("challenge", ["", CHALLENGE[:-1], f"{CHALLENGE}=", CHALLENGE.replace("-", "+")])
def test_anything_else_is_no_challenge(challenge):
    assert not is_challenge(challenge)


def test_a_code_is_good_once(codes):
    code = codes.create("aziza@paper.example", "desk", HERE, CHALLENGE, now=0)
    assert take(codes, code) == "aziza@paper.example"
    assert take(codes, code) is None


@pytest.mark.parametrize(
    "parts",
    [
        {"client": "other"},
        {"address": "http://127.0.0.1:3000/"},
        {"verifier": VERIFIER[:-1]},
        {"verifier": CHALLENGE},
        {"now": CODE_SECONDS},
    ],
    ids=["another client", "another address", "a wrong verifier", "the challenge itself", "too late"],
)
def test_a_code_ends_with_a_try_that_does_not_fit(codes, parts):
    code = codes.create("aziza@paper.example", "desk", HERE, CHALLENGE, now=0)
    assert take(codes, code, **parts) is None
    assert take(codes, code) is None


def test_a_code_that_nobody_gave_is_refused(codes):
    assert take(codes, "guessed") is None
