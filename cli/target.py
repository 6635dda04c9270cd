"""The target of a command: the local server, or a stack deployed on AWS."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cli.errors import exit_with_error
from cli.local_client import bypass_proxies, read_state, request

if TYPE_CHECKING:
    import boto3

CONNECT_SECONDS, READ_SECONDS = 5, 20
"""Longest times of one try of a call of AWS; those of the SDK are a minute each."""
INVOCATION_TIMEOUT_SECONDS = 150
"""Seconds to wait for a deployed function. Each function has a shorter timeout of its own."""


class FunctionFailed(Exception):
    """A function raised an error: `kind` is its type, `message` its text."""

    def __init__(self, report: dict[str, Any]) -> None:
        self.kind, self.message = report.get("errorType", "Error"), report.get("errorMessage", "")
        super().__init__(f"{self.kind}: {self.message}")


@dataclass(frozen=True)
class Target:
    """A local server or a deployed stack, with its AWS clients, user pool and functions.

    `endpoint` is the address of AWS for all services that `endpoints` does not name.
    `stack` is the name of a deployed stack, empty for the local server. `port` is the port of the local server.
    `name` is the name of either stack, which its parameters of the parameter store begin with.
    `names` maps logical ids of the template to physical names. A deployed stack adds names when they are needed.
    `url` is the address of the site and its API, `api_url` that of the API behind the distribution.
    `parameters` are those of the template, `status` is CloudFormation's status of a deployed stack.
    """

    session: boto3.Session
    user_pool: str
    user_pool_client: str
    endpoint: str | None = None
    endpoints: dict[str, str] = field(default_factory=dict)
    stack: str = ""
    port: int = 0
    names: dict[str, str] = field(default_factory=dict)
    name: str = ""
    url: str = ""
    api_url: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    status: str = ""

    def client(self, service: str, **config: Any) -> Any:
        """A client of a service. `config` are settings of botocore's `Config`."""
        session: Any = self.session  # the stubs accept literal names only
        endpoint = self.endpoints.get(service, self.endpoint)
        return session.client(service, endpoint_url=endpoint, config=_create_config(**config))

    def physical_name(self, logical_id: str) -> str:
        """The physical name of a resource: of a table its name, of a queue its address."""
        if logical_id not in self.names:
            reply = self.client("cloudformation").describe_stack_resource(
                StackName=self.stack, LogicalResourceId=logical_id
            )
            self.names[logical_id] = str(reply["StackResourceDetail"]["PhysicalResourceId"])
        return self.names[logical_id]

    def list_resources(self, resource_type: str) -> dict[str, str]:
        """Logical id → physical name of each resource of a type in a deployed stack."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=self.stack)
        return {
            resource["LogicalResourceId"]: resource["PhysicalResourceId"]
            for page in pages
            for resource in page["StackResourceSummaries"]
            if resource["ResourceType"] == resource_type and not resource["ResourceStatus"].startswith("DELETE_")
        }

    def invoke(self, logical_id: str, event: dict[str, Any]) -> Any:
        """Invoke a function and return its result. Raises `FunctionFailed`."""
        if self.stack:
            return self._invoke_deployed(self.physical_name(logical_id), event)
        status, result = request(self.port, "POST", f"/_dev/invoke/{logical_id}", event)
        if status != 200:
            raise FunctionFailed(result)
        return result

    def invoke_asynchronously(self, logical_id: str, event: dict[str, Any]) -> None:
        """Start a function and do not wait for its end."""
        if self.stack:
            self.client("lambda").invoke(
                FunctionName=self.physical_name(logical_id), InvocationType="Event", Payload=json.dumps(event)
            )
        else:
            request(self.port, "POST", f"/_dev/invoke/{logical_id}?type=Event", event)

    def _invoke_deployed(self, name: str, event: dict[str, Any]) -> Any:
        config = {"read_timeout": INVOCATION_TIMEOUT_SECONDS, "retries": {"total_max_attempts": 1}}
        reply = self.client("lambda", **config).invoke(FunctionName=name, Payload=json.dumps(event))
        result = json.loads(reply["Payload"].read())
        if "FunctionError" in reply:
            raise FunctionFailed(result)
        return result


def _create_config(**settings: Any) -> Any:
    from botocore.config import Config

    return Config(**{"connect_timeout": CONNECT_SECONDS, "read_timeout": READ_SECONDS, **settings})


def find_target(port: int, stack: str | None = None, region: str | None = None) -> Target:
    """The deployed stack if `stack` names one, else the local server on the port."""
    return find_deployed_target(stack, region) if stack else find_local_target(port)


def find_local_target(port: int) -> Target:
    """The local server on a port. Ends the command with an error if no server answers there."""
    health = read_state(port)
    bypass_proxies()
    import boto3

    session = boto3.Session("local", "local", region_name=health["region"])
    address = f"http://127.0.0.1:{port}"
    return Target(
        session,
        health["user_pool"],
        health["client"],
        health["endpoint"],
        {"dynamodb": health["dynamodb"]},
        port=port,
        names=health["names"],
        name=health["stack"],
        url=address,
        api_url=address,
        parameters=health["parameters"],
    )


def find_deployed_target(stack: str, region: str | None) -> Target:
    """A deployed stack, found by its outputs. Ends the command with an error if they cannot be read."""
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        session = boto3.Session(region_name=region)
        description = session.client("cloudformation", config=_create_config()).describe_stacks(StackName=stack)[
            "Stacks"
        ][0]
    except (BotoCoreError, ClientError) as error:
        exit_with_error(f"the stack {stack} cannot be read: {error}")
    outputs = {output["OutputKey"]: output["OutputValue"] for output in description.get("Outputs", [])}
    try:
        return Target(
            session,
            outputs["UserPoolId"],
            outputs["UserPoolClientId"],
            stack=stack,
            name=stack,
            url=outputs.get("Url", ""),
            api_url=outputs.get("ApiUrl", ""),
            parameters={entry["ParameterKey"]: entry["ParameterValue"] for entry in description.get("Parameters", [])},
            status=description["StackStatus"],
        )
    except KeyError as error:
        exit_with_error(f"the stack {stack} is not a Gazette stack: it has no output {error}")
