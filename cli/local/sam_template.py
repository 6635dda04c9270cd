"""Reads template.yaml and runs AWS's own SAM translator over it."""

import hashlib
import json
import os
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "template.yaml"

CACHE = ROOT / ".aws-sam/transformed"
"""Results of the translator, named by a hash of everything that they depend on."""
CACHE_SIZE = 60
"""Files in the cache; older ones are removed."""


_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C, if there is one: it needs a tenth of the time."""


class _Loader(_SafeLoader):  # type: ignore[misc]
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
    """The template as written, with short tags replaced by intrinsic functions."""
    template: dict[str, Any] = yaml.load(path.read_text(), _Loader)  # noqa: S506 (a SafeLoader with tags added)
    return template


def transform(template: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
    """The template as CloudFormation receives it, from the cache if it is there."""
    # The translator asks botocore for a region, to choose the AWS partition.
    region = os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")
    inputs = json.dumps([template, parameters, region, version("aws-sam-translator")], sort_keys=True)
    cached = CACHE / f"{hashlib.sha256(inputs.encode()).hexdigest()}.json"
    try:
        text = cached.read_text()
    except OSError:
        text = json.dumps(_translate(template, parameters))
        _store(cached, text)
    result: dict[str, Any] = json.loads(text)
    return result


def _translate(template: dict[str, Any], parameters: dict[str, Any]) -> Any:
    from samtranslator.open_api import open_api
    from samtranslator.translator.transform import transform as translate  # half a second to import

    # For each route the translator copies the OpenAPI document of all routes twice, and drops the former one: three
    # seconds for 200 routes.
    copy_document, open_api._deepcopy = open_api._deepcopy, lambda document: document
    try:
        return translate(_package(template), dict(parameters), _NoManagedPolicies())
    finally:
        open_api._deepcopy = copy_document


def _store(cached: Path, text: str) -> None:
    """Write a result, complete or not at all. A checkout that cannot be written has no cache."""
    with suppress(OSError):
        CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = cached.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text)
        unfinished.replace(cached)
        newest_first = sorted(CACHE.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in newest_first[CACHE_SIZE:]:
            path.unlink(missing_ok=True)


def _package(template: dict[str, Any]) -> dict[str, Any]:
    """A copy (the translator changes its argument) whose code is in S3, as after `sam package`."""
    copy: dict[str, Any] = json.loads(json.dumps(template))
    for resource in copy["Resources"].values():
        for code in ("CodeUri", "ContentUri"):
            if code in resource.get("Properties", {}):
                resource["Properties"][code] = "s3://packaged/code"
    return copy


class _NoManagedPolicies:
    """The translator looks up AWS managed policies by name. The template uses none by name."""

    def load(self) -> dict[str, str]:
        return {}
