"""The member of staff of the smoke test on a stack."""

import io
from contextlib import suppress

import boto3
import pytest

from cli.checks import CheckFailed
from cli.commands.smoke import remove_staff_at_last
from cli.http_client import Site
from cli.smoke.staff import NotSignedIn, Staff, check_staff_calls
from cli.staff import add_user
from cli.target import Target
from tests.support.deployed_stack import findings, make_session

RUN = "01KCRSJ5M0V7Z4N8Q2W6X9Y3TB"


@pytest.fixture
def target():
    """A stack with a user pool."""
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="paper", UsernameAttributes=["email"])["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="paper")["UserPoolClient"]["ClientId"]
    cognito.create_group(UserPoolId=pool, GroupName="editor")
    yield Target(make_session(), pool, client, stack="paper")
    with suppress(cognito.exceptions.ResourceNotFoundException):
        cognito.delete_user_pool(UserPoolId=pool)


def list_users(target):
    return target.client("cognito-idp").list_users(UserPoolId=target.user_pool)["Users"]


def test_a_temporary_editor_is_there_only_during_the_test(target):
    staff = Staff(target, "", RUN, may_write=True)
    assert list_users(target) == []
    assert staff.sign_in() == staff.sign_in()
    assert len(list_users(target)) == 1
    assert staff.remove()
    assert not staff.remove()
    assert list_users(target) == []


def test_nobody_is_created_without_leave_to_write(target, http_site):
    staff = Staff(target, "", RUN, may_write=False)
    with pytest.raises(NotSignedIn, match="--user, or --write"):
        staff.sign_in()
    site = Site(http_site({"/v1/editorial/me": (401, {})}))
    [(_, without_token), (status, reason)] = findings(check_staff_calls, site, staff)
    assert without_token == "GET /v1/editorial/me without a token → 401"
    assert (status, reason.partition(":")[0]) == ("unknown", "nobody is signed in")
    assert list_users(target) == []


@pytest.fixture
def aziza(target, monkeypatch):
    """Adds an editor with a password, which is in the environment."""

    def add(*, permanent):
        cognito = target.client("cognito-idp")
        add_user(cognito, target.user_pool, "aziza@paper.example", "editor", quietly=True)
        password = {"Password": "Correct-horse-7", "Permanent": permanent}
        cognito.admin_set_user_password(UserPoolId=target.user_pool, Username="aziza@paper.example", **password)
        monkeypatch.setenv("GAZETTE_PASSWORD", password["Password"])
        return Staff(target, "aziza@paper.example", RUN, may_write=True)

    return add


def test_a_named_member_signs_in_by_the_password_of_the_environment_and_stays(target, aziza):
    staff = aziza(permanent=True)
    assert staff.sign_in().id
    assert not staff.remove()
    assert len(list_users(target)) == 1


def test_a_named_member_with_an_authenticator_app_gives_its_code(target, aziza, monkeypatch, capsys):
    cognito = target.client("cognito-idp")
    access_token = aziza(permanent=True).sign_in().access
    cognito.associate_software_token(AccessToken=access_token)
    cognito.verify_software_token(AccessToken=access_token, UserCode="123456")
    app = {"Enabled": True, "PreferredMfa": True}
    cognito.set_user_mfa_preference(AccessToken=access_token, SoftwareTokenMfaSettings=app)
    monkeypatch.setattr("sys.stdin", io.StringIO("123456\n"))
    assert Staff(target, "aziza@paper.example", RUN, may_write=False).sign_in().id
    assert capsys.readouterr() == ("", "Code of the app: ")


def test_a_sign_in_that_needs_more_is_one_clear_line(aziza):
    with pytest.raises(CheckFailed, match="NEW_PASSWORD_REQUIRED"):
        aziza(permanent=False).sign_in()


def test_a_route_that_is_open_to_everybody_or_refuses_a_token_is_a_failure(target, http_site):
    """A site that answers 200 to everybody: the authorizer is missing."""
    site = Site(http_site({"/v1/editorial/me": (200, {"id": "7d8f", "groups": ["editor"]})}))
    staff = Staff(target, "", RUN, may_write=True)
    assert [status for status, _ in findings(check_staff_calls, site, staff)] == ["failed", "ok", "ok"]
    site = Site(http_site({"/v1/editorial/me": (403, {"detail": "This needs the group author."})}))
    found = findings(check_staff_calls, site, staff)
    assert found[-1] == (
        "failed",
        "GET /v1/editorial/me with the access token → 403 (This needs the group author.)",
    )
    staff.remove()


def test_a_temporary_editor_that_cannot_be_deleted_is_named(target, capsys):
    staff = Staff(target, "", RUN, may_write=True)
    staff.sign_in()
    target.client("cognito-idp").delete_user_pool(UserPoolId=target.user_pool)
    remove_staff_at_last(staff)
    assert capsys.readouterr().err.startswith(f"gazette: {staff.temporary_user} is not deleted: An error occurred")
