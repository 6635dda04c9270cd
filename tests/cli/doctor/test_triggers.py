"""Schedules, rules and streams that are switched off."""

from uuid import UUID

import boto3
import pytest

from cli.doctor.triggers import check_rules, check_schedules, check_streams
from tests.support.deployed_stack import answer, findings, make_target, statuses

ROLE = "arn:aws:iam::123456789012:role/scheduler"
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:paper-Scheduler"


@pytest.fixture
def schedule():
    """Creates a schedule in a state. It has no other name than `minute`."""
    scheduler = boto3.client("scheduler")

    def create(state):
        scheduler.create_schedule(
            Name="minute",
            ScheduleExpression="rate(1 minute)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": FUNCTION, "RoleArn": ROLE},
            State=state,
        )
        return make_target(resources={"AWS::Scheduler::Schedule": {"Minute": "minute"}})

    yield create
    scheduler.delete_schedule(Name="minute")


def test_a_schedule_is_on(schedule):
    assert findings(check_schedules, schedule("ENABLED")) == [("ok", "all 1 are enabled")]


def test_a_schedule_that_is_switched_off_is_named(schedule):
    assert findings(check_schedules, schedule("DISABLED")) == [("failed", "Minute is DISABLED")]


def test_a_stack_without_schedules_never_publishes_what_is_due():
    assert statuses(check_schedules, make_target()) == ["failed"]


def test_a_rule_is_found_on_the_bus_of_the_stack():
    events = boto3.client("events")
    events.create_event_bus(Name="paper-events")
    events.put_rule(Name="jobs", EventBusName="paper-events", EventPattern='{"source": ["gazette"]}')
    target = make_target(resources={"AWS::Events::Rule": {"Backfill": "paper-events|jobs"}})
    assert statuses(check_rules, target) == ["ok"]
    events.disable_rule(Name="jobs", EventBusName="paper-events")
    assert findings(check_rules, target) == [("failed", "Backfill is DISABLED")]
    events.delete_rule(Name="jobs", EventBusName="paper-events")
    events.delete_event_bus(Name="paper-events")


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ({"State": "Enabled", "LastProcessingResult": "OK"}, ["ok"]),
        ({"State": "Disabled"}, ["failed"]),
        ({"State": "Enabled", "LastProcessingResult": "PROBLEM: Function call failed"}, ["ok", "warning"]),
    ],
    ids=["read", "not read", "read with errors"],
)
def test_a_stream_is_read(mapping, expected):
    target = make_target(resources={"AWS::Lambda::EventSourceMapping": {"Articles": str(UUID(int=1))}})
    answer(target.session, "lambda.GetEventSourceMapping", mapping)
    assert statuses(check_streams, target) == expected
