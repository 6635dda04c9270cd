"""A deployed stack for checks of the command line: moto, and made-up answers of services that moto lacks."""

import json
from collections.abc import Mapping
from typing import Any

import boto3
from botocore.awsrequest import AWSResponse, HeadersDict
from botocore.loaders import create_loader
from botocore.session import get_session

from cli.checks import Finding
from cli.target import Target
from tests.support.dynamodb_faults import RawBody

_loader = create_loader()
"""Descriptions of AWS's services. Each session would read them again."""

NAME = "paper"
SENDER = "news@paper.example"


def make_target(
    *, names: Mapping[str, str] | None = None, resources: Mapping[str, Mapping[str, str]] | None = None, **fields: Any
) -> Target:
    """A stack with physical `names` by logical id. `resources` are the names by type, as CloudFormation lists them."""
    session = make_session()
    answer(session, "cloudformation.ListStackResources", _list_resources(resources or {}))
    fields = {"name": NAME, "parameters": {"MailSender": SENDER}, "status": "UPDATE_COMPLETE", **fields}
    return Target(session, "pool", "client", stack=NAME, names=dict(names or {}), **fields)


def make_session() -> boto3.Session:
    """A session with hooks of its own."""
    session = get_session()
    session.register_component("data_loader", _loader)
    return boto3.Session(botocore_session=session)


def answer(session: boto3.Session, operation: str, body: Any) -> None:
    """The session's next clients get this answer to an operation (`sesv2.GetAccount`). A text is XML.

    A function gets the address of the request and returns the answer; moto answers where it returns None.
    """

    def respond(request: Any, **_: Any) -> AWSResponse | None:
        content = body(request.url) if callable(body) else body
        if content is None:
            return None
        raw = content.encode() if isinstance(content, str) else json.dumps(content).encode()
        return AWSResponse(request.url, 200, HeadersDict(), RawBody(raw))

    session.events.register(f"before-send.{operation}", respond)


def _list_resources(resources: Mapping[str, Mapping[str, str]]) -> str:
    members = "".join(
        f"<member><LogicalResourceId>{logical_id}</LogicalResourceId><PhysicalResourceId>{name}</PhysicalResourceId>"
        f"<ResourceType>{kind}</ResourceType><ResourceStatus>{status}</ResourceStatus></member>"
        for kind, entries in resources.items()
        for logical_id, name, status in [
            *((logical_id, name, "CREATE_COMPLETE") for logical_id, name in entries.items()),
            ("Former", "former", "DELETE_COMPLETE"),
        ]
    )
    return (
        '<ListStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">'
        f"<ListStackResourcesResult><StackResourceSummaries>{members}</StackResourceSummaries>"
        "</ListStackResourcesResult></ListStackResourcesResponse>"
    )


def findings(check: Any, *arguments: Any) -> list[tuple[str, str]]:
    """(status, text) of each finding of a check."""
    found: list[Finding] = list(check(*arguments))
    return [(str(finding.status), finding.text) for finding in found]


def statuses(check: Any, *arguments: Any) -> list[str]:
    return [status for status, _ in findings(check, *arguments)]
