"""`gazette token` on a deployed stack."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.sign_in import sign_in
from cli.staff import add_user
from tests.support.deployed_stack import answer, make_session

USER, TEMPORARY, PASSWORD = "aziza@paper.example", "Temporary-pass-1", "Seven-horses-7"


@pytest.fixture
def pool():
    """A stack with a user pool and an invited admin. Returns the ids of the pool and of its client."""
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="paper", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="paper")["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="admin")
    add_user(cognito, pool, USER, "admin", quietly=True)
    set_password(pool, TEMPORARY, permanent=False)
    outputs = {"UserPoolId": {"Value": pool}, "UserPoolClientId": {"Value": client}}
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="paper", TemplateBody=json.dumps({"Resources": {}, "Outputs": outputs}))
    yield pool, client
    cloudformation.delete_stack(StackName="paper")
    cognito.delete_user_pool(UserPoolId=pool)


def set_password(pool, password, *, permanent=True):
    boto3.client("cognito-idp").admin_set_user_password(
        UserPoolId=pool, Username=USER, Password=password, Permanent=permanent
    )


def enable_app(pool, client):
    cognito = boto3.client("cognito-idp")
    access_token = sign_in(cognito, pool, client, USER, PASSWORD).access
    cognito.associate_software_token(AccessToken=access_token)
    cognito.verify_software_token(AccessToken=access_token, UserCode="123456")
    app = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(AccessToken=access_token, SoftwareTokenMfaSettings=app)


@pytest.fixture
def run(monkeypatch):
    """Runs the command. `passwords` are typed at the terminal, `code` is standard input."""

    def run(*options, passwords=(), code=""):
        typed, asked = iter(passwords), []
        monkeypatch.setattr("getpass.getpass", lambda text: asked.append(text) or next(typed))
        done = CliRunner().invoke(app, ["token", *options, "--stack", "paper"], input=code)
        assert next(typed, None) is None
        return done

    return run


def is_token(output):
    """Whether standard output has a JSON web token, and nothing else."""
    return output.count(".") == 2 and output.count("\n") == 1 and " " not in output


def test_the_password_of_the_environment_is_used(run, pool, monkeypatch):
    set_password(pool[0], PASSWORD)
    monkeypatch.setenv("GAZETTE_PASSWORD", PASSWORD)
    done = run("--user", USER)
    assert (done.exit_code, done.stderr, is_token(done.stdout)) == (0, "", True)


def test_questions_are_not_in_the_output(run, pool):
    set_password(pool[0], PASSWORD)
    enable_app(*pool)
    done = run("--user", USER, passwords=[PASSWORD], code="123456\n")
    assert (done.exit_code, is_token(done.stdout)) == (0, True)
    assert done.stderr == "Code of the app: "


def test_an_invited_member_replaces_the_temporary_password(run, pool):
    done = run("--user", USER, passwords=[TEMPORARY, PASSWORD, "Seven-hoses-7", PASSWORD, PASSWORD])
    assert (done.exit_code, is_token(done.stdout)) == (0, True)
    assert run("--user", USER, passwords=[PASSWORD]).exit_code == 0


@pytest.mark.parametrize(
    ("options", "passwords", "line"),
    [
        (
            ("--user", USER),
            ["wrong"],
            f"gazette: {USER} cannot be signed in: An error occurred (NotAuthorizedException)",
        ),
        ((), [], "gazette: with --stack a member of staff signs in: give --user, and no --group"),
        (("--user", USER, "--group", "admin"), [], "gazette: with --stack a member of staff signs in"),
    ],
    ids=["wrong password", "no user", "a group"],
)
def test_who_cannot_be_signed_in_is_one_clear_line(run, pool, options, passwords, line):
    done = run(*options, passwords=passwords)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].startswith(line)


def test_a_challenge_is_answered_with_the_user_name_and_not_with_the_address():
    """Cognito refuses an alias there; the emulator accepts it."""
    session, sent = make_session(), []
    challenge = {"ChallengeName": "SOFTWARE_TOKEN_MFA", "Session": "s" * 20}
    answer(session, "cognito-idp.AdminInitiateAuth", {**challenge, "ChallengeParameters": {"USER_ID_FOR_SRP": "7d8f"}})
    tokens = {"AuthenticationResult": {"IdToken": "id", "AccessToken": "access", "RefreshToken": "refresh"}}
    answer(session, "cognito-idp.AdminRespondToAuthChallenge", tokens)
    cognito = session.client("cognito-idp")
    cognito.meta.events.register(
        "provide-client-params.cognito-idp.AdminRespondToAuthChallenge", lambda params, **_: sent.append(params)
    )
    prompts = {"SOFTWARE_TOKEN_MFA": lambda: "123456"}
    assert sign_in(cognito, "eu-central-1_1", "client", USER, PASSWORD, prompts=prompts).id == "id"
    assert sent[0]["ChallengeResponses"] == {"USERNAME": "7d8f", "SOFTWARE_TOKEN_MFA_CODE": "123456"}
