"""Commands on a deployed stack."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app


@pytest.fixture
def run():
    return lambda *command: CliRunner().invoke(app, command)


@pytest.fixture
def pool():
    """A stack of CloudFormation with a user pool of its own."""
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="paper", UsernameAttributes=["email"])["UserPool"]["Id"]
    cognito.create_group(UserPoolId=pool, GroupName="editor")
    outputs = {"UserPoolId": {"Value": pool}, "UserPoolClientId": {"Value": "client"}}
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="paper", TemplateBody=json.dumps({"Resources": {}, "Outputs": outputs}))
    yield pool
    cloudformation.delete_stack(StackName="paper")
    cognito.delete_user_pool(UserPoolId=pool)


def groups(pool, email):
    answer = boto3.client("cognito-idp").admin_list_groups_for_user(UserPoolId=pool, Username=email)
    return [group["GroupName"] for group in answer["Groups"]]


def test_a_member_of_staff_is_added_to_a_stacks_own_pool(run, pool):
    done = run("user", "add", "aziza@paper.example", "--group", "editor", "--stack", "paper")
    assert done.output == "aziza@paper.example is in the group editor\n"
    assert groups(pool, "aziza@paper.example") == ["editor"]


def test_an_unknown_group_leaves_no_user_behind(run, pool):
    done = run("user", "add", "bobur@paper.example", "--group", "owner", "--stack", "paper")
    assert done.exit_code == 1
    assert boto3.client("cognito-idp").list_users(UserPoolId=pool)["Users"] == []


def test_missing_secrets_are_made_once(run, pool):
    ssm = boto3.client("ssm")

    def kept():
        found = ssm.get_parameters_by_path(Path="/paper/secrets", WithDecryption=True)["Parameters"]
        return {parameter["Name"]: (parameter["Type"], parameter["Value"]) for parameter in found}

    done = run("secrets", "--stack", "paper")
    assert done.output.splitlines() == [f"made {name}" for name in kept()]
    assert {kind for kind, _ in kept().values()} == {"SecureString"}
    before = kept()
    assert run("secrets", "--stack", "paper").output == "nothing is missing\n"
    assert kept() == before


def test_a_stack_that_is_not_there_is_one_clear_line(run):
    done = run("secrets", "--stack", "nowhere")
    assert done.exit_code == 1
    assert done.output.startswith("gazette: the stack nowhere cannot be read")
    assert done.output.count("\n") == 1


def test_a_stack_of_something_else_is_told_apart(run):
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="other", TemplateBody=json.dumps({"Resources": {}}))
    done = run("user", "remove", "a@b.example", "--stack", "other")
    assert (done.exit_code, done.output) == (
        1,
        "gazette: the stack other is no Gazette: it has no output 'UserPoolId'\n",
    )


def test_help_names_every_command(run):
    listed = run("--help").output
    for name in ("dev", "token", "invoke", "seed", "secrets", "user", "openapi", "template"):
        assert f"  {name} " in listed
        assert run(name, "--help").exit_code == 0
