"""The template as CloudFormation would see it: transformed by AWS's own SAM translator, its intrinsics resolved.

Everything local (the tests' tables, the local server's routes, schedules and streams) is read from here, so that it
cannot drift from what is deployed.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

# The translator asks botocore for the region (it is not in any answer).
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from samtranslator.translator.transform import transform

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"

ACCOUNT = "123456789012"
"""The account id that moto answers with."""

_STACK_GUID = "0a1b2c3d-1111-2222-3333-444455556666"

NO_VALUE = object()


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags (`!Ref`, `!GetAtt` …)."""


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)  # type: ignore[arg-type]
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in ("Ref", "Condition") else f"Fn::{tag}": value}


_Loader.add_multi_constructor("!", _intrinsic)


def read_template(path: Path = TEMPLATE) -> dict[str, Any]:
    """The template as written, its short tags as intrinsic functions."""
    template: dict[str, Any] = yaml.load(path.read_text(), _Loader)  # noqa: S506 (a SafeLoader with tags added)
    return template


def _packaged(template: dict[str, Any]) -> dict[str, Any]:
    """A copy (the translator changes what it is given) whose code lies in S3, as after `sam package`."""
    copy: dict[str, Any] = json.loads(json.dumps(template))
    for resource in copy["Resources"].values():
        for code in ("CodeUri", "ContentUri"):
            if code in resource.get("Properties", {}):
                resource["Properties"][code] = "s3://packaged/code"
    return copy


class _NoManagedPolicies:
    """The translator wants names of AWS managed policies looked up; the template uses none by name."""

    def load(self) -> dict[str, str]:
        return {}


class Stack:
    """One deployment of the template: its parameters, its transformed resources, and what they are called here.

    `names` maps a logical id to its physical one; `attributes` maps `Table.Arn` and the like. Who creates a resource
    whose name is known only afterwards (a user pool, a stream) adds it to them.
    """

    def __init__(
        self,
        template: dict[str, Any] | None = None,
        *,
        name: str = "gazette",
        region: str = "eu-central-1",
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.source = template or read_template()
        self.name, self.region = name, region
        declared = {key: spec.get("Default", "") for key, spec in self.source["Parameters"].items()}
        unknown = set(parameters or ()) - set(declared)
        if unknown:
            raise ValueError(f"template.yaml has no parameter {', '.join(sorted(unknown))}")
        self.parameters: dict[str, Any] = {**declared, **(parameters or {})}
        self.template: dict[str, Any] = transform(_packaged(self.source), dict(self.parameters), _NoManagedPolicies())
        self.resources: dict[str, dict[str, Any]] = self.template["Resources"]
        self.names: dict[str, str] = {}
        self.attributes: dict[str, str] = {}

    def of_type(self, resource_type: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """(logical id, resolved properties) of each present resource of a type."""
        for logical_id, resource in self.resources.items():
            if resource["Type"] == resource_type and self._holds(resource.get("Condition")):
                yield logical_id, self.resolve(resource.get("Properties", {}))

    def physical(self, logical_id: str) -> str:
        """What `Ref` gives: the name that was noted, or one made of the stack's and the logical id."""
        if logical_id in self.names:
            return self.names[logical_id]
        name = f"{self.name}-{logical_id}"
        is_bucket = self.resources.get(logical_id, {}).get("Type") == "AWS::S3::Bucket"
        return name.lower() if is_bucket else name

    def resolve(self, value: Any) -> Any:
        """A value of the template with its intrinsic functions carried out."""
        if isinstance(value, list):
            return [item for item in map(self.resolve, value) if item is not NO_VALUE]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            [(function, argument)] = value.items()
            if function == "Ref":
                return self._ref(argument)
            if function.startswith("Fn::"):
                return self._call(function.removeprefix("Fn::"), argument)
        resolved = {key: self.resolve(item) for key, item in value.items()}
        return {key: item for key, item in resolved.items() if item is not NO_VALUE}

    def _ref(self, name: str) -> Any:
        pseudo = {
            "AWS::Region": self.region,
            "AWS::AccountId": ACCOUNT,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::StackName": self.name,
            "AWS::StackId": f"arn:aws:cloudformation:{self.region}:{ACCOUNT}:stack/{self.name}/{_STACK_GUID}",
            "AWS::NoValue": NO_VALUE,
        }
        if name in pseudo:
            return pseudo[name]
        if name in self.parameters:
            value = self.parameters[name]
            is_list = self.source["Parameters"][name]["Type"] == "CommaDelimitedList"
            return value.split(",") if is_list else value
        return self.physical(name)

    def _call(self, function: str, argument: Any) -> Any:
        match function:
            case "GetAtt":
                return self._attribute(*argument)
            case "Sub":
                return self._substitute(argument)
            case "If":
                condition, when, otherwise = argument
                return self.resolve(when if self._holds(condition) else otherwise)
            case "Join":
                glue, parts = argument
                return glue.join(self.resolve(parts))
            case "Split":
                mark, text = argument
                return self.resolve(text).split(mark)
            case "Select":
                index, parts = argument
                return self.resolve(parts)[int(index)]
        raise NotImplementedError(f"Fn::{function} is not resolved here; add it to cli/local/stack.py")

    def _attribute(self, logical_id: str, attribute: str) -> str:
        known = self.attributes.get(f"{logical_id}.{attribute}")
        if known is not None:
            return known
        name, kind = self.physical(logical_id), self.resources[logical_id]["Type"]
        if attribute == "Arn":
            services = {
                "AWS::DynamoDB::Table": f"dynamodb:{self.region}:{ACCOUNT}:table/{name}",
                "AWS::SQS::Queue": f"sqs:{self.region}:{ACCOUNT}:{name}",
                "AWS::S3::Bucket": f"s3:::{name}",
                "AWS::Lambda::Function": f"lambda:{self.region}:{ACCOUNT}:function:{name}",
                "AWS::Events::EventBus": f"events:{self.region}:{ACCOUNT}:event-bus/{name}",
            }
            if kind in services:
                return f"arn:aws:{services[kind]}"
        return f"{name}.{attribute}"

    def _substitute(self, argument: Any) -> str:
        text, own = argument if isinstance(argument, list) else (argument, {})

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in own:
                return str(self.resolve(own[name]))
            return str(self._attribute(*name.split(".", 1)) if "." in name else self._ref(name))

        return re.sub(r"\$\{([^!}]+)\}", value, text)

    def _holds(self, condition: Any) -> bool:
        if condition is None:
            return True
        if isinstance(condition, str):
            condition = self.template["Conditions"][condition]
        [(function, argument)] = condition.items()
        match function:
            case "Condition":
                return self._holds(argument)
            case "Fn::Not":
                return not self._holds(argument[0])
            case "Fn::And":
                return all(self._holds(part) for part in argument)
            case "Fn::Or":
                return any(self._holds(part) for part in argument)
            case "Fn::Equals":
                left, right = (self.resolve(side) for side in argument)
                return bool(left == right)
        raise NotImplementedError(f"the condition {function} is not resolved here; add it to cli/local/stack.py")

    def environment(self, logical_id: str) -> dict[str, str]:
        """Environment variables of one function."""
        properties = self.resources[logical_id]["Properties"]
        variables = self.resolve(properties.get("Environment", {}).get("Variables", {}))
        return {name: str(value) for name, value in variables.items()}
