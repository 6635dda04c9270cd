"""Streams, schedules and alarms: bounded retries, and what is given up ends where a person sees it."""

import ast
from collections import Counter
from zoneinfo import ZoneInfo

import pytest

from cli.local.stack import ROOT
from functions.article_events import handler as article_events
from functions.feedback import handler as feedback
from functions.index import handler as index
from functions.mailer import handler as mailer
from functions.sender import handler as sender
from gazette import embedded_metrics
from gazette.subscriptions.digest import sending_rate
from gazette.subscriptions.digest.marks import LEASE
from gazette.subscriptions.digest.model import MAX_DELAY
from gazette.subscriptions.feedback.ses_events import NAMES

MAIL_EVENTS = "FeedbackFunctionMails"


@pytest.fixture
def failures(stack):
    """Address of the queue that nobody polls."""
    return stack.resolve({"Fn::GetAtt": ["FailuresQueue", "Arn"]})


@pytest.fixture
def mappings(stack):
    """Those of streams."""
    every = stack.of_type("AWS::Lambda::EventSourceMapping")
    return {name: mapping for name, mapping in every if ":sqs:" not in mapping["EventSourceArn"]}


@pytest.fixture
def pages(stack):
    """The mapping of the queue of digest pages."""
    return dict(stack.of_type("AWS::Lambda::EventSourceMapping"))["SenderFunctionPages"]


@pytest.fixture
def schedules(stack):
    return dict(stack.of_type("AWS::Scheduler::Schedule"))


@pytest.fixture
def rules(stack):
    return dict(stack.of_type("AWS::Events::Rule"))


def test_a_stream_repeats_transient_errors_for_an_hour(mappings, failures):
    """The functions set every other failed record aside. The default age is a day, in which a shard stands still."""
    for name, mapping in mappings.items():
        assert mapping["BisectBatchOnFunctionError"] is True, name
        assert mapping["MaximumRetryAttempts"] == -1, name
        assert mapping["MaximumRecordAgeInSeconds"] == 3600, name
        assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"], name
        assert mapping["DestinationConfig"]["OnFailure"]["Destination"] == failures, name


def test_a_function_begins_each_record_of_a_stream_with_time_for_it(functions):
    """And it begins the first record of each batch, or it would never get on."""
    for logical_id, longest in (
        ("ArticleEventsFunction", article_events.MAX_RECORD_MS),
        ("IndexFunction", index.MAX_RECORD_MS),
        ("MailerFunction", mailer.MAX_DELIVERY_MS),
    ):
        assert longest + 5_000 < functions[logical_id]["Timeout"] * 1000


def test_a_stream_is_read_from_its_beginning(mappings):
    """LATEST loses what was written while the mapping was being made."""
    assert {mapping["StartingPosition"] for mapping in mappings.values()} == {"TRIM_HORIZON"}


def test_a_stream_has_at_most_two_readers(mappings):
    """Two per shard is DynamoDB's limit."""
    assert max(Counter(mapping["EventSourceArn"] for mapping in mappings.values()).values()) <= 2


