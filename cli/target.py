"""What a command works on: the local server, or a stack that is deployed on AWS."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.client import ask
from cli.terminal import around_proxies, stop

if TYPE_CHECKING:
    import boto3

StackName = Annotated[str, typer.Option("--stack", help="Name of the deployed stack.")]
OptionalStackName = Annotated[
    str | None, typer.Option("--stack", help="Name of a deployed stack; without it, the local server is meant.")
]
Region = Annotated[str | None, typer.Option(help="AWS region of the stack.  [default: that of your AWS profile]")]


@dataclass(frozen=True)
class Target:
    """Clients for it, and its user pool."""

    session: boto3.Session
    user_pool: str
    user_pool_client: str
    endpoint: str | None = None

    def client(self, service: str) -> Any:
        session: Any = self.session  # the stubs want literal names
        return session.client(service, endpoint_url=self.endpoint)


def target(port: int, stack: str | None = None, region: str | None = None) -> Target:
    """The stack where one is named, else the local server on a port."""
    return deployment(stack, region) if stack else local(port)


def local(port: int) -> Target:
    """The local server's engine; where none runs, the command ends and says so."""
    _, found = ask(port, "GET", "/_dev/health")
    around_proxies()
    import boto3

    session = boto3.Session("local", "local", region_name=found["region"])
    return Target(session, found["user_pool"], found["client"], found["endpoint"])


def deployment(stack: str, region: str | None) -> Target:
    """A deployed stack, by its outputs; where it is not to be had, the command ends and says so."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session = boto3.Session(region_name=region)
        described = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        stop(f"the stack {stack} cannot be read: {error}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
    try:
        return Target(session, outputs["UserPoolId"], outputs["UserPoolClientId"])
    except KeyError as error:
        stop(f"the stack {stack} is no Gazette: it has no output {error}")
