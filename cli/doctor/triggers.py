"""Checks of what starts functions: schedules, rules of the event bus, and streams."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from cli.checks import Finding, failed, ok, unknown, warning
from cli.target import Target

LOCAL = "the local server runs the template's {} itself; it has none that could be switched off"


def check_schedules(target: Target) -> Iterator[Finding]:
    """Whether EventBridge Scheduler runs each schedule of the stack."""
    scheduler = target.client("scheduler")
    yield from _check_states(
        target, "AWS::Scheduler::Schedule", "schedules", lambda name: scheduler.get_schedule(Name=name)["State"]
    )


def check_rules(target: Target) -> Iterator[Finding]:
    """Whether each rule of the event bus passes events on."""
    events = target.client("events")

    def get_state(physical_name: str) -> str:
        # The physical name of a rule on a bus of one's own is `bus|rule`.
        bus, _, rule = physical_name.rpartition("|")
        return str(events.describe_rule(Name=rule, **({"EventBusName": bus} if bus else {}))["State"])

    yield from _check_states(target, "AWS::Events::Rule", "rules", get_state)


def check_streams(target: Target) -> Iterator[Finding]:
    """Whether Lambda reads each stream, and whether its last batch failed."""
    functions = target.client("lambda")
    problems: dict[str, str] = {}

    def get_state(physical_name: str) -> str:
        mapping = functions.get_event_source_mapping(UUID=physical_name)
        if mapping.get("LastProcessingResult", "").startswith("PROBLEM"):
            problems[physical_name] = mapping["LastProcessingResult"]
        return str(mapping["State"]).upper()

    yield from _check_states(target, "AWS::Lambda::EventSourceMapping", "streams", get_state)
    for problem in problems.values():
        yield warning(f"the last batch of a stream failed: {problem}")


def _check_states(target: Target, resource_type: str, noun: str, get_state: Callable[[str], Any]) -> Iterator[Finding]:
    """One finding if all resources of a type are enabled, else one for each that is not."""
    if not target.stack:
        yield unknown(LOCAL.format(noun))
        return
    resources = target.list_resources(resource_type)
    states = {logical_id: get_state(name) for logical_id, name in resources.items()}
    off = {logical_id: state for logical_id, state in states.items() if state != "ENABLED"}
    for logical_id, state in off.items():
        yield failed(f"{logical_id} is {state}")
    if not states:
        yield failed(f"the stack has no {noun}")
    elif not off:
        yield ok(f"all {len(states)} are enabled")
