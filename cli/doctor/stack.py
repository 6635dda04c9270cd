"""Checks of the stack itself: its last deployment, version, distribution and functions, and Lambda's concurrency."""

from __future__ import annotations

from collections.abc import Iterator

from cli.checks import Finding, failed, get_document, ok, unknown, warning
from cli.http_client import Site
from cli.target import Target
from gazette import __version__

RESTART = "docs/operations.md, **A whole table**, says how to start it again"
FEW_EXECUTIONS = 100
"""Concurrent executions of an account that a busy day needs. A new account has 10."""


def check_deployment(target: Target) -> Iterator[Finding]:
    """Whether the last deployment of the stack succeeded."""
    if not target.stack:
        yield unknown("the local server is not deployed by CloudFormation")
    elif target.status in ("CREATE_COMPLETE", "UPDATE_COMPLETE", "IMPORT_COMPLETE"):
        yield ok(f"{target.stack} is {target.status}")
    elif target.status == "UPDATE_ROLLBACK_COMPLETE":
        yield warning("the last update failed, the version before it runs (UPDATE_ROLLBACK_COMPLETE)")
    else:
        yield failed(f"{target.stack} is {target.status}")


def check_version(target: Target) -> Iterator[Finding]:
    """Whether the functions answer, and have the version of this command, whose knowledge the checks use."""
    deployed = get_document(Site(target.api_url), "/v1/health").json["version"]
    if deployed == __version__:
        yield ok(f"{deployed}")
    else:
        yield warning(f"{deployed} is deployed, this command is {__version__}: it may misjudge the format of articles")


def check_distribution(target: Target) -> Iterator[Finding]:
    """Whether CloudFront serves the site, with its last settings at all edges, and whether the functions know it."""
    if not target.stack:
        yield unknown("the local server has no distribution")
        return
    reply = target.client("cloudfront").get_distribution(Id=target.physical_name("Distribution"))["Distribution"]
    if not reply["DistributionConfig"]["Enabled"]:
        yield failed("the distribution is switched off")
    elif reply["Status"] != "Deployed":
        yield warning(f"the last settings are on their way to the edges ({reply['Status']})")
    else:
        yield ok(f"{reply['DomainName']} is deployed")
    yield from _check_parameter(target, reply["Id"])


def _check_parameter(target: Target, distribution: str) -> Iterator[Finding]:
    """Whether the functions that invalidate responses know the distribution."""
    name = f"/{target.stack}/distribution-id"
    stored = target.client("ssm").get_parameters(Names=[name])["Parameters"]
    if [parameter["Value"] for parameter in stored] != [distribution]:
        yield failed(f"the parameter {name} does not have its id, {distribution}: withdrawals stay in its caches")


def check_concurrency(target: Target) -> Iterator[Finding]:
    """Whether the account's limit of concurrent executions of Lambda is that of a new account."""
    if not target.stack:
        yield unknown("the local server runs one event of each function at a time")
        return
    limit = target.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit < FEW_EXECUTIONS:
        yield warning(
            f"the account has {limit} concurrent executions in total: request 1,000 before the first busy day"
        )
    else:
        yield ok(f"the account has {limit:,} concurrent executions")


def check_functions(target: Target) -> Iterator[Finding]:
    """Whether each function may run, with the reserved concurrency of the stack.

    An operator stops a function by a reserved concurrency of 0, as for a restore.
    """
    if not target.stack:
        yield unknown("the local server has no reserved concurrency, by which a function could be stopped")
        return
    functions, lambdas = target.list_resources("AWS::Lambda::Function"), target.client("lambda")
    expected = _list_reservations(target)
    unchanged = 0
    for logical_id, name in functions.items():
        reserved = lambdas.get_function_concurrency(FunctionName=name).get("ReservedConcurrentExecutions")
        if reserved == 0:
            yield failed(f"{logical_id} is stopped: its reserved concurrency is 0; {RESTART}")
        elif reserved != expected.get(logical_id):
            yield warning(f"{logical_id} {_describe_reservation(reserved, expected.get(logical_id))}")
        else:
            unchanged += 1
    if unchanged:
        yield ok(f"{unchanged} run with the reserved concurrency of the stack")


def _list_reservations(target: Target) -> dict[str, int]:
    """Executions by the logical id of each function for which the template reserves some."""
    from cli.local.sam_template import read_template  # imported late: it is for deployed stacks only

    number = int(target.parameters.get("WriteConcurrency", "0"))
    resources = read_template()["Resources"].items()
    reserving = [
        name for name, resource in resources if "ReservedConcurrentExecutions" in resource.get("Properties", {})
    ]
    return dict.fromkeys(reserving, number) if number else {}


def _describe_reservation(reserved: int | None, expected: int | None) -> str:
    if expected is None:
        return f"has a reserved concurrency of {reserved}, which the template does not reserve"
    return f"has a reserved concurrency of {reserved or 'none'}; WriteConcurrency is {expected}"
