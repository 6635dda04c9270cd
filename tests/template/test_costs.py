"""The default deployment has no resource with an hourly or monthly price."""

from cli.local.stack import Stack

# These types have no price for existing, only for use and storage. Check the price of a new type before you add it.
FREE_WHILE_IDLE = {
    "AWS::ApiGatewayV2::Api",
    "AWS::ApiGatewayV2::Stage",
    "AWS::CloudFront::CachePolicy",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::OriginAccessControl",
    "AWS::CloudFront::OriginRequestPolicy",
    "AWS::CloudFront::ResponseHeadersPolicy",
    "AWS::CloudWatch::Alarm",  # ten are free in each account
    "AWS::Cognito::UserPool",
    "AWS::Cognito::UserPoolClient",
    "AWS::Cognito::UserPoolDomain",
    "AWS::Cognito::UserPoolGroup",
    "AWS::DynamoDB::Table",
    "AWS::Events::EventBus",
    "AWS::Events::Rule",  # of a pattern, on a bus of one's own
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::Lambda::EventInvokeConfig",
    "AWS::Lambda::EventSourceMapping",  # of a stream; an SQS source polls for ever
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::S3::BucketPolicy",
    "AWS::SES::ConfigurationSet",
    "AWS::SES::ConfigurationSetEventDestination",  # events of a service on the default bus are free
    "AWS::SES::EmailIdentity",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SQS::QueuePolicy",
    "AWS::SSM::Parameter",
    "AWS::Scheduler::Schedule",
    "Custom::OriginProof",  # a function that runs when a deployment creates or deletes it
}


def test_no_resource_has_an_idle_price(stack):
    assert {resource["Type"] for resource in stack.template["Resources"].values()} <= FREE_WHILE_IDLE


def test_tables_bill_by_request_under_a_free_key(stack):
    for name, table in stack.of_type("AWS::DynamoDB::Table"):
        assert table["BillingMode"] == "PAY_PER_REQUEST", name
        assert "ProvisionedThroughput" not in table, name
        # False is the key that AWS owns; True would be a KMS key with a price per request.
        assert table["SSESpecification"] == {"SSEEnabled": False}, name
        assert "ContributorInsightsSpecification" not in table, name


WRITES = {"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"}


def test_reserved_concurrency_is_for_all_that_writes_and_for_nothing_else(statements):
    """A flood of reads cannot take the executions of withdrawals, unsubscriptions and rates."""
    reserved = {
        name: function["ReservedConcurrentExecutions"]
        for name, function in Stack(parameters={"WriteConcurrency": "5"}).of_type("AWS::Lambda::Function")
        if "ReservedConcurrentExecutions" in function
    }
    writing = [
        name for name, own in statements.items() if WRITES & {action for part in own for action in part["Action"]}
    ]
    assert len(writing) == 21  # as the description of the parameter says
    assert reserved == dict.fromkeys(writing, "5")


def test_functions_use_nothing_that_costs_while_idle(functions):
    for name, function in functions.items():
        assert {"VpcConfig", "KmsKeyArn", "FileSystemConfigs"} & set(function) == set(), name
        # Reserved concurrency is free, but takes capacity from other functions: a new account has ten executions.
        assert "ReservedConcurrentExecutions" not in function, name
        # A snapshot of a Python function is billed while it is cached.
        assert function.get("SnapStart", {"ApplyOn": "None"})["ApplyOn"] == "None", name
        assert function.get("TracingConfig", {"Mode": "PassThrough"})["Mode"] == "PassThrough", name


def test_no_queue_is_polled_for_ever(stack):
    """A function enables the mapping while an issue is sent. CloudFormation leaves it, unless this resource changes."""
    mappings = [mapping for _, mapping in stack.of_type("AWS::Lambda::EventSourceMapping")]
    polled = [mapping for mapping in mappings if ":sqs:" in mapping["EventSourceArn"]]
    assert [mapping["Enabled"] for mapping in polled] == [False]


def test_no_firewall_and_no_key_of_our_own(stack):
    text = str(stack.resolve(stack.template["Resources"]))
    assert "KMSMasterKeyId" not in text
    assert "KmsMasterKeyId" not in text
    assert "WebACLId" not in text


def test_parameters_are_standard_ones(stack):
    for name, parameter in stack.of_type("AWS::SSM::Parameter"):
        assert parameter.get("Tier", "Standard") == "Standard", name
