"""template.yaml as it is written, and as AWS's own SAM translator transforms it."""

import json
import os
from pathlib import Path
from typing import Any

import yaml

# The translator asks botocore for the region (it is not in any answer).
os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from samtranslator.translator.transform import transform

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"


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


def transformed(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The template as CloudFormation gets it."""
    result: dict[str, Any] = transform(_packaged(template), dict(parameters), _NoManagedPolicies())
    return result


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
