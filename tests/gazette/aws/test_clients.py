"""Clients of the SDK: one session, short timeouts."""

import ast

import pytest

from cli.local.stack import Stack
from gazette.aws.clients import client
from tests.test_architecture import CORE, DEPLOYED, HANDLERS, imports, tree, within


@pytest.mark.parametrize("service", ["dynamodb", "sqs", "events", "cloudfront"])
def test_the_timeouts_of_a_client_end_before_that_of_its_function(stack: Stack, service: str) -> None:
    """Three timeouts and the longest pauses between them (1 s, then 2 s) fit into the time of an API function."""
    config = client(service).meta.config
    assert config.connect_timeout <= 1
    assert config.read_timeout <= 3
    assert config.retries["mode"] == "standard"
    tries = config.retries["total_max_attempts"]
    worst = tries * config.read_timeout + sum(2**n for n in range(tries - 1))
    timeout = stack.resources["EditorialFunction"]["Properties"]["Timeout"]
    assert worst <= timeout - 1


def test_clients_are_cached() -> None:
    assert client("dynamodb") is client("dynamodb")
    assert client("dynamodb") is not client("dynamodb", tries=1)


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-1"])
def test_forms_for_uploads_name_the_host_that_the_desk_may_connect_to(
    stack: Stack, monkeypatch: pytest.MonkeyPatch, region: str
) -> None:
    """That of the bucket in its region. The page of the desk allows no other, and a browser follows no redirect."""
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    form = client.__wrapped__("s3").generate_presigned_post("the-bucket", "originals/1")
    assert form["url"] == f"https://the-bucket.s3.{region}.amazonaws.com/"
    allowed = stack.resources["PagesFunction"]["Properties"]["Environment"]["Variables"]["UPLOAD_URL"]
    assert allowed == {"Fn::Sub": "https://${MediaBucket.RegionalDomainName}"}


BOTO3 = {
    "gazette.aws.clients": {"boto3", "botocore.config"},
    "gazette.dynamodb.items": {"boto3.dynamodb.types"},
}
"""The modules that import boto3, and what of it. All may import the errors of botocore."""
ERRORS = {"botocore.exceptions", "botocore.parsers"}

POWERTOOLS = (
    "aws_lambda_powertools",
    "aws_lambda_powertools.event_handler",
    "aws_lambda_powertools.metrics",
    "aws_lambda_powertools.utilities.batch",
    "aws_lambda_powertools.utilities.data_classes",
    "aws_lambda_powertools.utilities.idempotency",  # with our client, below
    "aws_lambda_powertools.utilities.typing",
)
"""The parts of Powertools that make no client of their own. Others (parameters, feature flags, streaming, kafka) do."""


def test_no_deployed_code_makes_a_client_elsewhere() -> None:
    """A client of boto3's own waits 60 s for an answer, in a function that has 10 s."""

    def may_import(module: str, name: str) -> bool:
        if within(name, ("boto3", "botocore", "s3transfer")):
            return name in BOTO3.get(module, set()) | ERRORS
        return not within(name, POWERTOOLS[:1]) or name == POWERTOOLS[0] or within(name, POWERTOOLS[1:])

    modules = {".".join(path.relative_to(CORE.parent).with_suffix("").parts): path for path in CORE.rglob("*.py")}
    modules |= {path.parent.name: path for path in HANDLERS}
    imported = {(module, name) for module, path in modules.items() for name in imports(path)}
    assert {(module, name) for module, name in imported if not may_import(module, name)} == set()


def test_the_records_of_idempotency_use_our_client() -> None:
    """Powertools makes one of its own if it gets none."""
    made = [
        {keyword.arg for keyword in node.keywords}
        for path in DEPLOYED
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("PersistenceLayer")
    ]
    assert made
    assert all("boto3_client" in keywords for keywords in made)
