"""The state table as a machine: whatever happens in whatever order, the stored state is the model's, and the mails are
within the ceilings."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from moto.backends import get_backend

from functions.mailer import handler as mailer
from gazette.aws.clients import client
from gazette.subscriptions.repository import parse_profile
from tests.conftest import STACK, Context
from tests.support.subscribers import (
    Reader,
    delete_expired,
    get_moto_table,
    read_items,
    read_outbox,
    read_parts,
    read_stream_records,
    use_clock,
)

DAY = timedelta(days=1)


@dataclass
class Model:
    """What should be true of the one subscriber."""

    state: str = "none"
    was_left: bool = False
    due: bool = False
    tokens: list = field(default_factory=list)
    """(token, asked at) that may confirm, oldest first."""
    spent: list = field(default_factory=list)
    """Tokens that once were good."""
    confirmed_at: object = None
    sent: list = field(default_factory=list)
    pause: object = None
    resume_at: object = None
    reminded_at: object = None
    suppressed_until: object = None
    refused: dict = field(default_factory=dict)
    undo_until: object = None
    pending_until: object = None

    def settle(self, now):
        """What time alone changes."""
        if self.state == "pending" and now >= self.pending_until:
            self.state = "left" if self.was_left else "none"

    def suppressed(self, now):
        return self.suppressed_until is not None and now < self.suppressed_until

    def may_send(self, now):
        """The ceiling of the address; the others are wider than one address can reach."""
        recent = [at for at in self.sent if at > now - DAY]
        if len(recent) >= 5 or (recent and now < self.resume_at):
            return False
        self.pause = self.pause * 2 if recent else timedelta(minutes=15)
        self.resume_at = now + self.pause
        self.sent.append(now)
        return True


class Subscriber(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.patches = pytest.MonkeyPatch()
        self.reader, self.model = Reader(), Model()
        use_clock(self.patches, self.reader.clock)
        self.logged = 0
        self.url = None

    def teardown(self):
        if hasattr(self, "patches"):
            self.patches.undo()
        get_moto_table().items.clear()
        get_moto_table().stream_shard.items.clear()
        get_backend("ses")["123456789012"][STACK.region].sent_messages.clear()

    @property
    def now(self):
        return self.reader.clock.at

    # --- what people do -----------------------------------------------------------------------------------------

    @rule()
    def sign_up(self):
        response = self.reader.sign_up()
        assert (response["statusCode"], response["body"]) == (202, '{"status":"accepted"}')
        self.model.due = True

    @rule()
    def sign_up_as_a_robot(self):
        assert self.reader.sign_up(website="https://spam.example")["statusCode"] == 202

    @rule(lost=st.booleans())
    def mailer_runs(self, lost):
        before, model, now = len(read_outbox()), self.model, self.now
        model.settle(now)
        self._losing_an_answer(lost, self.reader.deliver)
        mails = read_outbox()[before:]
        if not model.due:
            assert mails == []
            return
        model.due = False
        if model.suppressed(now):
            assert mails == []
        elif model.state == "active":
            lately = model.reminded_at is not None and now < model.reminded_at + DAY
            expected = not lately and model.may_send(now)
            assert [mail["subject"] for mail in mails] == ["You are subscribed to Gazette"] * expected
            if expected:
                model.reminded_at = now
        elif model.may_send(now):
            [mail] = mails
            assert mail["subject"] == "Confirm your subscription to Gazette"
            [token] = set(re.findall(r"confirm#([\w-]{43})", mail["text"]))
            model.tokens = [*model.tokens, (token, now)]
            model.spent += [old for old, _ in model.tokens[:-3]]
            model.tokens = model.tokens[-3:]
            model.state, model.pending_until = "pending", now + timedelta(days=7)
        else:
            assert mails == []

    @rule()
    def the_stream_delivers_everything_once_more(self):
        before, done = len(read_outbox()), read_stream_records()[: self.reader.delivered]
        if done and not self.model.due:
            assert mailer.handler({"Records": done}, Context()) == {"batchItemFailures": []}
            assert len(read_outbox()) == before

    @precondition(lambda self: self.model.tokens)
    @rule(choice=st.integers(0, 2), lost=st.booleans())
    def confirm(self, choice, lost):
        token, asked_at = self.model.tokens[choice % len(self.model.tokens)]
        model, now = self.model, self.now
        model.settle(now)
        response = self._losing_an_answer(lost, lambda: self.reader.confirm(token))
        dead = now >= asked_at + timedelta(hours=48)
        late = model.state == "active" and now >= model.confirmed_at + timedelta(minutes=10)
        if dead or late or (model.state != "active" and model.suppressed(now)):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200, response["body"]
        [found] = json.loads(response["body"])["lists"]
        self.url = found["unsubscribe_url"]
        if model.state != "active":
            model.state, model.confirmed_at = "active", now
            model.due, model.reminded_at = False, None

    @precondition(lambda self: self.model.spent)
    @rule(choice=st.integers(0, 100))
    def confirm_with_a_token_of_before(self, choice):
        response = self.reader.confirm(self.model.spent[choice % len(self.model.spent)])
        assert response["statusCode"] == 410

    @rule(refuse=st.booleans())
    def guess_a_token(self, refuse):
        assert self.reader.confirm("x" * 43, refuse=refuse)["statusCode"] == 410

    @precondition(lambda self: self.model.tokens)
    @rule(choice=st.integers(0, 2), lost=st.booleans())
    def refuse(self, choice, lost):
        token, asked_at = self.model.tokens[choice % len(self.model.tokens)]
        response = self._losing_an_answer(lost, lambda: self.reader.confirm(token, refuse=True))
        if self.now >= asked_at + timedelta(hours=48):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200
        self.model.suppressed_until = self.now + timedelta(days=30)
        self.model.refused[token] = self.now
        self._end()
        self.model.undo_until = None if not self.model.undo_until else self.model.undo_until

    @precondition(lambda self: self.model.refused)
    @rule()
    def refuse_again(self):
        for token, at in self.model.refused.items():
            status = 200 if self.now < at + timedelta(minutes=10) else 410
            assert self.reader.confirm(token, refuse=True)["statusCode"] == status

    @precondition(lambda self: self.url)
    @rule(body=st.sampled_from(["List-Unsubscribe=One-Click", "action=all", "action=list", None]), lost=st.booleans())
    def leave(self, body, lost):
        was_active = self.model.state == "active"
        response = self._losing_an_answer(lost, lambda: self.reader.post_unsubscribe(self.url, body))
        assert response["statusCode"] == 200
        self.model.settle(self.now)
        if was_active:
            self.model.undo_until = self.now + timedelta(minutes=15)
            self._end()
        elif self.model.state == "pending" or self.model.due:
            self._end()

    @precondition(lambda self: self.url)
    @rule(lost=st.booleans())
    def take_it_back(self, lost):
        model, now = self.model, self.now
        model.settle(now)
        response = self._losing_an_answer(lost, lambda: self.reader.post_unsubscribe(self.url, "action=undo"))
        possible = model.undo_until is not None and now < model.undo_until and not model.suppressed(now)
        if model.state == "active" and not (model.undo_until and now < model.undo_until):
            assert response["statusCode"] == 200
        elif possible:
            assert response["statusCode"] == 200, response["body"]
            model.spent += [token for token, _ in model.tokens]
            model.state, model.tokens, model.due, model.undo_until = "active", [], False, None
            model.confirmed_at = model.confirmed_at or now
        else:
            assert response["statusCode"] == 410

    @rule()
    def a_scanner_opens_the_links(self):
        before = read_items()
        for route, parts_ in (
            ("GET /v1/subscriptions/confirm", {}),
            ("HEAD /v1/subscriptions/confirm", {}),
            *((f"{method} /v1/subscriptions/unsubscribe/{{token}}", self._params()) for method in ("GET", "HEAD")),
        ):
            assert self.reader.call(route, accept="text/html", **parts_)["statusCode"] in (200, 404)
        assert read_items() == before

    @rule(minutes=st.sampled_from([1, 5, 9, 14, 16, 60, 5 * 60, 24 * 60, 49 * 60, 8 * 24 * 60, 31 * 24 * 60]))
    def time_passes(self, minutes):
        if not self.model.due:
            self.reader.clock.forward(minutes=minutes)
            self.model.settle(self.now)

    @rule()
    def dynamodb_removes_what_has_expired(self):
        if not self.model.due:
            expired = [item for item in read_items() if item.get("expires_at", 1e12) <= self.now.timestamp()]
            delete_expired(self.now)
            self.logged -= sum(item["part"].startswith("consent/") for item in expired)
            tokens = [(token, at) for token, at in self.model.tokens if self.now < at + timedelta(hours=48)]
            self.model.spent += [token for token, at in self.model.tokens if (token, at) not in tokens]
            self.model.tokens = tokens

    # --- what is always true ------------------------------------------------------------------------------------

    @invariant()
    def the_stored_state_is_the_models(self):
        if not hasattr(self, "model"):
            return
        self.model.settle(self.now)
        found = [parse_profile(item) for item in read_items() if item["part"] == "profile"]
        assert len(found) <= 1
        assert (found[0].state_at(self.now) if found else "none") == self.model.state

    @invariant()
    def lists_are_for_active_people_only(self):
        if hasattr(self, "model"):
            found = [(item["part"], item["segment"][:9]) for item in read_parts("list/")]
            assert found == ([("list/daily", "daily/en/")] if self.model.state == "active" else [])

    @invariant()
    def the_record_explains_the_state_and_never_shrinks(self):
        if not hasattr(self, "model"):
            return
        log = [item["event"] for item in sorted(read_parts("consent/"), key=lambda item: item["part"])]
        assert len(log) >= self.logged
        self.logged = len(log)
        if self.model.state == "active":
            assert "confirmed" in log
        if self.model.state == "left":
            assert {"unsubscribed", "declined"} & set(log)

    @invariant()
    def who_has_left_leaves_no_address(self):
        """Nothing but the item that an undo needs for a quarter of an hour."""
        if hasattr(self, "model") and self.model.state in ("none", "left") and not self.model.due:
            live = [item for item in read_items() if item.get("expires_at", 1e12) > self.now.timestamp()]
            holders = {item["part"] for item in live if self.reader.email in json.dumps(item, default=str)}
            assert holders <= {"undo/daily"}

    # --- how ----------------------------------------------------------------------------------------------------

    def _end(self):
        model = self.model
        model.spent += [token for token, _ in model.tokens]
        model.was_left = model.was_left or model.state == "active"
        model.state = "left" if model.was_left else "none"
        model.tokens, model.due, model.reminded_at = [], False, model.reminded_at

    def _params(self):
        return {"params": {"token": self.url.rpartition("/")[2] if self.url else "no.token.of.this.site"}}

    @staticmethod
    def _losing_an_answer(lost, act):
        """Carry out `act`; the first transaction in it happens, but its response is lost and the SDK asks once more."""
        events = client("dynamodb").meta.events
        left = [1] if lost else []

        def lose(response, **_):
            return 0 if left and response is not None and response[0].status_code == 200 and left.pop() else None

        events.register_first("needs-retry.dynamodb.TransactWriteItems", lose, unique_id="lose")
        try:
            return act()
        finally:
            events.unregister("needs-retry.dynamodb.TransactWriteItems", unique_id="lose")


TestSubscriber = Subscriber.TestCase
TestSubscriber.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
