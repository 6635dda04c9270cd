"""Each function has only the permissions that it needs."""

import re

import pytest

from gazette.subscriptions.keyring import generate_missing_parameters
from gazette.subscriptions.telegram.bot_api import TOKEN_NAME
from tests.template.conftest import is_public_read

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}


def tables_in(statements, stack):
    """Tables that statements of a role name, with or without an index. A stream is not its table."""
    names = {stack.physical(logical_id) for logical_id, _ in stack.of_type("AWS::DynamoDB::Table")}
    resources = {resource for statement in statements for resource in statement["Resource"]}
    found = {match[1] for resource in resources if (match := re.search(r":table/([^/]+)(?!.*/stream/)", resource))}
    return found & names


def test_no_action_is_a_wildcard(statements):
    actions = [action for own in statements.values() for statement in own for action in statement["Action"]]
    assert [action for action in actions if "*" in action] == []


def test_no_resource_is_a_wildcard_beyond_what_belongs_to_the_stack(statements, stack):
    """A star may stand for the keys of one bucket, and for the time of a table's stream."""
    narrow = re.compile(
        rf"arn:aws:s3:::{stack.name}-\w+/(\w+/)*\*|arn:aws:dynamodb:.*:table/{stack.name}-\w+/stream/\*"
    )
    wide = {
        (name, resource)
        for name, own in statements.items()
        for statement in own
        for resource in statement["Resource"]
        if "*" in resource and not narrow.fullmatch(resource)
    }
    # In SES's sandbox the receiver's identity is checked as well; the condition binds it to our sender.
    senders = ("MailerFunction", "SenderFunction")
    identities = {(name, f"arn:aws:ses:{stack.region}:123456789012:identity/*") for name in senders}
    # GetAccount has no resource to name.
    assert wide == {*identities, ("SenderFunction", "*")}
    for name in senders:
        [mail] = [statement for statement in statements[name] if "ses:SendEmail" in statement["Action"]]
        assert mail["Condition"] == {"StringEquals": {"ses:FromAddress": "news@news.example"}}
    [account] = [statement for statement in statements["SenderFunction"] if statement["Resource"] == ["*"]]
    assert account["Action"] == ["ses:GetAccount"]


def test_no_statement_allows_by_exception(statements):
    for own in statements.values():
        for statement in own:
            assert statement["Effect"] == "Allow"
            assert {"NotAction", "NotResource"} & set(statement) == set()


def test_a_public_read_may_only_read_and_never_what_is_not_published(statements, functions, routes, stack):
    hidden = {stack.physical(f"{noun}Table") for noun in ("Drafts", "Subscribers", "Idempotency", "Jobs", "Media")}
    for name in (name for name in functions if is_public_read(name, routes)):
        actions = {action for statement in statements[name] for action in statement["Action"]}
        index = {"s3:GetObject", "s3:ListBucket"} if name == "SearchFunction" else set()
        assert actions <= READS | index | {"ssm:GetParameter"}, name
        assert tables_in(statements[name], stack) & hidden == set(), name


def test_no_public_function_uses_drafts(statements, stack):
    drafts = stack.physical("DraftsTable")
    assert {name for name, own in statements.items() if drafts in tables_in(own, stack)} == {
        "EditorialFunction",
        "RevisionsFunction",
        "PreviewFunction",
        "SchedulerFunction",
        "MediaFunction",
        "ArticleJobsFunction",
        "ArticleEventsFunction",
    }


def test_a_function_has_variables_for_exactly_the_tables_that_it_may_use(statements, functions, stack):
    for name in functions:
        variables = {value for key, value in stack.environment(name).items() if key.endswith("_TABLE")}
        assert tables_in(statements[name], stack) == variables, name


def test_a_table_variable_is_called_after_its_table(functions, stack):
    for name in functions:
        for key, value in stack.environment(name).items():
            if key.endswith("_TABLE"):
                noun = key.removesuffix("_TABLE").title()
                assert value == stack.physical(f"{noun}Table"), (name, key)


