"""Mailer: who gets which mail, once, whatever SES and the stream do."""

import io
import json
import threading

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError, ConnectTimeoutError, ReadTimeoutError

from functions.mailer import handler as mailer
from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.keyring import SUBSCRIBER_KEY, Keyrings, rotated
from tests.conftest import Context
from tests.support import subscribers
from tests.support.subscribers import Reader, items, outbox, parts, records

SES = client("sesv2", read_seconds=5, tries=1)


class Raw(io.BytesIO):
    """A body as botocore reads it from the connection."""

    def stream(self):
        yield self.read()


@pytest.fixture
def ses_says():
    """What SES does with the next sendings, in order: `None` is to send, an exception is raised after sending,
    (status, code) answered without sending; (function, one of them) lets something happen before."""
    plan, asked = [], []

    def before(request, **_):
        asked.append(request.url)
        step = plan.pop(0) if plan else None
        if isinstance(step, tuple) and callable(step[0]):
            meanwhile, step = step
            meanwhile()
        if isinstance(step, ConnectTimeoutError):
            raise step
        if isinstance(step, tuple):
            status, code = step
            body = json.dumps({"message": "about reader@example.org"}).encode()
            return AWSResponse(request.url, status, {"x-amzn-errortype": code}, Raw(body))
        if isinstance(step, Exception):
            lost.append(step)
        return None

    lost = []

    def after(**_):
        if lost:
            raise lost.pop()

    SES.meta.events.register("before-send.sesv2.SendEmail", before, unique_id="before")
    SES.meta.events.register_first("needs-retry.sesv2.SendEmail", after, unique_id="after")
    plan_of = type("Plan", (), {"next": lambda self, *steps: plan.extend(steps), "asked": asked})()
    yield plan_of
    SES.meta.events.unregister("before-send.sesv2.SendEmail", unique_id="before")
    SES.meta.events.unregister("needs-retry.sesv2.SendEmail", unique_id="after")


@pytest.fixture(autouse=True)
def waits(monkeypatch):
    """The seconds that Mailer has waited; they do not pass."""
    seconds = []
    monkeypatch.setattr(mailer, "sleep", seconds.append)
    return seconds


class Minute(Context):
    """The whole minute that Mailer has."""

    def get_remaining_time_in_millis(self):
        return 60_000


def metrics_of(capsys):
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]
    return [name for line in lines if "_aws" in line for name in line if name.startswith("Wish") and name != "Wishes"]


