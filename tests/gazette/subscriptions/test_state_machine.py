"""After any sequence of actions a subscriber's stored state equals the model's, and the mails are within the limits."""

import json
import re
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from functions.mailer import handler as mailer
from gazette.subscriptions.repository import parse_profile
from tests.support.aws import clear_mails
from tests.support.events import Context
from tests.support.subscribers import (
    Reader,
    delete_expired,
    get_moto_table,
    lose_answers,
    read_items,
    read_outbox,
    read_parts,
    read_stream_records,
    use_clock,
)

DAY = timedelta(days=1)


@dataclass
class Model:
    """The expected state of the one subscriber."""

    state: str = "none"
    was_left: bool = False
    due: bool = False
    tokens: list = field(default_factory=list)
    """(token, time of its mail) that may confirm, oldest first."""
    used: list = field(default_factory=list)
    """Tokens that were valid once."""
    confirmed_at: object = None
    sent: list = field(default_factory=list)
    pause: object = None
    resume_at: object = None
    reminded_at: object = None
    suppressed_until: object = None
    declined: dict = field(default_factory=dict)
    undo_until: object = None
    pending_until: object = None

    def settle(self, now):
        """Apply the changes that happen by time alone."""
        if self.state == "pending" and now >= self.pending_until:
            self.state = "left" if self.was_left else "none"

    def suppressed(self, now):
        return self.suppressed_until is not None and now < self.suppressed_until

    def may_send(self, now):
        """Count a mail in the address's rate limit. One address cannot reach the other limits."""
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
        clear_mails()

    @property
    def now(self):
        return self.reader.clock.at

    # --- actions ------------------------------------------------------------------------------------------------

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
        self._call(lost, self.reader.deliver)
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
            model.used += [old for old, _ in model.tokens[:-3]]
            model.tokens = model.tokens[-3:]
            model.state, model.pending_until = "pending", now + timedelta(days=7)
        else:
            assert mails == []

    @rule()
    def the_stream_delivers_all_records_again(self):
        before, delivered = len(read_outbox()), read_stream_records()[: self.reader.delivered]
        if delivered and not self.model.due:
            assert mailer.handler({"Records": delivered}, Context()) == {"batchItemFailures": []}
            assert len(read_outbox()) == before

    @precondition(lambda self: self.model.tokens)
    @rule(choice=st.integers(0, 2), lost=st.booleans())
    def confirm(self, choice, lost):
        token, mailed_at = self.model.tokens[choice % len(self.model.tokens)]
        model, now = self.model, self.now
        model.settle(now)
        response = self._call(lost, lambda: self.reader.confirm(token))
        expired = now >= mailed_at + timedelta(hours=48)
        late = model.state == "active" and now >= model.confirmed_at + timedelta(minutes=10)
        if expired or late or (model.state != "active" and model.suppressed(now)):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200, response["body"]
        [subscription] = json.loads(response["body"])["lists"]
        self.url = subscription["unsubscribe_url"]
        if model.state != "active":
            model.state, model.confirmed_at = "active", now
            model.due, model.reminded_at = False, None

    @precondition(lambda self: self.model.used)
    @rule(choice=st.integers(0, 100))
    def confirm_with_a_used_token(self, choice):
        response = self.reader.confirm(self.model.used[choice % len(self.model.used)])
        assert response["statusCode"] == 410

    @rule(refuse=st.booleans())
    def guess_a_token(self, refuse):
        assert self.reader.confirm("x" * 43, refuse=refuse)["statusCode"] == 410

    @precondition(lambda self: self.model.tokens)
    @rule(choice=st.integers(0, 2), lost=st.booleans())
    def decline(self, choice, lost):
        token, mailed_at = self.model.tokens[choice % len(self.model.tokens)]
        response = self._call(lost, lambda: self.reader.confirm(token, refuse=True))
        if self.now >= mailed_at + timedelta(hours=48):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200
        self.model.suppressed_until = self.now + timedelta(days=30)
        self.model.declined[token] = self.now
        self._end()
        self.model.undo_until = None if not self.model.undo_until else self.model.undo_until

    @precondition(lambda self: self.model.declined)
    @rule()
    def decline_again(self):
        for token, at in self.model.declined.items():
            status = 200 if self.now < at + timedelta(minutes=10) else 410
            assert self.reader.confirm(token, refuse=True)["statusCode"] == status

    @precondition(lambda self: self.url)
    @rule(body=st.sampled_from(["List-Unsubscribe=One-Click", "action=all", "action=list", None]), lost=st.booleans())
    def unsubscribe(self, body, lost):
        was_active = self.model.state == "active"
        response = self._call(lost, lambda: self.reader.post_unsubscribe(self.url, body))
        assert response["statusCode"] == 200
        self.model.settle(self.now)
        if was_active:
            self.model.undo_until = self.now + timedelta(minutes=15)
            self._end()
        elif self.model.state == "pending" or self.model.due:
            self._end()

    @precondition(lambda self: self.url)
    @rule(lost=st.booleans())
    def undo(self, lost):
        model, now = self.model, self.now
        model.settle(now)
        response = self._call(lost, lambda: self.reader.post_unsubscribe(self.url, "action=undo"))
        possible = model.undo_until is not None and now < model.undo_until and not model.suppressed(now)
        if model.state == "active" and not (model.undo_until and now < model.undo_until):
            assert response["statusCode"] == 200
        elif possible:
            assert response["statusCode"] == 200, response["body"]
            model.used += [token for token, _ in model.tokens]
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
    def dynamodb_deletes_expired_items(self):
        if not self.model.due:
            expired = [item for item in read_items() if item.get("expires_at", 1e12) <= self.now.timestamp()]
            delete_expired(self.now)
            self.logged -= sum(item["part"].startswith("consent/") for item in expired)
            tokens = [(token, at) for token, at in self.model.tokens if self.now < at + timedelta(hours=48)]
            self.model.used += [token for token, at in self.model.tokens if (token, at) not in tokens]
            self.model.tokens = tokens

    # --- invariants --------------------------------------------------------------------------------------------

    @invariant()
    def the_stored_state_equals_the_models(self):
        if not hasattr(self, "model"):
            return
        self.model.settle(self.now)
        profiles = [parse_profile(item) for item in read_parts("profile")]
        assert len(profiles) <= 1
        assert (profiles[0].state_at(self.now) if profiles else "none") == self.model.state

    @invariant()
    def only_active_subscribers_have_lists(self):
        if hasattr(self, "model"):
            lists = [(item["part"], item["segment"][:9]) for item in read_parts("list/")]
            assert lists == ([("list/daily", "daily/en/")] if self.model.state == "active" else [])

    @invariant()
    def the_consent_record_explains_the_state_and_never_shrinks(self):
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
    def no_address_is_stored_after_an_unsubscription(self):
        """Except in the item that an undo needs for a quarter of an hour."""
        if hasattr(self, "model") and self.model.state in ("none", "left") and not self.model.due:
            live = [item for item in read_items() if item.get("expires_at", 1e12) > self.now.timestamp()]
            holders = {item["part"] for item in live if self.reader.email in json.dumps(item, default=str)}
            assert holders <= {"undo/daily"}

    # --- helpers ------------------------------------------------------------------------------------------------

    def _end(self):
        model = self.model
        model.used += [token for token, _ in model.tokens]
        model.was_left = model.was_left or model.state == "active"
        model.state = "left" if model.was_left else "none"
        model.tokens, model.due, model.reminded_at = [], False, model.reminded_at

    def _params(self):
        return {"params": {"token": self.url.rpartition("/")[2] if self.url else "no.token.of.this.site"}}

    @staticmethod
    def _call(lost, action):
        """Result of `action`. With `lost`, the answer of its first transaction is lost and the SDK sends it again."""
        with lose_answers("TransactWriteItems", times=int(lost)):
            return action()


TestSubscriber = Subscriber.TestCase
TestSubscriber.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
