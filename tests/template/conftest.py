"""The translated template, prepared for the tests of this folder."""

from typing import Any, NamedTuple

import pytest

from cli.local.stack import Stack
from tests.support.iam import role


class Route(NamedTuple):
    """One route of the API, its function, and the authorizer that checks a token."""

    method: str
    path: str
    function: str
    authorizer: str | None


@pytest.fixture(scope="session")
def functions(stack) -> dict[str, dict[str, Any]]:
    """Resolved properties of each function, by logical id."""
    return dict(stack.of_type("AWS::Lambda::Function"))


@pytest.fixture(scope="session")
def routes(stack) -> list[Route]:
    """Every route except `$default`, from the events of the functions."""
    found = []
    for logical_id, resource in stack.source["Resources"].items():
        for event in resource.get("Properties", {}).get("Events", {}).values():
            if event["Type"] == "HttpApi" and "Path" in event["Properties"]:
                properties = event["Properties"]
                authorizer = properties.get("Auth", {}).get("Authorizer")
                found.append(Route(properties["Method"], properties["Path"], logical_id, authorizer))
    return found


@pytest.fixture(scope="session")
def statements(stack) -> dict[str, list[dict[str, Any]]]:
    """What each function's role may do, by the function's logical id: lists of actions and resources."""
    return {logical_id: role(stack, logical_id) for logical_id, _ in stack.of_type("AWS::Lambda::Function")}


def is_public_read(logical_id: str, routes: list[Route]) -> bool:
    """Whether a function answers HTTP, asks nobody for a token and only reads."""
    own = [route for route in routes if route.function == logical_id]
    return bool(own) and all(route.authorizer is None and route.method in ("GET", "HEAD") for route in own)


def references(value: Any) -> set[str]:
    """Logical ids that a piece of the (unresolved) template names through Ref, GetAtt or Sub."""
    if isinstance(value, list):
        return set().union(*map(references, value))
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for key, argument in value.items():
        if key == "Ref":
            found.add(argument)
        elif key == "Fn::GetAtt":
            found.add(argument[0])
        elif key == "Fn::Sub":
            text = argument[0] if isinstance(argument, list) else argument
            found.update(part.split("}")[0].split(".")[0] for part in text.split("${")[1:])
            found |= references(argument[1]) if isinstance(argument, list) else set()
        else:
            found |= references(argument)
    return found


@pytest.fixture(scope="session")
def stack() -> Stack:
    """The template with its defaults, independent of the names in the emulator of the other tests."""
    return Stack(parameters={"SiteUrl": "https://news.example", "MailSender": "news@news.example"})