def test_a_variable_has_one_value_in_all_functions(functions, stack):
    """One process holds all functions in the tests and in the local server."""
    values: dict[str, set[str]] = {}
    for name in functions:
        for key, value in stack.environment(name).items():
            values.setdefault(key, set()).add(value)
    assert {key: found for key, found in values.items() if len(found) > 1} == {}


def test_secrets_are_read_by_the_names_that_the_command_line_makes(statements, functions, stack):
    path = stack.environment("MailerFunction")["SECRETS_PATH"]
    readable = {
        resource.partition(":parameter")[2]
        for own in statements.values()
        for statement in own
        for resource in statement["Resource"]
        if "/secrets" in resource
    }
    assert readable == {*generate_missing_parameters(path, ()), f"{path}/{TOKEN_NAME}"}


def test_no_secret_is_in_the_environment(functions, stack):
    names = {key for name in functions for key in stack.environment(name)}
    suspicious = re.compile("TOKEN|PASSWORD|PRIVATE|_KEY|SECRET")
    assert {name for name in names if suspicious.search(name)} <= {"SECRETS_PATH"}


@pytest.mark.parametrize("logical_id", ["RawBucket", "MediaBucket"])
def test_buckets_are_private_and_encrypted_and_spoken_to_over_tls(stack, logical_id):
    bucket = dict(stack.of_type("AWS::S3::Bucket"))[logical_id]
    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["BucketEncryption"]
    policy = dict(stack.of_type("AWS::S3::BucketPolicy"))[f"{logical_id}Policy"]["PolicyDocument"]
    assert any(
        statement["Effect"] == "Deny" and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        for statement in policy["Statement"]
    )


def test_only_the_distribution_reads_and_lists_pictures_and_no_originals(stack):
    """Originals have the position of a camera. Without the permission to list, S3 answers 403 instead of 404 for a
    missing file."""
    policy = dict(stack.of_type("AWS::S3::BucketPolicy"))["MediaBucketPolicy"]["PolicyDocument"]
    allowed = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]
    bucket = stack.resolve({"Fn::GetAtt": ["MediaBucket", "Arn"]})
    assert {statement["Action"]: statement["Resource"] for statement in allowed} == {
        "s3:GetObject": f"{bucket}/media/*",
        "s3:ListBucket": bucket,
    }
    for statement in allowed:
        assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
        source = statement["Condition"]["StringEquals"]["aws:SourceArn"]
        assert source.endswith(f":distribution/{stack.physical('Distribution')}")


def test_the_managed_policy_is_the_one_that_sam_adds_for_logs(stack):
    """It carries a star of AWS's own. That for streams, which SAM adds to a function with such an event, may read every
    stream of the account."""
    policies = {arn for _, role in stack.of_type("AWS::IAM::Role") for arn in role.get("ManagedPolicyArns", [])}
    assert {arn.rsplit("/", 1)[1] for arn in policies} == {"AWSLambdaBasicExecutionRole"}


def test_a_function_reads_only_the_stream_of_its_mapping(stack, statements):
    """The time of a stream is any, since a restored table has a new stream. Lambda reads with the function's role."""
    names = {stack.physical(name): name for name, _ in stack.of_type("AWS::Lambda::Function")}
    read = {"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams"}
    expected = {
        names[mapping["FunctionName"]]: f"{mapping['EventSourceArn'].removesuffix('.StreamArn')}/stream/*"
        for _, mapping in stack.of_type("AWS::Lambda::EventSourceMapping")
        if ":sqs:" not in mapping["EventSourceArn"]
    }
    assert expected
    found = {}
    for name, own in statements.items():
        for statement in own:
            if read & set(statement["Action"]):
                assert set(statement["Action"]) == read
                [resource] = statement["Resource"]
                found[name] = resource.partition(":table/")[2]
    assert found == expected
