"""Commands on a deployed stack."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import boto3
import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner

from cli.main import app
from cli.target import FunctionFailed, find_target
from tests.support.deployed_stack import make_session


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
    assert done.output == "aziza@paper.example is invited, and in the group editor\n"
    assert groups(pool, "aziza@paper.example") == ["editor"]


def read_name(pool, email):
    found = boto3.client("cognito-idp").admin_get_user(UserPoolId=pool, Username=email)["UserAttributes"]
    return {entry["Name"]: entry["Value"] for entry in found}.get("name")


def test_a_member_who_is_added_again_gets_the_new_name_and_keeps_the_groups(run, pool):
    email = "aziza@paper.example"
    boto3.client("cognito-idp").create_group(UserPoolId=pool, GroupName="author")
    run("user", "add", email, "--group", "editor", "--name", "Aziza Karimova", "--stack", "paper")
    done = run("user", "add", email, "--group", "author", "--name", "Aziza Rahimova", "--stack", "paper")
    assert done.output == (
        f"{email} was there already, and is in the groups author, editor; the name is now Aziza Rahimova\n"
    )
    assert read_name(pool, email) == "Aziza Rahimova"
    assert sorted(groups(pool, email)) == ["author", "editor"]
    done = run("user", "add", email, "--group", "author", "--stack", "paper")
    assert done.output == f"{email} was there already, and is in the groups author, editor\n"
    assert read_name(pool, email) == "Aziza Rahimova"


@pytest.mark.parametrize("command", [("remove",), ("reset",), ("add", "--name", "Aziza")])
def test_a_refusal_of_the_user_pool_is_one_clear_line(run, pool, monkeypatch, command):
    session = make_session()
    refused = {"Error": {"Code": "AccessDeniedException", "Message": "not allowed"}}

    def refuse(model, **_):
        raise ClientError(refused, model.name)

    session.events.register("before-call.cognito-idp", refuse)
    monkeypatch.setattr("boto3.Session", lambda **_: session)
    done = run("user", *command, "aziza@paper.example", "--stack", "paper")
    assert (done.exit_code, done.output.count("\n")) == (1, 1)
    assert done.output.startswith("gazette: aziza@paper.example cannot be changed: An error occurred (AccessDenied")


def test_an_unknown_group_leaves_no_user_behind(run, pool):
    done = run("user", "add", "bobur@paper.example", "--group", "owner", "--stack", "paper")
    assert done.exit_code == 1
    assert boto3.client("cognito-idp").list_users(UserPoolId=pool)["Users"] == []


def test_a_member_of_staff_who_lost_a_phone_signs_in_without_it(run, pool):
    cognito, email = boto3.client("cognito-idp"), "aziza@paper.example"
    run("user", "add", email, "--group", "editor", "--stack", "paper")

    def factors():
        return cognito.admin_get_user(UserPoolId=pool, Username=email).get("UserMFASettingList", [])

    client = cognito.create_user_pool_client(
        UserPoolId=pool, ClientName="desk", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"]
    )["UserPoolClient"]["ClientId"]
    password = {"USERNAME": email, "PASSWORD": "Aa1-correct-horse"}
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password["PASSWORD"], Permanent=True)
    token = cognito.admin_initiate_auth(
        UserPoolId=pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=password
    )["AuthenticationResult"]["AccessToken"]
    cognito.associate_software_token(AccessToken=token)
    cognito.verify_software_token(AccessToken=token, UserCode="123456")
    cognito.set_user_mfa_preference(AccessToken=token, SoftwareTokenMfaSettings={"Enabled": True, "PreferredMfa": True})
    assert run("user", "reset", email, "--stack", "paper").exit_code == 0
    assert factors() == ["SOFTWARE_TOKEN_MFA"]
    assert run("user", "reset", email, "--mfa", "--stack", "paper").exit_code == 0
    assert factors() == []


def test_missing_secrets_are_made_once(run, pool):
    ssm = boto3.client("ssm")

    def kept():
        found = ssm.get_parameters_by_path(Path="/paper/secrets", WithDecryption=True)["Parameters"]
        return {parameter["Name"]: (parameter["Type"], parameter["Value"]) for parameter in found}

    done = run("secrets", "--stack", "paper")
    assert done.output.splitlines() == [f"created {name}" for name in kept()]
    assert {kind for kind, _ in kept().values()} == {"SecureString"}
    before = kept()
    assert run("secrets", "--stack", "paper").output == "nothing is missing\n"
    assert kept() == before


def test_a_stack_that_is_not_there_is_one_clear_line(run):
    done = run("secrets", "--stack", "nowhere")
    assert done.exit_code == 1
    assert done.output.startswith("gazette: the stack nowhere cannot be read")
    assert done.output.count("\n") == 1


def test_a_stack_of_another_application_is_one_clear_line(run):
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="other", TemplateBody=json.dumps({"Resources": {}}))
    done = run("user", "remove", "a@b.example", "--stack", "other")
    assert (done.exit_code, done.output) == (
        1,
        "gazette: the stack other is not a Gazette stack: it has no output 'UserPoolId'\n",
    )


@pytest.fixture
def lambdas(monkeypatch):
    """A stand-in for Lambda: `answers` are (headers, result) for invocations, which it notes in `invoked`."""
    noted = SimpleNamespace(answers=[], invoked=[])

    class Lambda(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            event = json.loads(self.rfile.read(int(self.headers["content-length"])))
            noted.invoked.append((self.path, event))
            headers, result = noted.answers.pop(0)
            body = json.dumps(result).encode()
            self.send_response(200)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Lambda)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", f"http://127.0.0.1:{server.server_port}")
    yield noted
    server.shutdown()
    server.server_close()


@pytest.fixture
def rates_stack():
    """A stack with a table of jobs, and a stand-in for its function."""
    cloudformation = boto3.client("cloudformation")
    resources = {
        "JobsTable": {
            "Type": "AWS::DynamoDB::Table",
            "Properties": {
                "TableName": "rates-jobs",
                "BillingMode": "PAY_PER_REQUEST",
                "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
                "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            },
        },
        "RateIngestionFunction": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "rates-ingestion"}},
    }
    outputs = {"UserPoolId": {"Value": "pool"}, "UserPoolClientId": {"Value": "client"}}
    cloudformation.create_stack(
        StackName="rates", TemplateBody=json.dumps({"Resources": resources, "Outputs": outputs})
    )
    yield "rates"
    cloudformation.delete_stack(StackName="rates")


def test_a_stacks_function_is_invoked_by_its_own_name(rates_stack, lambdas):
    lambdas.answers[:] = [({}, {"worked": True}), ({"x-amz-function-error": "Unhandled"}, {"errorType": "Invalid"})]
    place = find_target(3000, rates_stack)
    assert place.invoke("RateIngestionFunction", {"source": "cbu"}) == {"worked": True}
    assert lambdas.invoked[0] == ("/2015-03-31/functions/rates-ingestion/invocations", {"source": "cbu"})
    with pytest.raises(FunctionFailed) as failure:
        place.invoke("RateIngestionFunction", {})
    assert failure.value.kind == "Invalid"


def test_a_stacks_jobs_are_listed_from_its_own_table(run, rates_stack):
    assert run("jobs", "list", "--stack", "rates").output == "there is no job\n"
    done = run("backfill", "--from", "2026-04-01", "--to", "2026-04-02", "--stack", "rates", "--detach")
    assert done.output.startswith("rates.backfill/cbu/2026-04-01/2026-04-02 is started")
    assert run("jobs", "list", "--stack", "rates").output.endswith(
        "0 of 2 days  rates.backfill/cbu/2026-04-01/2026-04-02\n"
    )
