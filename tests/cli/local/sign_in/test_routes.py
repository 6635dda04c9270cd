"""The sign-in page and the token endpoint, over a real user pool of the emulator."""

import json
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from starlette.applications import Starlette

from cli.local.api.authorizer import JwtAuthorizer
from cli.local.sign_in import routes as sign_in_routes
from cli.local.sign_in.clients import SignInClient
from cli.local.sign_in.codes import compute_challenge
from cli.local.sign_in.people import SAMPLES, People
from cli.local.sign_in.routes import SignInRoutes
from cli.staff import add_user
from gazette.staff.user_pool import GROUPS
from tests.cli.local.conftest import call
from tests.support.aws import ENDPOINT, STACK

DESK = "http://127.0.0.1:3000/desk"
VERIFIER = "v" * 43
AUTHOR, EDITOR, ADMIN = (sample.email for sample in SAMPLES)
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
def pool(cognito):
    pool = cognito.create_user_pool(PoolName="people", UsernameAttributes=["email"])["UserPool"]["Id"]
    for group in GROUPS:
        cognito.create_group(UserPoolId=pool, GroupName=group)
    return pool


@pytest.fixture(scope="module")
def client(cognito, pool):
    made = cognito.create_user_pool_client(UserPoolId=pool, ClientName="desk", ReadAttributes=["email", "name"])
    return made["UserPoolClient"]["ClientId"]


@pytest.fixture(scope="module")
def authorizer(pool, client):
    keys = f"{ENDPOINT}/{pool}/.well-known/jwks.json"
    return JwtAuthorizer(f"https://cognito-idp.{STACK.region}.amazonaws.com/{pool}", [client], keys)


@pytest.fixture
def app(cognito, pool, client):
    clients = {client: SignInClient(client, (DESK,), seconds=14 * 3600, grace=60)}
    return Starlette(routes=SignInRoutes(clients, People(cognito, pool)).routes)


@pytest.fixture
def clock(monkeypatch):
    """Sets the time of the server, in seconds."""
    times = [1_000_000.0]
    monkeypatch.setattr(sign_in_routes.time, "time", lambda: times[0])
    return lambda seconds: times.__setitem__(0, 1_000_000.0 + seconds)


@pytest.fixture
def query(client):
    def query(**changes):
        asked = {
            "response_type": "code",
            "client_id": client,
            "redirect_uri": DESK,
            "state": "a state",
            "code_challenge": compute_challenge(VERIFIER),
            "code_challenge_method": "S256",
        } | changes
        return f"/oauth2/authorize?{urlencode({name: value for name, value in asked.items() if value is not None})}"

    return query


def send_form(app, path, **fields):
    return call(app, "POST", path, headers=FORM, body=urlencode(fields).encode())


def choose(app, address, person):
    """The parameters with which the browser comes back."""
    answer = call(app, "POST", address, headers=FORM, body=urlencode({"person": person}).encode())
    assert answer.status == 303
    assert answer.headers["cache-control"] == "no-store"
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["location"]).query).items()}


@pytest.fixture
def exchange(app, client):
    def exchange(code, **changes):
        fields = {"grant_type": "authorization_code", "client_id": client, "code": code, "redirect_uri": DESK}
        return send_form(app, "/oauth2/token", **{**fields, "code_verifier": VERIFIER, **changes})

    return exchange


@pytest.fixture
def renew(app, client):
    def renew(token):
        return send_form(app, "/oauth2/token", grant_type="refresh_token", client_id=client, refresh_token=token)

    return renew


@pytest.fixture
def signed_in(app, query, exchange):
    """The tokens of a person."""

    def signed_in(person=EDITOR):
        answer = exchange(choose(app, query(), person)["code"])
        assert answer.status == 200, answer.body
        return answer.json

    return signed_in


def test_the_page_offers_one_person_of_each_group_and_everybody_else_of_the_pool(app, query, cognito, pool):
    add_user(cognito, pool, "dilnoza@paper.example", "editor", quietly=True, name="Dilnoza <Rahimova>")
    answer = call(app, "GET", query())
    assert (answer.status, answer.headers["referrer-policy"]) == (200, "same-origin")
    html = answer.body.decode()
    for sample in SAMPLES:
        assert f'value="{sample.email}"' in html
        assert sample.name in html
    assert 'value="dilnoza@paper.example"' in html
    assert "Dilnoza &lt;Rahimova&gt;" in html


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.group for sample in SAMPLES])
def test_tokens_are_those_of_the_pool_with_name_and_group(signed_in, authorizer, client, sample):
    tokens = signed_in(sample.email)
    claims = authorizer.claims(f"Bearer {tokens['id_token']}")
    assert (claims["name"], claims["cognito:groups"]) == (sample.name, f"[{sample.group}]")
    assert authorizer.claims(f"Bearer {tokens['access_token']}")["client_id"] == client
    assert tokens["token_type"] == "Bearer"
    assert 0 < tokens["expires_in"] <= 3600


def test_a_person_stays_the_same_over_sign_ins(signed_in):
    first, second = (decode(signed_in(EDITOR)["id_token"]) for _ in range(2))
    assert first["sub"] == second["sub"]