def test_a_page_that_fails_five_times_ends_in_the_failures_queue(stack, functions, pages, failures):
    queue = dict(stack.of_type("AWS::SQS::Queue"))["PagesQueue"]
    assert pages["EventSourceArn"] == stack.resolve({"Fn::GetAtt": ["PagesQueue", "Arn"]})
    assert pages["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert queue["VisibilityTimeout"] >= 6 * functions["SenderFunction"]["Timeout"]
    assert queue["RedrivePolicy"] == {"deadLetterTargetArn": failures, "maxReceiveCount": 5}


def test_the_senders_are_as_many_as_share_the_rate_of_ses(pages):
    assert pages["ScalingConfig"]["MaximumConcurrency"] == sending_rate.SENDERS


def test_a_page_ends_before_its_claims_do(functions):
    """A page is delivered again after the visibility timeout. Until then its claims must not count as unknown."""
    assert LEASE.total_seconds() > functions["SenderFunction"]["Timeout"]
    assert functions["SenderFunction"]["Timeout"] * 1000 > sender.RESERVE_MS


def test_a_schedule_says_its_zone_and_takes_no_fixed_name(schedules):
    for name, schedule in schedules.items():
        assert "Name" not in schedule, name
        if schedule["ScheduleExpression"].startswith("cron"):
            assert ZoneInfo(schedule["ScheduleExpressionTimezone"]), name


def test_a_schedule_that_cannot_be_delivered_is_kept(schedules, failures):
    for name, schedule in schedules.items():
        target = schedule["Target"]
        assert target["DeadLetterConfig"]["Arn"] == failures, name
        # The default goes on for a day: a run of this morning in the evening, and 185 times.
        age = MAX_DELAY.total_seconds() if name.startswith("DigestFunction") else 600
        assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= age, name
        assert target["RetryPolicy"]["MaximumRetryAttempts"] <= (20 if age > 600 else 2), name


def test_an_event_that_cannot_be_delivered_is_kept(rules, failures):
    """But for events of SES, which have addresses."""
    for name, rule in rules.items():
        if name == MAIL_EVENTS:
            continue
        for target in rule["Targets"]:
            assert target["DeadLetterConfig"]["Arn"] == failures, name
            age = MAX_DELAY.total_seconds() if name in ("DigestFunctionAlerts", "DigestFunctionWithdrawals") else 600
            assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= age, name
            assert target["RetryPolicy"]["MaximumRetryAttempts"] <= (20 if age > 600 else 2), name


def test_a_rule_follows_the_bus_of_the_stack(rules, stack):
    """But for uploads and mails: S3 and SES put their events onto the account's default bus."""
    for name, rule in rules.items():
        if name == MAIL_EVENTS:
            continue
        if name == "MediaIntakeFunctionUpload":
            assert "EventBusName" not in rule
            assert rule["EventPattern"]["detail"] == {
                "bucket": {"name": [stack.physical("MediaBucket")]},
                "object": {"key": [{"prefix": "originals/"}]},
            }
            continue
        assert rule["EventBusName"] == stack.physical("EventBus"), name
        assert rule["EventPattern"]["source"] == ["gazette"], name


def test_what_is_called_asynchronously_ends_in_the_failures_queue(stack, schedules, rules, mappings, failures):
    """Lambda drops the event otherwise. A person invokes the consumer of a stream asynchronously too."""
    configured = {config["FunctionName"]: config for _, config in stack.of_type("AWS::Lambda::EventInvokeConfig")}
    targets = [schedule["Target"] for schedule in schedules.values()]
    targets += [target for rule in rules.values() for target in rule["Targets"]]
    called = {target["Arn"].rsplit(":", 1)[1] for target in targets}
    called |= {mapping["FunctionName"] for mapping in mappings.values()}
    for function in called - {stack.physical("FeedbackFunction")}:
        config = configured[function]
        assert config["DestinationConfig"]["OnFailure"]["Destination"] == failures, function
        assert config["MaximumRetryAttempts"] <= 2, function


def test_no_queue_gets_an_event_of_ses(stack, rules):
    """Those have addresses. EventBridge tries for a day, Lambda three times; then the function keeps hashes."""
    rule = rules[MAIL_EVENTS]
    assert "EventBusName" not in rule
    assert rule["EventPattern"] == {
        "source": ["aws.ses"],
        "detail": {"mail": {"tags": {"ses:configuration-set": [stack.physical("MailConfiguration")]}}},
    }
    [target] = rule["Targets"]
    assert "DeadLetterConfig" not in target
    assert target["RetryPolicy"] == {"MaximumRetryAttempts": 185, "MaximumEventAgeInSeconds": 86_400}
    configured = {config["FunctionName"]: config for _, config in stack.of_type("AWS::Lambda::EventInvokeConfig")}
    config = configured[stack.physical("FeedbackFunction")]
    assert not config.get("DestinationConfig")
    # Lambda pauses for a minute before the second try, and for two before the third.
    assert config["MaximumRetryAttempts"] == 2
    assert 60 + 10 < feedback.LAST_TRY_AGE.total_seconds() < 180


def test_ses_reports_on_the_default_bus_what_the_function_reads(stack):
    [(_, destination)] = stack.of_type("AWS::SES::ConfigurationSetEventDestination")
    events = destination["EventDestination"]
    assert destination["ConfigurationSetName"] == stack.environment("SenderFunction")["MAIL_CONFIGURATION_SET"]
    assert events["Enabled"] is True
    assert events["EventBridgeDestination"]["EventBusArn"].endswith(":event-bus/default")
    asked = {name.casefold() for name in events["MatchingEventTypes"]}
    assert asked == {name.casefold().replace(" ", "") for name in NAMES.values()}


def test_who_gives_something_up_may_put_it_into_the_failures_queue(statements, stack, mappings, schedules, failures):
    by_schedule = {schedule["Target"]["Arn"].rsplit(":", 1)[1] for schedule in schedules.values()}
    by_stream = {mapping["FunctionName"] for mapping in mappings.values()}
    for logical_id in statements:
        if stack.physical(logical_id) in by_schedule | by_stream:
            granted = [
                statement
                for statement in statements[logical_id]
                if "sqs:SendMessage" in statement["Action"] and failures in statement["Resource"]
            ]
            assert granted, logical_id


def test_the_consumer_of_a_stream_knows_the_failures_queue(stack, functions, mappings):
    by_stream = {mapping["FunctionName"] for mapping in mappings.values()}
    consumers = {name for name in functions if stack.physical(name) in by_stream} | {"FeedbackFunction"}
    for name in functions:
        expected = stack.physical("FailuresQueue") if name in consumers else None
        assert stack.environment(name).get("FAILURES_QUEUE") == expected, name


def test_the_failures_queue_keeps_what_it_has_for_14_days_and_has_no_poller(stack, mappings, failures):
    queue = dict(stack.of_type("AWS::SQS::Queue"))["FailuresQueue"]
    assert queue["MessageRetentionPeriod"] == 14 * 86_400
    assert failures not in {mapping["EventSourceArn"] for mapping in mappings.values()}


def test_a_scheduled_function_ends_before_its_next_run(functions):
    assert functions["SchedulerFunction"]["Timeout"] < 60
    assert functions["RateIngestionFunction"]["Timeout"] < 600


# Metrics that AWS itself publishes for what the alarms of the template watch, with their dimensions.
PUBLISHED = {
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): {"QueueName"},
    ("AWS/ApiGateway", "5xx"): {"ApiId"},
    ("AWS/Lambda", "IteratorAge"): set(),  # of all functions together
    ("AWS/Lambda", "Invocations"): {"FunctionName"},
    ("AWS/SES", "Reputation.BounceRate"): set(),
    ("AWS/SES", "Reputation.ComplaintRate"): set(),
}


