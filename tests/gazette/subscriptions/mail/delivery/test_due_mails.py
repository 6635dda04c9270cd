"""The run over the mails that wait: its order, its end, and requests that the stream did not deliver."""

import pytest

from functions.mailer import handler as mailer
from functions.scheduler import handler as scheduler
from tests.support.events import Context
from tests.support.subscribers import Reader, read_outbox, read_parts


@pytest.fixture
def waiting(reader):
    """Five readers whose signup requests the stream did not deliver, in the order of their signups."""
    readers = [Reader(f"{name}@example.org", clock=reader.clock) for name in "edcba"]
    for somebody in readers:
        somebody.sign_up()
        reader.clock.forward(seconds=1)
    return readers


def test_a_request_that_the_stream_did_not_deliver_is_delivered_after_two_minutes(reader, waiting):
    assert reader.deliver_due(seconds=110) == {}
    assert reader.deliver_due(seconds=10) == {"sent": 5}
    assert [mail["to"][0] for mail in read_outbox()] == list("edcba")


def test_a_run_ends_when_ses_is_not_ready_and_the_next_one_begins_with_another_reader(reader, waiting, ses):
    ses.reject(400, "SendingPausedException", times=2)
    assert reader.deliver_due(minutes=3) == {"not-ready": 1}
    assert reader.deliver_due() == {"not-ready": 1}
    assert reader.deliver_due() == {"sent": 3}
    assert [mail["to"][0] for mail in read_outbox()] == list("cba")


def test_a_run_slows_down_when_ses_throttles_and_ends_at_the_third_time(reader, waiting, ses, waits):
    ses.reject(429, "TooManyRequestsException", times=3)
    assert reader.deliver_due(minutes=3) == {"throttled": 3}
    assert len(waits) == 2
    assert all(1 <= seconds <= 2 for seconds in waits)


def test_a_run_ends_while_time_is_left(reader, waiting):
    class OneMail(Context):
        times = [10_000, 8_999]  # noqa: RUF012 (used once)

        def get_remaining_time_in_millis(self):
            return self.times.pop(0)

    reader.clock.forward(minutes=3)
    assert mailer.handler({"detail-type": "mail.due"}, OneMail()) == {"sent": 1}


def test_an_error_of_one_request_stops_no_other(reader, waiting, monkeypatch):
    with monkeypatch.context() as patch:

        def fail_once(*_):
            patch.undo()
            raise ValueError

        patch.setattr("gazette.subscriptions.mail.delivery.signup_mail.hash_token", fail_once)
        assert reader.deliver_due(minutes=3) == {"failed": 1, "sent": 4}
    assert reader.deliver_due() == {"sent": 1}


def test_two_runs_at_the_same_time_send_each_mail_once(reader, waiting, ses):
    other = []
    ses.call_before(lambda: other.append(reader.deliver_due()))
    assert reader.deliver_due(minutes=3) == {"sent": 1, "superseded": 4}
    assert other == [{"sent": 4}]
    assert len(read_outbox()) == 5


def test_the_scheduler_sends_an_event_only_while_a_mail_is_due(reader, waiting, monkeypatch):
    events = []
    monkeypatch.setattr(scheduler, "put_events", lambda _client, _bus, kind, details: events.append((kind, details)))
    monkeypatch.setattr("gazette.times.now", reader.clock)
    assert scheduler.handler({}, Context())["mail_due"] is False
    reader.clock.forward(minutes=3)
    assert scheduler.handler({}, Context())["mail_due"] is True
    reader.deliver_due()
    assert scheduler.handler({}, Context())["mail_due"] is False
    assert events == [("mail.due", [{}])]


def test_the_hidden_field_of_a_robot_is_never_due(reader):
    reader.sign_up(remark="https://spam.example")
    assert reader.deliver_due(days=1) == {}
    assert not mailer.subscribers.has_due_mails(reader.clock.at)


def test_nothing_is_due_without_a_sender(reader, waiting, monkeypatch):
    monkeypatch.setattr(mailer, "signup_mails", None)
    assert reader.deliver_due(minutes=3) == {}
    assert all(profile["due"] for profile in read_parts("profile"))


def test_an_index_that_lags_behind_causes_no_second_mail(reader, waiting, monkeypatch):
    due = list(mailer.subscribers.list_due_mails(reader.clock.at.replace(hour=12)))
    assert reader.deliver_due(minutes=3) == {"sent": 5}
    monkeypatch.setattr(type(mailer.subscribers), "list_due_mails", lambda *_: iter(due))
    assert reader.deliver_due() == {"superseded": 5}
    assert len(read_outbox()) == 5
