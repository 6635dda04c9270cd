"""Resolves the intrinsic functions and conditions of CloudFormation that the template uses."""

import re
import uuid
from typing import Any

ACCOUNT = "123456789012"
"""moto's account id."""

NO_VALUE = object()

_STACK_GUID = "0a1b2c3d-1111-2222-3333-444455556666"


class Intrinsics:
    """Resolves values of one stack.

    `names` maps logical ids to physical ids, and `attributes` maps names such as `Table.Arn` to values. Code that
    creates a resource adds those that are known only afterwards (a user pool's id, a stream's ARN).
    `kinds` are the types of the declared parameters.
    """

    def __init__(
        self, template: dict[str, Any], parameters: dict[str, Any], kinds: dict[str, str], *, name: str, region: str
    ) -> None:
        self.template, self.parameters, self.name, self.region = template, parameters, name, region
        self.resources: dict[str, dict[str, Any]] = template["Resources"]
        self.names: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        self._kinds = kinds

    def physical(self, logical_id: str) -> str:
        """The value of `Ref`: the name in `names`, else one made of the stack name and the logical id."""
        if logical_id in self.names:
            return self.names[logical_id]
        name = f"{self.name}-{logical_id}"
        match self.resources.get(logical_id, {}).get("Type"):
            case "AWS::S3::Bucket":
                return name.lower()
            case "AWS::Lambda::EventSourceMapping":
                return str(uuid.uuid5(uuid.NAMESPACE_DNS, name))
        return name

    def resolve(self, value: Any) -> Any:
        """A value of the template with its intrinsic functions evaluated."""
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
            is_list = self._kinds[name] == "CommaDelimitedList"
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
                return self.resolve(when if self.is_true(condition) else otherwise)
            case "Join":
                glue, parts = argument
                return glue.join(self.resolve(parts))
            case "Split":
                mark, text = argument
                return self.resolve(text).split(mark)
            case "Select":
                index, parts = argument
                return self.resolve(parts)[int(index)]
        raise NotImplementedError(f"Fn::{function} is not supported; add it to cli/local/intrinsics.py")

    def _attribute(self, logical_id: str, attribute: str) -> str:
        created = self.attributes.get(f"{logical_id}.{attribute}")
        if created is not None:
            return created
        name, kind = self.physical(logical_id), self.resources[logical_id]["Type"]
        if attribute == "Arn":
            services = {
                "AWS::DynamoDB::Table": f"dynamodb:{self.region}:{ACCOUNT}:table/{name}",
                "AWS::SQS::Queue": f"sqs:{self.region}:{ACCOUNT}:{name}",
                "AWS::S3::Bucket": f"s3:::{name}",
                "AWS::Lambda::Function": f"lambda:{self.region}:{ACCOUNT}:function:{name}",
                "AWS::Cognito::UserPool": f"cognito-idp:{self.region}:{ACCOUNT}:userpool/{name}",
                "AWS::Events::EventBus": f"events:{self.region}:{ACCOUNT}:event-bus/{name}",
            }
            if kind in services:
                return f"arn:aws:{services[kind]}"
        return f"{name}.{attribute}"

    def _substitute(self, argument: Any) -> str:
        text, variables = argument if isinstance(argument, list) else (argument, {})

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in variables:
                return str(self.resolve(variables[name]))
            return str(self._attribute(*name.split(".", 1)) if "." in name else self._ref(name))

        return re.sub(r"\$\{([^!}]+)\}", value, text)

    def is_true(self, condition: Any) -> bool:
        """Evaluate a condition, given by name or as a document. No condition is true."""
        if condition is None:
            return True
        if isinstance(condition, str):
            condition = self.template["Conditions"][condition]
        [(function, argument)] = condition.items()
        match function:
            case "Condition":
                return self.is_true(argument)
            case "Fn::Not":
                return not self.is_true(argument[0])
            case "Fn::And":
                return all(self.is_true(part) for part in argument)
            case "Fn::Or":
                return any(self.is_true(part) for part in argument)
            case "Fn::Equals":
                left, right = (self.resolve(side) for side in argument)
                return bool(left == right)
        raise NotImplementedError(f"the condition {function} is not supported; add it to cli/local/intrinsics.py")
