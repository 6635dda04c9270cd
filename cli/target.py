"""The target of a command: the local server, or a stack deployed on AWS."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.local_client import request
from cli.terminal import bypass_proxies, exit_with_error

if TYPE_CHECKING:
    import boto3

INVOCATION_TIMEOUT = 150
"""Seconds to wait for a deployed function. Each has a shorter timeout of its own."""

StackName = Annotated[str, typer.Option("--stack", help="Name of the deployed stack.")]
OptionalStackName = Annotated[
    str | None, typer.Option("--stack", help="Name of a deployed stack; the default is the local server.")
]
Region = Annotated[str | None, typer.Option(help="AWS region of the stack.  [default: that of your AWS profile]")]


class FunctionFailed(Exception):
    """A function raised. Has the type and the message of its error."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.kind, self.message = report.get("errorType", "Error"), report.get("errorMessage", "")
        super().__init__(f"{self.kind}: {self.message}")


@dataclass(frozen=True)
class Target:
    """Clients and the user pool of a target. `stack` is the name of a deployed stack, `port` that of the local server.

    `names` maps logical ids of the template to physical names, as far as they are known.
    """

    session: boto3.Session
    user_pool: str
    user_pool_client: str
    endpoint: str | None = None
    stack: str = ""
    port: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def client(self, service: str, **settings: Any) -> Any:
        session: Any = self.session  # the stubs accept literal names only
        return session.client(service, endpoint_url=self.endpoint, **settings)

    def table(self, logical_id: str) -> str:
        """The physical name of a table."""
        return self._physical_name(logical_id) if self.stack else self.names[logical_id]

    def invoke(self, logical_id: str, event: dict[str, Any]) -> Any:
        """Invoke a function and return its result. Raises `FunctionFailed`."""
        if self.stack:
            return self._invoke_deployed(self._physical_name(logical_id), event)
        status, result = request(self.port, "POST", f"/_dev/invoke/{logical_id}", event)
        if status != 200:
            raise FunctionFailed(result)
        return result

    def _invoke_deployed(self, name: str, event: dict[str, Any]) -> Any:
        from botocore.config import Config

        config = Config(read_timeout=INVOCATION_TIMEOUT, retries={"total_max_attempts": 1})
        reply = self.client("lambda", config=config).invoke(FunctionName=name, Payload=json.dumps(event))
        result = json.loads(reply["Payload"].read())
        if "FunctionError" in reply:
            raise FunctionFailed(result)
        return result

    def _physical_name(self, logical_id: str) -> str:
        if logical_id not in self.names:
            answer = self.client("cloudformation").describe_stack_resource(
                StackName=self.stack, LogicalResourceId=logical_id
            )
            self.names[logical_id] = str(answer["StackResourceDetail"]["PhysicalResourceId"])
        return self.names[logical_id]


def find_target(port: int, stack: str | None = None, region: str | None = None) -> Target:
    """The deployed stack if one is named, else the local server on a port."""
    return find_deployed_target(stack, region) if stack else find_local_target(port)


def find_local_target(port: int) -> Target:
    """The local server on a port. Ends the command if none runs."""
    _, health = request(port, "GET", "/_dev/health")
    bypass_proxies()
    import boto3

    session = boto3.Session("local", "local", region_name=health["region"])
    return Target(
        session, health["user_pool"], health["client"], health["endpoint"], port=port, names=health.get("tables", {})
    )


def find_deployed_target(stack: str, region: str | None) -> Target:
    """A deployed stack, from its outputs. Ends the command if it cannot be read."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session = boto3.Session(region_name=region)
        answer = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except (BotoCoreError, ClientError) as error:
        exit_with_error(f"the stack {stack} cannot be read: {error}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in answer.get("Outputs", [])}
    try:
        return Target(session, outputs["UserPoolId"], outputs["UserPoolClientId"], stack=stack)
    except KeyError as error:
        exit_with_error(f"the stack {stack} is not a Gazette stack: it has no output {error}")
