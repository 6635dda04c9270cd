"""The JWT authorizer of the local gateway."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.cognitoidp.models import cognitoidp_backends

from cli.local.api.authorizer import Unauthorized, format_claim
from cli.staff import sign_in_anew

STRANGER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def token(small, cognito):
    pool, client = small.physical("Pool"), small.physical("Client")
    return sign_in_anew(cognito, pool, client, "editor", "aziza@gazette.example", name="Aziza Karimova").id


@pytest.fixture
def signed(small, token):
    """Tokens that the pool itself signs, with some claims changed."""
    pool = cognitoidp_backends["123456789012"][small.region].user_pools[small.physical("Pool")]
    claims = jwt.decode(token, options={"verify_signature": False})

    def make(**changes):
        from joserfc import jwt as jose

        changed = {name: value for name, value in {**claims, **changes}.items() if value is not None}
        return jose.encode({"kid": "dummy", "alg": "RS256"}, changed, pool.json_web_key)

    return make


def test_a_token_of_the_pool_gives_its_claims_as_text(authorizer, token):
    claims = authorizer.claims(f"Bearer {token}")
    assert claims["cognito:groups"] == "[editor]"
    assert claims["exp"].isdigit()
    assert all(isinstance(value, str) for value in claims.values())
    assert authorizer.claims(token) == claims


def test_who_signs_in_is_called_by_a_name(authorizer, token):
    claims = authorizer.claims(f"Bearer {token}")
    assert (claims["token_use"], claims["name"], claims["email"]) == ("id", "Aziza Karimova", "aziza@gazette.example")


def test_somebody_in_two_groups_has_both(authorizer, small, cognito):
    sign_in_anew(cognito, small.physical("Pool"), small.physical("Client"), "editor", "both@gazette.example")
    both = sign_in_anew(cognito, small.physical("Pool"), small.physical("Client"), "admin", "both@gazette.example").id
    assert authorizer.claims(f"Bearer {both}")["cognito:groups"] in ("[editor admin]", "[admin editor]")


def test_somebody_in_no_group_is_let_through_without_one(authorizer, signed):
    assert "cognito:groups" not in authorizer.claims(f"Bearer {signed(**{'cognito:groups': None})}")


def test_an_access_token_is_taken_by_its_client(authorizer, signed, small):
    claims = authorizer.claims(f"Bearer {signed(token_use='access', aud=None, client_id=small.physical('Client'))}")
    assert claims["client_id"] == small.physical("Client")


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer x"])
def test_no_token_and_no_real_token_are_refused(authorizer, header):
    with pytest.raises(Unauthorized):
        authorizer.claims(header)


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": int(time.time()) - 10},
        {"exp": None},
        {"iss": "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_another"},
        {"aud": "another"},
        {"aud": None},
        {"aud": None, "client_id": "another"},
        {"token_use": "refresh"},
        {"nbf": int(time.time()) + 600},
    ],
    ids=[
        "expired",
        "endless",
        "another pool",
        "another audience",
        "none",
        "another client",
        "a refresh token",
        "not yet valid",
    ],
)
def test_a_token_that_is_not_for_us_now_is_refused(authorizer, signed, changes):
    authorizer.claims(signed())
    with pytest.raises(Unauthorized):
        authorizer.claims(f"Bearer {signed(**changes)}")


def test_a_forged_token_is_refused(authorizer, token):
    claims = jwt.decode(token, options={"verify_signature": False})
    for forged in (
        jwt.encode(claims, STRANGER, "RS256", {"kid": "dummy"}),
        jwt.encode(claims, None, "none", {"kid": "dummy"}),
        jwt.encode(claims, "secret" * 8, "HS256", {"kid": "dummy"}),
        token[:-8] + "AAAAAAAA",
    ):
        with pytest.raises(Unauthorized):
            authorizer.claims(f"Bearer {forged}")


def test_claims_are_written_as_the_gateway_writes_them():
    assert [format_claim(value) for value in (["editor", "admin"], [], True, 7, "x")] == [
        "[editor admin]",
        "[]",
        "true",
        "7",
        "x",
    ]