def decode(token):
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "somebody"},
        {"redirect_uri": "http://elsewhere.example/desk"},
        {"redirect_uri": f"{DESK}/"},
        {"redirect_uri": "http://127.0.0.1:3001/desk"},
        {"redirect_uri": "http://localhost.elsewhere.example:3000/desk"},
        {"redirect_uri": "http://localhost@elsewhere.example/desk"},
        {"redirect_uri": None},
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nobody_is_sent_to_an_address_that_the_client_does_not_have(app, query, changes, method):
    answer = call(app, method, query(**changes), headers=FORM, body=b"person=" + EDITOR.encode())
    assert answer.status == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    "changes",
    [
        {"state": None},
        {"code_challenge": None},
        {"code_challenge": "short"},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
    ],
)
def test_a_wrong_request_leads_back_with_an_error(app, query, changes):
    answer = call(app, "GET", query(**changes))
    parameters = parse_qs(urlsplit(answer.headers["location"]).query)
    assert (answer.status, parameters["error"]) == (303, ["invalid_request"])
    assert parameters.get("state", [None]) == [changes.get("state", "a state")]


def test_localhost_is_this_machine_too(app, query, exchange):
    here = DESK.replace("127.0.0.1", "localhost")
    code = choose(app, query(redirect_uri=here), EDITOR)["code"]
    assert exchange(code, redirect_uri=here).status == 200


def test_the_state_comes_back_and_a_stranger_gets_no_code(app, query):
    assert choose(app, query(), EDITOR)["state"] == "a state"
    assert choose(app, query(), "stranger@paper.example") == {"error": "access_denied", "state": "a state"}


def test_a_page_of_another_site_chooses_nobody(app, query):
    headers = {**FORM, "origin": "https://elsewhere.example"}
    assert call(app, "POST", query(), headers=headers, body=urlencode({"person": ADMIN}).encode()).status == 403


def test_a_code_is_good_once_for_a_minute_and_for_who_has_the_verifier(app, query, exchange, clock):
    code = choose(app, query(), EDITOR)["code"]
    assert exchange(code).status == 200
    assert (exchange(code).status, exchange(code).json) == (400, {"error": "invalid_grant"})
    assert exchange(choose(app, query(), EDITOR)["code"], code_verifier="w" * 43).json == {"error": "invalid_grant"}
    late = choose(app, query(), EDITOR)["code"]
    clock(60)
    assert exchange(late).json == {"error": "invalid_grant"}


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"client_id": "somebody"}, "invalid_client"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token"}, "invalid_grant"),
    ],
)
def test_what_the_token_endpoint_refuses(exchange, fields, error):
    answer = exchange("guessed", **fields)
    assert (answer.status, answer.json) == (400, {"error": error})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_refresh_token_is_replaced_and_the_former_one_is_good_for_a_minute(signed_in, renew, clock):
    first = signed_in()["refresh_token"]
    answer = renew(first)
    assert decode(answer.json["id_token"])["name"] == SAMPLES[1].name
    second = answer.json["refresh_token"]
    assert second != first
    clock(60)
    assert renew(first).status == 200
    clock(61)
    assert (renew(first).status, renew(first).json) == (400, {"error": "invalid_grant"})
    assert renew(second).status == 200


def test_a_sign_in_ends_after_its_hours_however_often_it_was_renewed(signed_in, renew, clock):
    token = signed_in()["refresh_token"]
    clock(14 * 3600 - 1)
    token = renew(token).json["refresh_token"]
    clock(14 * 3600)
    assert renew(token).json == {"error": "invalid_grant"}


def test_whoever_signs_out_ends_all_tokens_of_the_session_and_no_others(app, client, signed_in, renew):
    first, other = signed_in()["refresh_token"], signed_in()["refresh_token"]
    second = renew(first).json["refresh_token"]
    answer = send_form(app, "/oauth2/revoke", client_id=client, token=second)
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")
    assert [renew(token).status for token in (first, second, other)] == [400, 400, 200]
    assert send_form(app, "/oauth2/revoke", client_id=client, token=second).status == 200
    assert send_form(app, "/oauth2/revoke", client_id="somebody", token=other).status == 400


@pytest.mark.parametrize("end", ["admin_disable_user", "admin_delete_user", "admin_user_global_sign_out"])
def test_a_person_who_has_left_gets_no_new_tokens(cognito, pool, signed_in, renew, end):
    email = f"{end}@paper.example".replace("_", "-")
    add_user(cognito, pool, email, "author", quietly=True)
    token = signed_in(email)["refresh_token"]
    getattr(cognito, end)(UserPoolId=pool, Username=email)
    assert (renew(token).status, renew(token).json) == (400, {"error": "invalid_grant"})


def test_a_disabled_person_is_not_offered(app, query, cognito, pool):
    add_user(cognito, pool, "left@paper.example", "author", quietly=True)
    cognito.admin_disable_user(UserPoolId=pool, Username="left@paper.example")
    assert "left@paper.example" not in call(app, "GET", query()).body.decode()


def test_signing_out_leads_back_to_an_address_of_the_client_only(app, client):
    def log_out(address):
        return call(app, "GET", f"/logout?{urlencode({'client_id': client, 'logout_uri': address})}")

    assert (log_out(DESK).status, log_out(DESK).headers["location"]) == (302, DESK)
    assert log_out("https://elsewhere.example/").status == 400


def test_a_client_without_rotation_keeps_its_refresh_token(cognito, pool, client, query):
    clients = {client: SignInClient(client, (DESK,), seconds=3600, grace=None)}
    app = Starlette(routes=SignInRoutes(clients, People(cognito, pool)).routes)
    fields = {"client_id": client, "redirect_uri": DESK, "code_verifier": VERIFIER}
    code = choose(app, query(), EDITOR)["code"]
    token = send_form(app, "/oauth2/token", grant_type="authorization_code", code=code, **fields).json["refresh_token"]
    for _ in range(2):
        answer = send_form(app, "/oauth2/token", grant_type="refresh_token", client_id=client, refresh_token=token)
        assert answer.status == 200
        assert "refresh_token" not in json.loads(answer.body)
