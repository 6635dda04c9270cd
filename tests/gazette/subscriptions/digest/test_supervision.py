"""What is repaired each minute until an issue has ended."""

import io
from datetime import timedelta

import pytest
from botocore.awsrequest import AWSResponse

from functions.digest import handler as digest
from gazette.aws.clients import client
from gazette.errors import Unavailable
from tests.support.newsletter import ISSUE, MORNING, check_sum
from tests.support.subscribers import TABLE, fail_calls, read_parts
from tests.support.swallowed import swallowed

MAPPING = digest.settings.require("PAGES_MAPPING")


@pytest.fixture
def site(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("abc", "bca")
    return newsletter


def test_a_planner_that_was_killed_before_it_opened_the_shards_loses_no_reader(site):
    with fail_calls("GetEventSourceMapping", OSError("killed"), service="lambda"), pytest.raises(Unavailable):
        site.open()
    site.pass_minutes()
    site.make_pages()
    site.deliver()
    site.pass_minutes()
    assert site.report()["sent"] == 2


def test_a_deployment_that_disables_the_mapping_is_repaired_within_a_minute(site):
    site.open()
    site.make_pages()
    lambda_client = client("lambda")
    lambda_client.update_event_source_mapping(UUID=MAPPING, Enabled=False)
    site.pass_minutes()
    assert lambda_client.get_event_source_mapping(UUID=MAPPING)["State"] == "Enabled"


def test_pages_that_the_queue_has_lost_are_queued_again(site):
    site.open()
    site.make_pages()
    site.take_messages()
    assert site.pass_minutes()[ISSUE] == "running"
    site.deliver()
    site.pass_minutes()
    assert (site.received(), site.report()["sent"]) == ({"abc": 1, "bca": 1}, 2)


def test_an_operator_can_queue_pages_again_as_often_as_he_likes(site):
    site.open()
    site.make_pages()
    assert site.call({"requeue": ISSUE}) == {"pages": 1}
    site.call({"requeue": ISSUE})
    site.deliver()
    assert site.call({"requeue": ISSUE}) == {"pages": 0}
    assert site.received() == {"abc": 1, "bca": 1}


def test_pages_without_a_sender_get_a_result_after_24_hours(site, caplog):
    site.open()
    site.make_pages()
    site.take_messages()
    site.change("abc", f"mark/{ISSUE}", state="claimed", claim="01K", at="2026-11-30T03:00:00Z")
    site.pass_minutes(24 * 60 + 31)
    report = site.report()
    check_sum(report)
    assert (report["status"], report["unknown"], report["skipped"]) == ("sent", 1, {"late": 1})
    assert swallowed(caplog) == [("digest-not-sent", 1), ("digest-not-sent", 1)]


def test_an_error_of_one_issue_does_not_stop_the_others(site, caplog):
    site.publish("Метро открыто", MORNING - timedelta(hours=2), lang="ru")
    site.subscribe("dina", lang="ru")
    site.open()
    site.make_pages()
    site.deliver()
    digest.issues._change(ISSUE, begun_at="no time")
    statuses = site.pass_minutes()
    assert (statuses[ISSUE], statuses["daily/ru/2026-11-30"]) == ("failed", "sent")
    assert ("digest-waits", 1) in swallowed(caplog)


def test_the_report_adds_up_at_every_moment(site):
    site.subscribe(*(f"{n:04d}" for n in range(60)))
    site.open()
    check_sum(site.report())
    site.make_pages()
    report = site.report()
    check_sum(report)
    assert (report["queued"], report["waiting"]) == (62, 62)
    while messages := site.take_messages():
        site.send(messages[:1])
        check_sum(site.report())
        if len(messages) > 1:
            site.send(messages[1:])
    site.pass_minutes()
    report = site.report()
    assert (report["sent"], report["waiting"], report["ended_at"]) == (62, 0, "2026-11-30T03:01:00Z")


def test_there_is_no_report_of_an_unknown_issue(newsletter):
    assert newsletter.report("daily/en/1999-01-01") == {"issue": None}


def test_an_issue_does_not_end_before_the_last_page_is_counted(site, meanwhile):
    """The last shard may store its page and its end while the pages are being counted."""
    site.open()
    site.make_pages()
    site.deliver()

    def add_reader() -> None:
        digest.pages.put_page(ISSUE, "01/0099", ["late"], MORNING)
        digest.pages.put_shard(ISSUE, 1, MORNING)

    shards = [item for item in read_parts("shard/") if item["part"] == "shard/01"]
    delete(shards[0])
    # After the index Due and the shards.
    meanwhile("Query", add_reader, after=2)
    assert site.pass_minutes()[ISSUE] == "running"
    assert site.report()["waiting"] == 1


def test_the_mapping_is_disabled_although_aws_was_still_enabling_it(site, enabling):
    site.open()
    site.make_pages()
    site.deliver()
    enabling(1)
    site.pass_minutes()
    assert site.report()["status"] == "sent"
    site.pass_minutes()
    assert client("lambda").get_event_source_mapping(UUID=MAPPING)["State"] == "Disabled"
    assert site.pass_minutes() == {}, "nothing is due any more"


def test_an_ended_issue_is_not_queued_again(site):
    site.open()
    site.make_pages()
    site.deliver()
    site.pass_minutes()
    assert site.call({"requeue": ISSUE}) == {"pages": 0}
    assert client("lambda").get_event_source_mapping(UUID=MAPPING)["State"] == "Disabled"


def test_a_language_that_fails_stops_no_other_and_is_opened_a_minute_later(site, caplog):
    site.publish("Метро открыто", MORNING - timedelta(hours=2), lang="ru")
    site.subscribe("dina", lang="ru")
    with fail_calls("Query", OSError("no connection"), times=1), pytest.raises(Unavailable):
        site.open()
    assert (site.report()["status"], site.report("daily/ru/2026-11-30")["status"]) == ("planned", "sending")
    site.pass_minutes()
    site.make_pages()
    site.deliver()
    assert site.received() == {"abc": 1, "bca": 1, "dina": 1}


def delete(item):
    client("dynamodb").delete_item(
        TableName=TABLE, Key={"subscriber": {"S": item["subscriber"]}, "part": {"S": item["part"]}}
    )


@pytest.fixture
def enabling():
    """The next answers about the mapping say that AWS is still enabling it."""
    events, remaining = client("lambda").meta.events, []

    def answer(request, **_):
        if remaining:
            remaining.pop()
            body = io.BytesIO(b'{"State": "Enabling"}')
            body.stream = lambda: iter([body.read()])
            return AWSResponse(request.url, 200, {}, body)
        return None

    events.register("before-send.lambda.GetEventSourceMapping", answer, unique_id="enabling")
    yield lambda times: remaining.extend([1] * times)
    events.unregister("before-send.lambda.GetEventSourceMapping", unique_id="enabling")
