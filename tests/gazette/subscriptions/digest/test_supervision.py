"""What is repaired each minute until an issue has ended."""

from datetime import timedelta

import pytest

from functions.digest import handler as digest
from gazette.aws.clients import client
from tests.support.newsletter import ISSUE, MORNING, check_sum
from tests.support.subscribers import fail_calls
from tests.support.swallowed import swallowed

MAPPING = digest.settings.require("PAGES_MAPPING")


@pytest.fixture
def site(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("abc", "bca")
    return newsletter


def test_a_planner_that_was_killed_before_it_opened_the_shards_loses_no_reader(site):
    with fail_calls("GetEventSourceMapping", OSError("killed"), service="lambda"), pytest.raises(OSError, match="kill"):
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
