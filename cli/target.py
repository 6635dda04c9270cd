"""What a command works on: the local server, or a stack that is deployed on AWS."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.client import ask
from cli.terminal import around_proxies, stop

if TYPE_CHECKING:
    import boto3

LONGEST_RUN = 150
"""Seconds after which an answer of a deployed function is not waited for any longer; none lives that long."""

StackName = Annotated[str, typer.Option("--stack", help="Name of the deployed stack.")]
OptionalStackName = Annotated[
    str | None, typer.Option("--stack", help="Name of a deployed stack; without it, the local server is meant.")
]
Region = Annotated[str | None, typer.Option(help="AWS region of the stack.  [default: that of your AWS profile]")]


class FunctionFailed(Exception):
    """A function raised: the kind of its error, and what that said."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.kind, self.message = report.get("errorType", "Error"), report.get("errorMessage", "")
        super().__init__(f"{self.kind}: {self.message}")


@dataclass(frozen=True)
class Target:
    """Clients for it, and its user pool. `stack` is a deployed one's name, `port` the local server's; `names` are what
    resources of the template are called there, as far as they are known."""

    session: boto3.Session
    user_pool: str
    user_pool_client: str
    endpoint: str | None = None
    stack: str = ""
    port: int = 0
    names: dict[str, str] = field(default_factory=dict)

    def client(self, service: str, **settings: Any) -> Any:
        session: Any = self.session  # the stubs want literal names
        return session.client(service, endpoint_url=self.endpoint, **settings)

    def table(self, logical_id: str) -> str:
        """What a table of the template is called here."""
        return self._deployed(logical_id) if self.stack else self.names[logical_id]

    def invoke(self, logical_id: str, event: dict[str, Any]) -> Any:
        """A function's result; `FunctionFailed` where it raised."""
        if self.stack:
            return self._invoke_deployed(self._deployed(logical_id), event)
        status, result = ask(self.port, "POST", f"/_dev/invoke/{logical_id}", event)
        if status != 200:
            raise FunctionFailed(result)
        return result

    def _invoke_deployed(self, name: str, event: dict[str, Any]) -> Any:
        from botocore.config import Config

        patience = Config(read_timeout=LONGEST_RUN, retries={"total_max_attempts": 1})
        reply = self.client("lambda", config=patience).invoke(FunctionName=name, Payload=json.dumps(event))
        result = json.loads(reply["Payload"].read())
        if "FunctionError" in reply:
            raise FunctionFailed(result)
        return result

    def _deployed(self, logical_id: str) -> str:
        if logical_id not in self.names:
            found = self.client("cloudformation").describe_stack_resource(
                StackName=self.stack, LogicalResourceId=logical_id
            )
            self.names[logical_id] = str(found["StackResourceDetail"]["PhysicalResourceId"])
        return self.names[logical_id]


def target(port: int, stack: str | None = None, region: str | None = None) -> Target:
    """The stack where one is named, else the local server on a port."""
    return deployment(stack, region) if stack else local(port)


def local(port: int) -> Target:
    """The local server's engine; where none runs, the command ends and says so."""
    _, found = ask(port, "GET", "/_dev/health")
    around_proxies()
    import boto3

    session = boto3.Session("local", "local", region_name=found["region"])
    return Target(
        session, found["user_pool"], found["client"], found["endpoint"], port=port, names=found.get("tables", {})
    )


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
        return Target(session, outputs["UserPoolId"], outputs["UserPoolClientId"], stack=stack)
    except KeyError as error:
        stop(f"the stack {stack} is no Gazette: it has no output {error}")
