"""`gazette restore` on a deployed stack."""

import json

import boto3
import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.restore import compatibility
from cli.restore.copying import Rule
from gazette.dynamodb.items import serialize
from gazette.errors import Unavailable

SCHEMA = {
    "BillingMode": "PAY_PER_REQUEST",
    "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("kind", "slug")],
    "KeySchema": [{"AttributeName": "kind", "KeyType": "HASH"}, {"AttributeName": "slug", "KeyType": "RANGE"}],
}


@pytest.fixture
def news(dynamodb, monkeypatch):
    """A stack with an empty table, and a restored table with three items, of which two are a page."""
    monkeypatch.setattr("cli.restore.copying.PAGE", 2)
    cloudformation = boto3.client("cloudformation")
    table = {"Type": "AWS::DynamoDB::Table", "Properties": {"TableName": "news-taxonomy", **SCHEMA}}
    outputs = {"UserPoolId": {"Value": "pool"}, "UserPoolClientId": {"Value": "client"}}
    template = {"Resources": {"TaxonomyTable": table}, "Outputs": outputs}
    cloudformation.create_stack(StackName="news", TemplateBody=json.dumps(template))
    dynamodb.create_table(TableName="restored", **SCHEMA)
    for number in range(3):
        dynamodb.put_item(
            TableName="restored", Item=serialize({"kind": "category", "slug": f"c{number}", "version": 1})
        )
    yield
    dynamodb.delete_table(TableName="restored")
    cloudformation.delete_stack(StackName="news")


@pytest.fixture
def run(news):
    return lambda *arguments: CliRunner().invoke(app, ["restore", *arguments, "--stack", "news"])


def count(dynamodb):
    return dynamodb.scan(TableName="news-taxonomy", Select="COUNT")["Count"]


def test_a_trial_writes_nothing_and_a_copy_can_be_repeated(run, dynamodb):
    trial = run("Taxonomy", "restored", "--dry-run")
    assert trial.output.splitlines()[-1] == "Taxonomy, nothing is written: 3 copied"
    assert count(dynamodb) == 0
    done = run("Taxonomy", "restored")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Taxonomy: 3 copied")
    assert run("Taxonomy", "restored").output.splitlines()[-1] == "Taxonomy: 3 there already"


@pytest.mark.parametrize(
    ("stop", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "Taxonomy: 2 copied; the same command continues"),
        (Unavailable("Busy"), 1, "gazette: Busy; so far 2 copied; the same command continues"),
    ],
    ids=["Ctrl-C", "a busy table"],
)
def test_an_interrupted_copy_says_how_far_it_came_and_is_continued(run, dynamodb, monkeypatch, stop, code, line):
    copy, pages = Rule.copy, []

    def copy_one_page(rule, items):
        if pages:
            raise stop
        pages.append(items)
        return copy(rule, items)

    with monkeypatch.context() as patch:
        patch.setattr(Rule, "copy", copy_one_page)
        stopped = run("Taxonomy", "restored")
    assert (stopped.exit_code, stopped.output.splitlines()[-1]) == (code, line)
    assert count(dynamodb) == 2
    assert run("Taxonomy", "restored").output.splitlines()[-1] == "Taxonomy: 2 there already, 1 copied"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("Jobs", "restored"), "gazette: Jobs cannot be restored; there are Drafts, "),
        (("Taxonomy", "news-taxonomy"), "gazette: news-taxonomy is the table of the stack itself"),
        (("Taxonomy", "nowhere"), "gazette: the table nowhere cannot be copied: "),
        (("Drafts", "restored"), "gazette: the table restored cannot be copied: "),
    ],
    ids=["a table without a rule", "the same table", "no restored table", "no such table in the stack"],
)
def test_a_wrong_table_is_one_clear_line(run, arguments, error):
    done = run(*arguments)
    assert done.exit_code == 1
    assert done.output.splitlines()[-1].startswith(error)
    assert "Traceback" not in done.output


OTHER_SCHEMAS = {
    "other names": (("id", "S", "HASH"), ("part", "S", "RANGE")),
    "hash and range exchanged": (("slug", "S", "HASH"), ("kind", "S", "RANGE")),
    "no range": (("kind", "S", "HASH"),),
    "other types": (("kind", "S", "HASH"), ("slug", "N", "RANGE")),
}


@pytest.mark.parametrize("schema", OTHER_SCHEMAS.values(), ids=OTHER_SCHEMAS)
@pytest.mark.parametrize("options", [(), ("--dry-run",)], ids=["copy", "trial"])
def test_a_table_with_another_key_is_refused_before_anything_is_written(run, dynamodb, schema, options):
    dynamodb.create_table(
        TableName="other",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind} for name, kind, _ in schema],
        KeySchema=[{"AttributeName": name, "KeyType": role} for name, _, role in schema],
    )
    key = {name: {kind: "1"} for name, kind, _ in schema}
    dynamodb.put_item(TableName="other", Item=key)
    done = run("Taxonomy", "other", *options)
    dynamodb.delete_table(TableName="other")
    described = ", ".join(f"{name} ({kind})" for name, kind, _ in schema)
    assert done.exit_code == 1
    assert done.output == (
        f"gazette: other is no copy of Taxonomy: its key is {described}, that of news-taxonomy is kind (S), slug (S)\n"
    )
    assert count(dynamodb) == 0


@pytest.fixture
def restored_from(dynamodb):
    """Restores a table to the present second. The names begin with `pitr-`."""
    made = []

    def restore(source):
        made.append(f"pitr-{source}")
        dynamodb.update_continuous_backups(
            TableName=source, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=source, TargetTableName=made[-1], UseLatestRestorableTime=True
        )
        return made[-1]

    yield restore
    for name in made:
        dynamodb.delete_table(TableName=name)


def test_a_copy_of_another_table_with_the_same_key_needs_an_option(run, dynamodb, restored_from):
    """Jobs and Media have the same key; so has each table of another site."""
    other = restored_from("restored")
    done = run("Taxonomy", other)
    assert (done.exit_code, done.output) == (
        1,
        "gazette: pitr-restored is a copy of restored, not of news-taxonomy; with --other-source it is copied\n",
    )
    assert count(dynamodb) == 0
    assert run("Taxonomy", other, "--other-source").output.splitlines()[-1] == "Taxonomy: 3 copied"
    assert run("Taxonomy", restored_from("news-taxonomy")).output.splitlines()[-1] == "Taxonomy: 3 there already"


def test_a_table_that_is_still_restored_is_refused(run, monkeypatch):
    describe = compatibility.describe
    monkeypatch.setattr(
        compatibility, "describe", lambda *arguments: {**describe(*arguments), "TableStatus": "CREATING"}
    )
    done = run("Taxonomy", "restored")
    assert (done.exit_code, done.output) == (1, "gazette: restored is CREATING; wait until it is ACTIVE\n")
