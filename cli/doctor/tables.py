"""Check of the settings of tables, which a table lacks after its restore."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cli.checks import Finding, failed, ok, unknown, warning
from cli.target import Target

TABLE = "AWS::DynamoDB::Table"
REPAIR = "docs/operations.md, **A deleted table**, has the commands"

Settings = Mapping[str, Any]
"""Value by the name of a setting; a value that is false stands for none."""


def check_tables(target: Target) -> Iterator[Finding]:
    """Whether each table has the recovery, the expiry and the stream of the template, and the stack's protection."""
    if not target.stack:
        yield unknown("the local server has no tables that could lose a setting")
        return
    dynamodb, tables, expected = target.client("dynamodb"), target.list_resources(TABLE), _read_template()
    is_protected = target.parameters.get("DeletionProtection") == "true"
    complete = 0
    for logical_id, name in tables.items():
        description = dynamodb.describe_table(TableName=name)["Table"]
        actual = _read_settings(dynamodb, name, description)
        lost = [key for key, value in expected.get(logical_id, {}).items() if value and actual[key] != value]
        if lost:
            yield failed(f"{logical_id} has lost its {' and '.join(lost)}; {REPAIR}")
        elif is_protected and not description.get("DeletionProtectionEnabled"):
            yield warning(f"{logical_id} can be deleted, although DeletionProtection is true")
        else:
            complete += 1
    if complete:
        yield ok(f"{complete} of {len(tables)} have the settings of the template")


def _read_template() -> dict[str, Settings]:
    """The settings of each table of the template, by its logical id."""
    from cli.local.sam_template import read_template  # imported late: it is for deployed stacks only

    return {
        logical_id: {
            "recovery": properties.get("PointInTimeRecoverySpecification", {}).get("PointInTimeRecoveryEnabled"),
            "expiry": properties.get("TimeToLiveSpecification", {}).get("AttributeName"),
            "stream": properties.get("StreamSpecification", {}).get("StreamViewType"),
        }
        for logical_id, resource in read_template()["Resources"].items()
        if resource["Type"] == TABLE
        for properties in [resource["Properties"]]
    }


def _read_settings(dynamodb: Any, name: str, description: Mapping[str, Any]) -> Settings:
    backups = dynamodb.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"]
    expiry = dynamodb.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
    is_expiring = expiry["TimeToLiveStatus"] in ("ENABLED", "ENABLING")
    return {
        "recovery": backups.get("PointInTimeRecoveryDescription", {}).get("PointInTimeRecoveryStatus") == "ENABLED",
        "expiry": expiry.get("AttributeName") if is_expiring else None,
        "stream": description.get("StreamSpecification", {}).get("StreamViewType"),
    }