def test_the_ten_free_alarms_watch_everything_and_tell_somebody(stack):
    """Ten alarm metrics are free. A new part counts into one of these."""
    alarms = dict(stack.of_type("AWS::CloudWatch::Alarm"))
    assert {alarm["MetricName"]: alarm["TreatMissingData"] for alarm in alarms.values()} == {
        "ApproximateNumberOfMessagesVisible": "notBreaching",
        "5xx": "notBreaching",
        "ReadLatency": "notBreaching",
        "RatesStale": "notBreaching",
        "RatesDoubtful": "notBreaching",
        "IteratorAge": "notBreaching",
        "Reputation.BounceRate": "ignore",
        "Reputation.ComplaintRate": "ignore",
        "Swallowed": "notBreaching",
        "Invocations": "breaching",
    }
    assert len(alarms) == 10
    for name, alarm in alarms.items():
        assert alarm["AlarmActions"] == [stack.physical("AlarmTopic")], name


def test_five_minutes_without_a_run_of_the_scheduler_are_an_alarm(stack):
    """No other alarm notices a schedule that is off: what does not run reports nothing."""
    alarm = dict(stack.of_type("AWS::CloudWatch::Alarm"))["HeartbeatAlarm"]
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": stack.physical("SchedulerFunction")}]
    assert (alarm["Period"], alarm["EvaluationPeriods"], alarm.get("DatapointsToAlarm", 5)) == (60, 5, 5)
    assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)


def test_an_alarm_watches_a_metric_that_exists(stack, functions):
    """One that watches a misspelt metric or dimension stays silent for ever."""
    said = words_of_the_code()
    for name, alarm in stack.of_type("AWS::CloudWatch::Alarm"):
        dimensions = {dimension["Name"]: dimension["Value"] for dimension in alarm.get("Dimensions", [])}
        if alarm["Namespace"] == stack.environment("SchedulerFunction")["POWERTOOLS_METRICS_NAMESPACE"]:
            assert alarm["MetricName"] in said, name
            assert dimensions["service"] == stack.environment("SchedulerFunction")["POWERTOOLS_SERVICE_NAME"], name
            assert set(dimensions) <= {"service", *said}, name
        else:
            assert set(dimensions) == PUBLISHED[alarm["Namespace"], alarm["MetricName"]], name


def words_of_the_code() -> set[str]:
    """Every string constant of the deployed code. Names of metrics and dimensions are among them."""
    return {
        node.value
        for folder in ("layers/core", "functions")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_log_lines_count_under_the_namespace_and_service_of_powertools(stack):
    environment = stack.environment("SchedulerFunction")
    assert environment["POWERTOOLS_METRICS_NAMESPACE"] == embedded_metrics.NAMESPACE
    assert environment["POWERTOOLS_SERVICE_NAME"] == embedded_metrics.SERVICE


def test_logs_are_not_kept_for_ever(stack, functions):
    groups = dict(stack.of_type("AWS::Logs::LogGroup"))
    assert all(group["RetentionInDays"] for group in groups.values())
    kept = {stack.physical(name) for name in groups}
    assert all(function["LoggingConfig"]["LogGroup"] in kept for function in functions.values())
