"""Checks of alarms and of those who get them."""

from __future__ import annotations

from collections.abc import Iterator

from cli.checks import Finding, failed, ok, unknown, warning
from cli.target import Target

LOCAL = "the local server has no alarms"


def check_alarms(target: Target) -> Iterator[Finding]:
    """The state of each alarm of the stack."""
    if not target.stack:
        yield unknown(LOCAL)
        return
    names = target.list_resources("AWS::CloudWatch::Alarm")
    if not names:
        yield failed("the stack has no alarm")
        return
    replies = target.client("cloudwatch").describe_alarms(AlarmNames=list(names.values()))["MetricAlarms"]
    alarms = {alarm["AlarmName"]: alarm for alarm in replies}
    quiet = 0
    for logical_id, name in names.items():
        alarm = alarms.get(name)
        if alarm is None:
            yield failed(f"{logical_id} was deleted")
        elif alarm["StateValue"] == "ALARM":
            yield failed(f"{logical_id}: {alarm.get('AlarmDescription', '')}")
        elif not alarm["ActionsEnabled"]:
            yield warning(f"{logical_id} tells nobody: its actions are switched off")
        elif alarm["StateValue"] == "INSUFFICIENT_DATA":
            yield unknown(f"{logical_id} has no data yet")
        else:
            quiet += 1
    if quiet:
        yield ok(f"{quiet} of {len(names)} are quiet")


def check_alarm_recipients(target: Target) -> Iterator[Finding]:
    """Whether somebody gets the alarms, and has confirmed the address."""
    if not target.stack:
        yield unknown(LOCAL)
        return
    topic = target.physical_name("AlarmTopic")
    pages = target.client("sns").get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    states = [entry["SubscriptionArn"] for page in pages for entry in page["Subscriptions"]]
    waiting = states.count("PendingConfirmation")
    if waiting:
        yield failed(f"{waiting} of {len(states)} recipients have not confirmed the mail of SNS, and get no alarm")
    elif not states:
        yield warning("nobody gets the alarms: AlarmEmail is empty")
    else:
        yield ok(f"{len(states)} {'recipient' if len(states) == 1 else 'recipients'}")
