"""The deployment, its version, its distribution and Lambda's concurrency."""

import boto3
import pytest

from cli.doctor.secrets import check_secrets
from cli.doctor.stack import check_concurrency, check_deployment, check_distribution, check_functions, check_version
from gazette import __version__
from tests.support.deployed_stack import answer, findings, make_target, statuses

KEY = "k1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="


@pytest.mark.parametrize(
    ("status", "expected"),
    [("CREATE_COMPLETE", "ok"), ("UPDATE_ROLLBACK_COMPLETE", "warning"), ("ROLLBACK_COMPLETE", "failed")],
)
def test_the_last_deployment_succeeded(status, expected):
    assert statuses(check_deployment, make_target(status=status)) == [expected]


def test_another_version_than_that_of_the_command_is_a_warning(http_site):
    for version, expected in ((__version__, "ok"), ("99.0.0", "warning")):
        site = http_site({"/v1/health": (200, {"status": "ok", "version": version})})
        assert statuses(check_version, make_target(api_url=site)) == [expected]


@pytest.mark.parametrize(
    ("state", "expected"),
    [(("true", "Deployed"), "ok"), (("true", "InProgress"), "warning"), (("false", "Deployed"), "failed")],
)
def test_the_distribution_serves_the_last_settings(state, expected):
    target = make_target(names={"Distribution": "E1"})
    enabled, status = state
    document = (
        f"<Distribution><Id>E1</Id><Status>{status}</Status><DomainName>d1.cloudfront.net</DomainName>"
        f"<DistributionConfig><Enabled>{enabled}</Enabled></DistributionConfig></Distribution>"
    )
    answer(target.session, "cloudfront.GetDistribution", document)
    answer(target.session, "ssm.GetParameters", {"Parameters": [{"Name": "/paper/distribution-id", "Value": "E1"}]})
    assert statuses(check_distribution, target) == [expected]


@pytest.mark.parametrize("parameters", [[], [{"Value": "E0"}]])
def test_the_functions_know_the_distribution_by_its_parameter(parameters):
    target = make_target(names={"Distribution": "E1"})
    config = "<DistributionConfig><Enabled>true</Enabled></DistributionConfig>"
    document = f"<Distribution><Id>E1</Id><Status>Deployed</Status><DomainName>d</DomainName>{config}</Distribution>"
    answer(target.session, "cloudfront.GetDistribution", document)
    answer(target.session, "ssm.GetParameters", {"Parameters": parameters})
    assert findings(check_distribution, target)[-1] == (
        "failed",
        "the parameter /paper/distribution-id does not have its id, E1: withdrawals stay in its caches",
    )


@pytest.mark.parametrize(("limit", "expected"), [(10, "warning"), (1000, "ok")])
def test_the_concurrency_of_a_new_account_is_a_warning(limit, expected):
    target = make_target()
    answer(target.session, "lambda.GetAccountSettings", {"AccountLimit": {"ConcurrentExecutions": limit}})
    assert statuses(check_concurrency, target) == [expected]


def make_target_with(reservations, reserved="0"):
    """Two functions, of which `WriteConcurrency` reserves executions for Editorial, and their reservations now."""
    functions = {"EditorialFunction": "paper-Editorial", "RatesFunction": "paper-Rates"}
    target = make_target(resources={"AWS::Lambda::Function": functions}, parameters={"WriteConcurrency": reserved})

    def get_concurrency(url):
        found = reservations.get(url.split("/")[-2])
        return {} if found is None else {"ReservedConcurrentExecutions": found}

    answer(target.session, "lambda.GetFunctionConcurrency", get_concurrency)
    return target


STOPPED = (
    "failed",
    "EditorialFunction is stopped: its reserved concurrency is 0; "
    "docs/operations.md, **A whole table**, says how to start it again",
)


@pytest.mark.parametrize(
    ("reservations", "reserved", "expected"),
    [
        ({}, "0", ("ok", "2 run with the reserved concurrency of the stack")),
        ({"paper-Editorial": 10}, "10", ("ok", "2 run with the reserved concurrency of the stack")),
        ({"paper-Editorial": 0}, "0", STOPPED),
        ({"paper-Editorial": 0}, "10", STOPPED),
        (
            {},
            "10",
            ("warning", "EditorialFunction has a reserved concurrency of none; WriteConcurrency is 10"),
        ),
        (
            {"paper-Rates": 3},
            "0",
            ("warning", "RatesFunction has a reserved concurrency of 3, which the template does not reserve"),
        ),
    ],
    ids=["none", "ten", "stopped", "stopped with ten", "not put back", "reserved by hand"],
)
def test_a_function_that_an_operator_stopped_or_limited_is_named(reservations, reserved, expected):
    assert findings(check_functions, make_target_with(reservations, reserved))[0] == expected


@pytest.fixture
def ssm():
    """A client; the stack has no keys before and after the test."""
    client, names = boto3.client("ssm"), ["/paper/secrets/subscriber-key", "/paper/secrets/link-key"]
    client.delete_parameters(Names=names)
    yield client
    client.delete_parameters(Names=names)


def test_a_keyring_exists_encrypted_and_readable(ssm):
    ssm.put_parameter(Name="/paper/secrets/subscriber-key", Value=KEY, Type="SecureString")
    found = findings(check_secrets, make_target())
    assert found[0] == ("ok", "/paper/secrets/subscriber-key has 1 key")
    assert found[1] == ("failed", "/paper/secrets/link-key is missing; run `gazette secrets --stack paper`")
    ssm.put_parameter(Name="/paper/secrets/link-key", Value=KEY, Type="String")
    ssm.put_parameter(Name="/paper/secrets/subscriber-key", Value="canary", Type="SecureString", Overwrite=True)
    found = findings(check_secrets, make_target())
    assert [status for status, _ in found] == ["failed", "failed"]
    assert "canary" not in str(found)
