"""Opening of issues: what they contain, and who is on their pages."""

from datetime import timedelta

import pytest

from functions.digest import handler as digest
from gazette.aws.clients import client
from gazette.errors import Malformed
from gazette.subscriptions.digest.model import PAGE_SIZE
from gazette.subscriptions.model import build_segment
from tests.support.newsletter import ISSUE, MORNING, check_sum
from tests.support.subscribers import fail_calls, lose_answers, read_outbox, run_at_once
from tests.support.swallowed import swallowed

YESTERDAY, TOMORROW = MORNING - timedelta(days=1), MORNING + timedelta(days=1)


def titles(issue=ISSUE):
    return [story["title"] for story in digest.issues.load_content(issue)["stories"]]


def test_a_daily_issue_reaches_each_reader_of_its_list_once(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza", "bobur")
    newsletter.subscribe("carol", list_id="weekly")
    newsletter.subscribe("dina", lang="ru")
    report = newsletter.run()
    assert newsletter.received() == {"aziza": 1, "bobur": 1}
    assert (report["status"], report["queued"], report["sent"]) == ("sent", 2, 2)
    check_sum(report)


def test_each_language_has_its_issue_with_its_stories(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.publish("Метро открыто", MORNING - timedelta(hours=2), lang="ru")
    newsletter.subscribe("aziza")
    newsletter.subscribe("dina", lang="ru")
    assert newsletter.open() == {
        "daily/en/2026-11-30": "sending",
        "daily/ru/2026-11-30": "sending",
        "daily/uz/2026-11-30": "empty",
        "daily/uz-Cyrl/2026-11-30": "empty",
    }
    newsletter.make_pages()
    newsletter.deliver()
    assert sorted(newsletter.subjects()) == ["Metro opens", "Метро открыто"]


def test_the_first_issue_covers_the_last_day(newsletter):
    newsletter.publish("Old", YESTERDAY - timedelta(minutes=1))
    newsletter.publish("New", YESTERDAY + timedelta(minutes=1))
    newsletter.open()
    assert titles() == ["New"]


def test_an_issue_contains_what_was_published_since_the_one_before_it_and_nothing_twice(newsletter):
    newsletter.publish("Monday", MORNING - timedelta(minutes=1))
    newsletter.open()
    newsletter.publish("Later", MORNING + timedelta(hours=1))
    newsletter.open(at=TOMORROW)
    assert titles("daily/en/2026-12-01") == ["Later"]


def test_a_story_that_was_planned_before_an_issue_and_committed_after_it_is_in_the_next_one(newsletter):
    newsletter.publish("In time", MORNING - timedelta(minutes=5))
    newsletter.open()
    newsletter.publish("Planned for eight, published at two past eight", MORNING)
    newsletter.open(at=TOMORROW)
    assert titles("daily/en/2026-12-01") == ["Planned for eight, published at two past eight"]


def test_nothing_new_sends_nothing_and_the_next_issue_covers_both_days(newsletter):
    newsletter.publish("Saturday", YESTERDAY - timedelta(minutes=1))
    newsletter.open(at=YESTERDAY)
    assert newsletter.open()[ISSUE] == "empty"
    newsletter.publish("Late on Sunday", MORNING - timedelta(minutes=30))
    newsletter.open(at=TOMORROW)
    assert titles("daily/en/2026-12-01") == ["Late on Sunday"]
    assert newsletter.received() == {}


def test_pins_lead_then_come_the_newest_up_to_twelve(newsletter):
    positions = [newsletter.publish(f"Story {n}", MORNING - timedelta(hours=n)) for n in range(1, 15)]
    newsletter.pin(positions[13], rank=1)
    newsletter.pin(positions[12], rank=2)
    newsletter.open()
    assert titles() == ["Story 14", "Story 13", *(f"Story {n}" for n in range(1, 11))]


def test_an_article_whose_planned_withdrawal_has_passed_is_left_out(newsletter):
    newsletter.publish("Gone", MORNING - timedelta(hours=1), unpublish_at="2026-11-30T02:59:00Z")
    newsletter.publish("Stays", MORNING - timedelta(hours=2))
    newsletter.open()
    assert titles() == ["Stays"]


def test_a_story_without_a_dek_has_the_first_sentence_of_its_text(newsletter):
    body = "<h2>The ring</h2><p>Trains <b>run</b> at night. They cost more.</p>"
    newsletter.publish("Metro opens", MORNING - timedelta(hours=1), body=body)
    newsletter.publish("Metro closes", MORNING - timedelta(hours=2), dek=None, body=body)
    newsletter.publish("A picture", MORNING - timedelta(hours=3), dek=None)
    newsletter.subscribe("aziza")
    newsletter.run()
    [mail] = read_outbox()
    lines = mail["text"].splitlines()
    assert lines[lines.index("Metro closes") + 1 :][:1] == ["Trains run at night."]
    assert lines[lines.index("A picture") + 1 :][:1] == ["https://news.example/en/story-3"]
    assert lines.count("Trains run at night.") == 1, "a dek is shown as it is"


def test_a_repeated_schedule_changes_nothing(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza")
    newsletter.run()
    newsletter.publish("After the issue", MORNING + timedelta(minutes=1))
    assert newsletter.open(minutes=5)[ISSUE] == "sent"
    newsletter.make_pages()
    newsletter.deliver()
    assert newsletter.received() == {"aziza": 1}


def test_two_planners_at_once_make_one_issue(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza")
    run_at_once([newsletter.open, newsletter.open])
    run_at_once([newsletter.make_pages, newsletter.make_pages])
    newsletter.deliver()
    newsletter.pass_minutes()
    report = newsletter.report()
    assert (newsletter.received(), report["queued"], report["sent"]) == ({"aziza": 1}, 1, 1)


def test_a_late_schedule_sends_the_issue_within_six_hours_and_not_after(newsletter, caplog):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    assert newsletter.open(hours=5, minutes=59)[ISSUE] == "sending"
    assert newsletter.open(at=TOMORROW, hours=6, minutes=1)["daily/en/2026-12-01"] == "late"
    assert swallowed(caplog) == [("digest-late", 1)] * 4


@pytest.mark.parametrize("planned_at", ["2026-11-30T08:00:00", "eight o'clock", "2026-12-01T03:00:00Z"])
def test_a_schedule_without_a_zone_or_with_a_time_to_come_is_refused(newsletter, planned_at):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.clock.at = MORNING
    with pytest.raises(Malformed, match=planned_at):
        newsletter.call({"list": "daily", "scheduled_at": planned_at})


def test_the_issue_of_a_list_that_the_site_does_not_offer_is_not_planned(newsletter, monkeypatch):
    monkeypatch.setenv("MAIL_LISTS", "weekly")
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    assert newsletter.open() == {}


def test_many_readers_are_on_pages_of_fifty_across_all_shards(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    # One shard: an id with the same letters in another order.
    names = [f"{n:03d}{999 - n:03d}" for n in range(2 * PAGE_SIZE + 1)]
    newsletter.subscribe(*names)
    newsletter.open()
    newsletter.make_pages()
    counted = digest.pages.count_pages(ISSUE)
    assert counted["figures"]["queued"] == len(names)
    newsletter.deliver()
    assert newsletter.received() == dict.fromkeys(names, 1)


def test_a_shard_that_was_cut_off_before_its_pages_were_queued_continues_with_the_same_pages(newsletter):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("ab", "ba")  # of one shard
    newsletter.open()
    with fail_calls("SendMessageBatch", OSError("cut off"), service="sqs"), pytest.raises(OSError, match="cut off"):
        newsletter.make_pages()
    newsletter.forget("ab")
    newsletter.pass_minutes(2)
    newsletter.make_pages()
    newsletter.deliver()
    newsletter.pass_minutes()
    report = newsletter.report()
    assert newsletter.received() == {"ba": 1}
    assert (report["queued"], report["sent"], report["skipped"]) == (2, 1, {"erased": 1})
    check_sum(report)


def test_a_step_that_is_repeated_after_its_page_was_sent_skips_and_repeats_nobody(newsletter, monkeypatch):
    """Between the two, readers of the page have left and others have joined."""
    monkeypatch.setattr("gazette.subscriptions.digest.planning.PAGES_IN_STEP", 1)
    names = [f"{n:03d}{999 - n:03d}" for n in range(2 * PAGE_SIZE + 10)]
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe(*names)
    newsletter.open()
    [job] = [id for id in digest.jobs.list_due(MORNING) if id.endswith(build_segment("", "", names[0])[-2:])]
    with monkeypatch.context() as killed:
        killed.setattr(digest.jobs, "save_progress", lambda *_: (_ for _ in ()).throw(OSError("killed")))
        with pytest.raises(OSError, match="killed"):
            newsletter.call({"job": job})
    newsletter.deliver()
    newsletter.forget(names[3])
    newsletter.clock.forward(minutes=2)
    newsletter.make_pages()
    newsletter.deliver()
    assert newsletter.received() == dict.fromkeys(names, 1)
    report = newsletter.report()
    assert (report["queued"], report["sent"]) == (len(names), len(names))


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem", "TransactWriteItems"])
def test_a_lost_answer_of_dynamodb_neither_adds_nor_loses_a_mail(newsletter, operation):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza", "bobur")
    with lose_answers(operation, times=2):
        newsletter.open()
    with lose_answers(operation, times=3):
        newsletter.make_pages()
    newsletter.clock.forward(minutes=2)
    newsletter.make_pages()
    with lose_answers(operation, times=3):
        newsletter.deliver()
    newsletter.pass_minutes()
    assert newsletter.received() == {"aziza": 1, "bobur": 1}
    check_sum(newsletter.report())


def test_the_queue_is_polled_only_while_an_issue_is_sent(newsletter):
    def is_polled():
        return client("lambda").get_event_source_mapping(UUID=digest.settings.require("PAGES_MAPPING"))["State"]

    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.subscribe("aziza")
    newsletter.open()
    assert is_polled() == "Enabled"
    newsletter.make_pages()
    newsletter.deliver()
    newsletter.pass_minutes()
    assert is_polled() == "Disabled"


def test_rates_are_in_daily_issues_with_the_change_of_the_day_and_in_weekly_ones_with_that_of_the_week(
    newsletter, rate_sheets
):
    newsletter.publish("Metro opens", MORNING - timedelta(hours=2))
    newsletter.open()
    daily = digest.issues.load_content(ISSUE)["rates"]
    assert daily["date"] == "2026-11-30"
    assert daily["lines"][0] == {"currency": "USD", "rate": "12110.50", "change": "10.50"}
    newsletter.open("weekly")
    weekly = digest.issues.load_content("weekly/en/2026-11-30")["rates"]
    assert weekly["lines"][0] == {"currency": "USD", "rate": "12110.50", "change": "110.50"}


def test_a_mail_has_no_rates_that_are_more_than_two_weeks_old(newsletter, rate_sheets):
    later = MORNING + timedelta(days=15)
    newsletter.publish("Metro opens", later - timedelta(hours=2))
    newsletter.open(at=later)
    assert digest.issues.load_content("daily/en/2026-12-15")["rates"] is None


@pytest.mark.parametrize("list_id", ["dayly", "breaking"])
def test_a_schedule_of_a_list_without_issues_is_an_error(newsletter, list_id):
    with pytest.raises(Malformed, match="has no schedule"):
        newsletter.call({"list": list_id})


def test_a_weekly_issue_has_stories_of_each_day(newsletter):
    hours = [*range(1, 9), 30, 31, 50, 100, 160]
    titles = {f"Story of hour {hour}": hour for hour in hours}
    positions = {hour: newsletter.publish(title, MORNING - timedelta(hours=hour)) for title, hour in titles.items()}
    newsletter.pin(positions[31], 1)
    newsletter.subscribe("aziza", list_id="weekly")
    newsletter.open("weekly")
    cards = digest.issues.load_content("weekly/en/2026-11-30")["stories"]
    assert [titles[card["title"]] for card in cards] == [31, 1, 2, 30, 50, 100, 160]
