"""Alarms and their recipients."""

import boto3
import pytest

from cli.doctor.alarms import check_alarm_recipients, check_alarms
from tests.support.deployed_stack import answer, findings, make_target, statuses


@pytest.fixture
def alarms():
    """Alarms: one rings, one is quiet, one tells nobody, and one has no data."""
    cloudwatch = boto3.client("cloudwatch")
    states = {"failures": "ALARM", "latency": "OK", "mails": "OK", "bounces": "INSUFFICIENT_DATA"}
    for name, state in states.items():
        cloudwatch.put_metric_alarm(
            AlarmName=name,
            AlarmDescription="Look into the failures queue",
            ActionsEnabled=name != "mails",
            Namespace="Gazette",
            MetricName=name,
            Statistic="Sum",
            Period=60,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanThreshold",
        )
        cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason="test")
    yield {f"{name.title()}Alarm": name for name in states}
    cloudwatch.delete_alarms(AlarmNames=list(states))


def test_each_alarm_that_is_not_quiet_is_a_line(alarms):
    resources = {"AWS::CloudWatch::Alarm": {**alarms, "OldAlarm": "old"}}
    assert findings(check_alarms, make_target(resources=resources)) == [
        ("failed", "FailuresAlarm: Look into the failures queue"),
        ("warning", "MailsAlarm tells nobody: its actions are switched off"),
        ("unknown", "BouncesAlarm has no data yet"),
        ("failed", "OldAlarm was deleted"),
        ("ok", "1 of 5 are quiet"),
    ]


def test_somebody_must_get_the_alarms():
    sns = boto3.client("sns")
    topic = sns.create_topic(Name="alarms")["TopicArn"]
    target = make_target(names={"AlarmTopic": topic})
    assert statuses(check_alarm_recipients, target) == ["warning"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ops@paper.example")
    assert findings(check_alarm_recipients, target) == [("ok", "1 recipient")]
    sns.delete_topic(TopicArn=topic)


def test_a_recipient_who_has_not_confirmed_gets_no_alarm():
    target = make_target(names={"AlarmTopic": "arn:aws:sns:eu-central-1:123456789012:alarms"})
    answer(
        target.session,
        "sns.ListSubscriptionsByTopic",
        "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions><member>"
        "<SubscriptionArn>PendingConfirmation</SubscriptionArn></member></Subscriptions>"
        "</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>",
    )
    assert statuses(check_alarm_recipients, target) == ["failed"]
