"""`gazette secrets`: creates, lists, rotates and removes keys of a deployed stack."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from gazette.subscriptions import keyring
from gazette.subscriptions.keyring import Keyring

LINK_KEY = "/keys/secrets/link-key"


@pytest.fixture
def run():
    """Runs the command on a stack whose secrets exist. The first argument is the subcommand."""
    outputs = {"UserPoolId": {"Value": "pool"}, "UserPoolClientId": {"Value": "client"}}
    cloudformation = boto3.client("cloudformation")
    cloudformation.create_stack(StackName="keys", TemplateBody=json.dumps({"Resources": {}, "Outputs": outputs}))

    def run(*command, answer=None):
        return CliRunner().invoke(app, ["secrets", *command, "--stack", "keys"], input=answer)

    run()
    yield run
    ssm = boto3.client("ssm")
    ssm.delete_parameters(Names=[LINK_KEY, "/keys/secrets/subscriber-key"])
    cloudformation.delete_stack(StackName="keys")


def read_keyring():
    stored = boto3.client("ssm").get_parameter(Name=LINK_KEY, WithDecryption=True)["Parameter"]
    assert stored["Type"] == "SecureString"
    return Keyring.parse(stored["Value"])


def write(value):
    boto3.client("ssm").put_parameter(Name=LINK_KEY, Value=value, Type="SecureString", Overwrite=True)


def test_a_rotation_signs_with_a_new_key_and_keeps_the_former_one(run):
    before = read_keyring()
    done = run("rotate", "link-key")
    after = read_keyring()
    assert (done.exit_code, list(after.keys)) == (0, [after.current, before.current])
    assert after.current != before.current
    assert after.keys[before.current] == before.keys[before.current]
    assert done.output == (
        f"{LINK_KEY} signs with the new key {after.current}; 1 former key stays valid.\n"
        "Functions use it within five minutes.\n"
    )


def test_a_former_key_is_removed_after_a_question_that_says_what_stops_working(run):
    former = read_keyring().current
    run("rotate", "link-key")
    refused = run("remove", "link-key", former, answer="n\n")
    assert refused.exit_code == 1
    assert "Unsubscribe links in mails that it signed stop working" in refused.output
    assert len(read_keyring().keys) == 2
    done = run("remove", "link-key", former, "--yes")
    assert done.output == f"{LINK_KEY} has no key {former} any more. Functions forget it within five minutes.\n"
    assert former not in read_keyring().keys


def test_keys_are_listed_by_their_ids_and_never_shown(run):
    former = read_keyring()
    run("rotate", "link-key")
    done = run("list")
    assert done.output.splitlines()[1:] == [
        f"{LINK_KEY}  {read_keyring().current}  signs",
        f"{LINK_KEY}  {former.current}  former",
    ]
    assert len(done.output.splitlines()) == 3
    stored = boto3.client("ssm").get_parameter(Name=LINK_KEY, WithDecryption=True)["Parameter"]["Value"]
    assert not any(pair.split(":")[1] in done.output for pair in stored.split())


def test_the_signing_key_and_an_unknown_key_cannot_be_removed(run):
    current = read_keyring().current
    done = run("remove", "link-key", current, "--yes")
    assert (done.exit_code, done.output) == (
        1,
        f"gazette: {current} is the key that signs; first run `gazette secrets rotate link-key --stack keys`\n",
    )
    done = run("remove", "link-key", "other", "--yes")
    assert (done.exit_code, done.output) == (1, f"gazette: {LINK_KEY} has no key other; it has {current}\n")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        (("rotate", "cursor-key"), "gazette: there is no keyring cursor-key; there are subscriber-key, link-key"),
        (("rotate", "link-key"), f"gazette: {LINK_KEY}: a keyring has a key of fewer than 32 bytes"),
    ],
)
def test_a_keyring_that_is_unknown_or_damaged_is_not_changed(run, command, line):
    write("k1:AA==")
    done = run(*command)
    assert (done.exit_code, done.output) == (1, f"{line}\n")
    assert boto3.client("ssm").get_parameter(Name=LINK_KEY, WithDecryption=True)["Parameter"]["Value"] == "k1:AA=="


def test_a_missing_keyring_names_the_command_that_makes_it(run):
    boto3.client("ssm").delete_parameter(Name=LINK_KEY)
    done = run("rotate", "link-key")
    assert (done.exit_code, done.output) == (1, f"gazette: {LINK_KEY} is missing; run `gazette secrets --stack keys`\n")


def test_two_rotations_at_once_are_noticed(run, monkeypatch):
    """SSM has no conditional write: the later rotation overwrites the earlier one, whose key then verifies nothing."""
    generate = keyring.rotate

    def rotate_late(value):
        monkeypatch.undo()
        run("rotate", "link-key")
        return generate(value)

    monkeypatch.setattr(keyring, "rotate", rotate_late)
    done = run("rotate", "link-key")
    assert done.exit_code == 1
    assert done.output.startswith(f"gazette: {LINK_KEY} was changed by somebody else at the same time")


def test_the_stack_must_be_named():
    done = CliRunner().invoke(app, ["secrets"])
    assert done.exit_code == 2
    assert "Missing option '--stack'" in done.output