def test_two_posts_at_once_bring_one_mail(reader):
    threads = [threading.Thread(target=Reader(reader.email, clock=reader.clock).sign_up) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reader.deliver()
    assert len(reader.mails()) == 1


def test_deliveries_at_once_of_one_wish_bring_one_mail(reader):
    reader.sign_up()
    [record] = records()
    image = record["dynamodb"]["NewImage"]
    start, outcomes = threading.Barrier(8), []

    def deliver():
        start.wait()
        outcomes.append(
            mailer.wishes.carry_out(image["subscriber"]["S"], image["wish"]["M"]["id"]["S"], reader.clock.at)
        )

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["sent"] + ["superseded"] * 7
    assert len(reader.mails()) == 1


def test_a_mail_whose_answer_was_lost_is_not_sent_again(reader, ses_says, capsys):
    ses_says.next(ReadTimeoutError(endpoint_url="https://ses"))
    reader.sign_up()
    reader.deliver()
    assert mailer.handler({"Records": records()}, Context()) == {"batchItemFailures": []}
    assert (len(reader.mails()), len(ses_says.asked)) == (1, 1)
    assert reader.confirm()["statusCode"] == 200
    assert "WishUnknown" in metrics_of(capsys)


@pytest.mark.parametrize(
    "step",
    [
        ConnectTimeoutError(endpoint_url="https://ses"),
        (429, "TooManyRequestsException"),
        (400, "SendingPausedException"),
        (400, "MailFromDomainNotVerifiedException"),
    ],
)
def test_a_mail_that_ses_did_not_take_is_tried_again_and_counted_once(reader, ses_says, step):
    ses_says.next(step, step)
    reader.sign_up()
    reader.deliver()
    assert (len(reader.mails()), len(ses_says.asked)) == (1, 3)
    [counter] = [item for item in items() if item["subscriber"] == "limit/caller"]
    assert "sent_2" not in counter or counter["sent_2"] == 0
    assert len([item for item in items() if item["subscriber"].startswith("token/")]) == 1
    assert reader.confirm()["statusCode"] == 200


def test_a_claim_whose_answer_was_lost_is_known_as_our_own(reader):
    lost = [1]

    def lose(response, **_):
        return 0 if lost and response is not None and lost.pop() else None

    events = client("dynamodb").meta.events
    events.register_first("needs-retry.dynamodb.TransactWriteItems", lose, unique_id="lose")
    try:
        reader.sign_up()
        reader.deliver()
    finally:
        events.unregister("needs-retry.dynamodb.TransactWriteItems", unique_id="lose")
    assert (lost, len(reader.mails())) == ([], 1)
    assert reader.confirm()["statusCode"] == 200


def test_a_mail_that_ses_did_not_take_is_not_tried_again_after_a_newer_one(reader, ses_says):
    def newer():
        """While the first mail is on its way to nowhere, the reader asks once more and is written to."""
        reader.clock.forward(minutes=15)
        reader.sign_up()
        reader.deliver()

    ses_says.next((newer, ConnectTimeoutError(endpoint_url="https://ses")))
    reader.sign_up()
    reader.deliver()
    assert (len(reader.mails()), len(ses_says.asked)) == (1, 2)
    assert parts("profile")[0].get("mail_due") is None


def test_a_wish_that_ses_never_takes_stays_due_and_is_given_up_for_now(reader, ses_says, capsys):
    ses_says.next(*[(429, "TooManyRequestsException")] * 9)
    reader.sign_up()
    reader.deliver()
    assert (reader.mails(), len(ses_says.asked)) == ([], 5)
    [profile] = parts("profile")
    assert profile["mail_due"]
    assert metrics_of(capsys)[-1] == "WishGivenUp"


@pytest.mark.parametrize("code", ["TooManyRequestsException", "Throttling", "LimitExceededException"])
def test_a_wish_that_is_told_to_slow_down_waits_longer_each_time(reader, ses_says, waits, monkeypatch, code):
    ses_says.next(*[(429, code)] * 4)
    monkeypatch.setattr(subscribers, "Context", Minute)
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == 1
    assert all(most / 2 <= waited <= most for waited, most in zip(waits, (1, 2, 4, 4), strict=True))


def test_mailer_waits_no_longer_than_it_has_time(reader, ses_says, waits):
    ses_says.next(*[(429, "TooManyRequestsException")] * 4)
    reader.sign_up()
    reader.deliver()
    assert len(waits) == 4
    assert max(waits) <= (Context().get_remaining_time_in_millis() - mailer.LONGEST_WISH_MS) / 1000


def test_who_is_not_reached_is_not_waited_for(reader, ses_says, waits):
    ses_says.next(ConnectTimeoutError(endpoint_url="https://ses"))
    reader.sign_up()
    reader.deliver()
    assert (waits, len(reader.mails())) == ([], 1)


@pytest.mark.parametrize(
    ("step", "outcome"), [((400, "MessageRejected"), "WishRefused"), ((500, "InternalServiceError"), "WishUnknown")]
)
def test_what_ses_says_of_a_mail_is_counted_and_not_repeated(reader, ses_says, step, outcome, capsys, caplog):
    ses_says.next(step)
    reader.sign_up()
    reader.deliver()
    written = capsys.readouterr().out + caplog.text
    assert (reader.mails(), len(ses_says.asked)) == ([], 1)
    assert outcome in written
    assert "reader@example.org" not in written


def test_dynamodb_out_of_reach_leaves_the_record_for_another_delivery(reader):
    reader.sign_up()
    events = client("dynamodb").meta.events

    def busy(**_):
        raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "GetItem")

    events.register("before-call.dynamodb.GetItem", busy, unique_id="busy")
    try:
        [record] = records()
        failed = mailer.handler({"Records": [record]}, Context())
    finally:
        events.unregister("before-call.dynamodb.GetItem", unique_id="busy")
    assert failed == {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
    reader.deliver()
    assert len(reader.mails()) == 1


def test_no_time_left_leaves_the_record_for_another_delivery(reader):
    class Late(Context):
        def get_remaining_time_in_millis(self):
            return 8_000

    reader.sign_up()
    assert len(mailer.handler({"Records": records()}, Late())["batchItemFailures"]) == 1
    assert reader.mails() == []


def test_without_a_sender_nothing_is_sent_and_the_wish_stays_due(reader, monkeypatch, caplog):
    monkeypatch.setattr(mailer, "wishes", None)
    reader.sign_up()
    reader.deliver()
    assert outbox() == []
    assert parts("profile")[0]["mail_due"]
    assert [record.getMessage() for record in caplog.records if "MAIL_SENDER" in record.getMessage()] == [
        "no mail is sent: MAIL_SENDER is empty"
    ]


def test_an_active_reader_is_reminded_once_in_24_hours(reader):
    reader.subscribe(lists=["daily", "weekly"])
    reader.clock.forward(hours=1)
    for _ in range(3):
        reader.sign_up()
        reader.deliver()
        reader.clock.forward(hours=7)
    [_, reminder] = reader.mails()
    assert reminder["subject"] == "You are subscribed to Gazette"
    assert reminder["text"].count("https://news.example/v1/subscriptions/unsubscribe/") == 2
    reader.clock.forward(hours=3)
    reader.sign_up()
    reader.deliver()
    assert len(reader.mails()) == 3


def test_three_tokens_live_and_the_oldest_dies(reader):
    tokens = []
    for hours in range(4):
        reader.sign_up()
        reader.deliver()
        tokens.append(reader.token())
        reader.clock.forward(hours=hours + 1)
    assert len([item for item in items() if item["subscriber"].startswith("token/")]) == 3
    assert reader.confirm(tokens[0])["statusCode"] == 410
    assert reader.confirm(tokens[1])["statusCode"] == 200


def test_what_is_confirmed_is_what_the_mail_asked(reader):
    reader.sign_up(lists=["daily"], lang="ru")
    reader.deliver()
    reader.sign_up(lists=["breaking", "weekly"], lang="en")
    assert [found["list"] for found in json.loads(reader.confirm()["body"])["lists"]] == ["daily"]
    assert [item["segment"][:9] for item in parts("list/")] == ["daily/ru/"]


@pytest.mark.parametrize(
    ("axis", "emails"),
    [
        ("address", ["reader@example.org"] * 2),
        ("mailbox", [f"reader+{number}@example.org" for number in range(11)]),
        ("caller", [f"reader{number}@example.org" for number in range(11)]),
    ],
)
def test_over_a_ceiling_nothing_is_mailed_and_the_axis_is_counted(reader, axis, emails, capsys, monkeypatch):
    callers = iter(range(1, 100))
    original = subscribers.http_event

    def from_elsewhere(*args, **parts):
        event = original(*args, **parts)
        if axis != "caller":
            event["requestContext"]["http"]["sourceIp"] = f"198.51.100.{next(callers)}"
        return event

    monkeypatch.setattr(subscribers, "http_event", from_elsewhere)
    for email in emails:
        Reader(email, clock=reader.clock).sign_up()
        reader.deliver()
    assert len(outbox()) == len(emails) - 1
    assert metrics_of(capsys)[-1] == f"WishOver{axis.title()}"
    # Nothing of the last wish is left but its empty profile, which ends with the week.
    assert [item["part"] for item in items() if emails[-1] in json.dumps(item, default=str)] == (
        ["confirm"] if axis == "address" else []
    )


def test_the_whole_site_has_its_ceiling(reader, monkeypatch, capsys):
    object.__setattr__(mailer.wishes, "mails_per_hour", 2)
    try:
        for name in "abc":
            Reader(f"{name}@example.org", clock=reader.clock).sign_up()
        reader.deliver()
    finally:
        object.__setattr__(mailer.wishes, "mails_per_hour", 500)
    assert len(outbox()) == 2
    assert metrics_of(capsys).count("WishOverSite") == 1


def test_a_neighbour_of_the_same_ipv6_network_shares_its_ceiling(reader):
    for number in range(11):
        who = Reader(f"reader{number}@example.org", clock=reader.clock)
        body = {"email": who.email, "lang": "en", "consent": subscribers.CONSENT}
        event = subscribers.http_event("POST /v1/subscriptions", body=body)
        event["requestContext"]["http"]["sourceIp"] = f"2001:db8:0:1::{number}"
        assert subscriptions.handler(event, Context())["statusCode"] == 202
    reader.deliver()
    assert len(outbox()) == 10


def test_a_suppressed_address_gets_nothing_under_any_valid_key(reader):
    reader.sign_up()
    reader.deliver()
    reader.confirm(refuse=True)
    with rotated_subscriber_key():
        for days in (1, 28):
            reader.clock.forward(days=days)
            reader.sign_up()
            reader.deliver()
        assert len(reader.mails()) == 1
        reader.clock.forward(days=1, seconds=1)
        reader.sign_up()
        reader.deliver()
        assert len(reader.mails()) == 2


def test_after_a_rotation_an_active_reader_is_still_known_and_can_leave(reader):
    [url] = reader.subscribe()
    reader.clock.forward(hours=1)
    with rotated_subscriber_key():
        reader.sign_up()
        reader.deliver()
        assert reader.mails()[-1]["subject"] == "You are subscribed to Gazette"
        assert len({item["subscriber"] for item in parts("profile")}) == 2
        assert reader.post(url)["statusCode"] == 200
        assert parts("list/") == []
        reader.clock.forward(hours=24)
        reader.sign_up()
        reader.deliver()
        assert reader.confirm()["statusCode"] == 200
        assert len(parts("list/")) == 1


class rotated_subscriber_key:
    """While it lasts, the signing key is a new one and the former one is still valid, for both functions."""

    def __enter__(self):
        self.ssm, self.name = boto3.client("ssm"), f"{subscriptions.settings.require('SECRETS_PATH')}/{SUBSCRIBER_KEY}"
        self.before = self.ssm.get_parameter(Name=self.name, WithDecryption=True)["Parameter"]["Value"]
        self._put(rotated(self.before))

    def __exit__(self, *_):
        self._put(self.before)

    def _put(self, value):
        self.ssm.put_parameter(Name=self.name, Value=value, Type="SecureString", Overwrite=True)
        for secrets in (subscriptions.secrets, mailer.wishes.secrets):
            forget(secrets)


def forget(secrets: Keyrings) -> None:
    """As after five minutes."""
    secrets._provider.clear_cache()
