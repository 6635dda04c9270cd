"""One stack of the template: its parameters, translated resources and their physical names.

The tests and the local server take tables, routes, schedules and streams from here, so that they cannot differ from
what is deployed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.local.intrinsics import ACCOUNT, Intrinsics
from cli.local.sam_template import ROOT, TEMPLATE, read_template, transform

__all__ = ["ACCOUNT", "ROOT", "TEMPLATE", "Stack", "read_template"]


class Stack(Intrinsics):
    """`source` is template.yaml as written, `template` its translation for CloudFormation."""

    def __init__(
        self,
        template: dict[str, Any] | None = None,
        *,
        name: str = "gazette",
        region: str = "eu-central-1",
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        self.source = template or read_template()
        declared = self.source["Parameters"]
        unknown = set(parameters or ()) - set(declared)
        if unknown:
            raise ValueError(f"template.yaml has no parameter {', '.join(sorted(unknown))}")
        values = {key: spec.get("Default", "") for key, spec in declared.items()} | dict(parameters or {})
        kinds = {key: spec["Type"] for key, spec in declared.items()}
        super().__init__(transform(self.source, values), values, kinds, name=name, region=region)

    def of_type(self, resource_type: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """(logical id, resolved properties) of each resource of a type whose condition is true."""
        for logical_id, resource in self.resources.items():
            if resource["Type"] == resource_type and self.is_true(resource.get("Condition")):
                yield logical_id, self.resolve(resource.get("Properties", {}))

    def environment(self, logical_id: str) -> dict[str, str]:
        """Environment variables of one function."""
        properties = self.resources[logical_id]["Properties"]
        variables = self.resolve(properties.get("Environment", {}).get("Variables", {}))
        return {name: str(value) for name, value in variables.items()}
