"""After any sequence of actions a subscriber's stored state equals the model's, and the mails are within the limits."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta

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
CHOICES = st.sampled_from([["daily"], ["weekly"], ["daily", "weekly"]])


@dataclass
class Token:
    text: str
    mailed_at: datetime
    lists: set
    added: set = field(default_factory=set)
    """Lists that its confirmation added."""

    def expired(self, now):
        return now >= self.mailed_at + timedelta(hours=48)


@dataclass
class Model:
    """The expected state of the one subscriber."""

    state: str = "none"
    was_left: bool = False
    lists: set = field(default_factory=set)
    due: set = field(default_factory=set)
    """Lists of the signup requests that have no mail yet; `due_at` is None until Mailer has seen them."""
    due_at: object = None
    requested_at: object = None
    tokens: list = field(default_factory=list)
    """The tokens that may confirm, oldest first."""
    used: list = field(default_factory=list)
    """Texts of tokens that were valid once."""
    confirmed_at: object = None
    sent: list = field(default_factory=list)
    pause: object = None
    resume_at: object = None
    reminded_at: object = None
    suppressed_until: object = None
    muted_until: object = None
    declined: dict = field(default_factory=dict)
    undo: dict = field(default_factory=dict)
    """List of an unsubscribe link → (lists that its undo restores, end of the undo)."""
    undone: dict = field(default_factory=dict)
    """List of an unsubscribe link → (lists that its last undo restored, end of the undo)."""
    pending_until: object = None
    welcome_at: object = None
    """Time of the first confirmation whose welcome Mailer has not seen."""

    def settle(self, now):
        """Apply the changes that happen by time alone."""
        if self.state == "pending" and now >= self.pending_until:
            self.state = "left" if self.was_left else "none"

    def suppressed(self, now):
        return self.suppressed_until is not None and now < self.suppressed_until

    def muted(self, now):
        return self.muted_until is not None and now < self.muted_until

    def may_send(self, now):
        """Count a mail in the address's rate limit. One address cannot reach the other limits."""
        recent = [at for at in self.sent if at > now - DAY]
        if len(recent) >= 5 or (recent and now < self.resume_at):
            return False
        self.pause = self.pause * 2 if recent else timedelta(minutes=15)
        self.resume_at = now + self.pause
        self.sent.append(now)
        return True

    def drop_request(self):
        self.due, self.due_at = set(), None

    def wait(self, now, lists):
        """A request over the limit waits if it asks for a list that no valid mail asks for."""
        asked = set().union(*(token.lists for token in self.tokens if not token.expired(now)))
        opening = max(now, self.resume_at, *([self.sent[-5] + DAY] if len(self.sent) >= 5 else []))
        if lists <= asked or opening > self.requested_at + DAY:
            self.drop_request()
        else:
            self.due_at = opening

    def expect_welcome(self, now):
        """Whether Mailer welcomes the reader now."""
        confirmed_at, self.welcome_at = self.welcome_at, None
        return self.state == "active" and confirmed_at is not None and now < confirmed_at + timedelta(days=6)

    def expect_mail(self, now):
        """The kind of mail that Mailer sends now, and the lists that it asks for."""
        if not self.due or (self.due_at is not None and now < self.due_at):
            return None, set()
        added = self.due - self.lists
        lately = self.reminded_at is not None and now < self.reminded_at + DAY
        late = now >= self.requested_at + timedelta(days=6)
        if late or self.muted(now) or self.suppressed(now) or (not added and lately):
            self.drop_request()
        elif self.may_send(now):
            self.drop_request()
            return ("confirmation", added) if added else ("reminder", set())
        elif added:
            self.wait(now, added)
        else:
            self.drop_request()
        return None, set()


class Subscriber(RuleBasedStateMachine):
    @initialize()
    def start(self):
        self.patches = pytest.MonkeyPatch()
        self.reader, self.model = Reader(), Model()
        use_clock(self.patches, self.reader.clock)
        self.logged = 0
        self.urls = {}

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

    @rule(lists=CHOICES)
    def sign_up(self, lists):
        response = self.reader.sign_up(lists=lists)
        assert (response["statusCode"], response["body"]) == (202, '{"status":"accepted"}')
        self.model.due |= set(lists)
        self.model.due_at, self.model.requested_at = None, self.now

    @rule()
    def sign_up_as_a_robot(self):
        assert self.reader.sign_up(remark="https://spam.example")["statusCode"] == 202

    @rule(lost=st.booleans())
    def mailer_runs(self, lost):
        before, model, now = len(read_outbox()), self.model, self.now
        model.settle(now)
        self._call(lost, self.reader.deliver)
        self.reader.deliver_due()
        welcomed = model.expect_welcome(now)
        kind, lists = model.expect_mail(now)
        welcomes, mails = [], []
        for mail in read_outbox()[before:]:
            (welcomes if mail["subject"].endswith("is confirmed") else mails).append(mail)
        assert (len(welcomes), len(mails)) == (welcomed, bool(kind))
        if kind == "reminder":
            assert mails[0]["subject"] == "You are subscribed to Gazette"
            model.reminded_at = now
        elif kind == "confirmation":
            [text] = set(re.findall(r"confirm[^#\s]*#([\w-]{43})", mails[0]["text"]))
            model.tokens = [*model.tokens, Token(text, now, lists)]
            model.used += [token.text for token in model.tokens[:-3]]
            model.tokens = model.tokens[-3:]
            if model.state != "active":
                model.state, model.pending_until = "pending", now + timedelta(days=7)

    @rule()
    def the_stream_delivers_all_records_again(self):
        before, delivered = len(read_outbox()), read_stream_records()[: self.reader.delivered]
        if delivered and not self.model.due:
            assert mailer.handler({"Records": delivered}, Context()) == {"batchItemFailures": []}
            assert len(read_outbox()) == before

    @precondition(lambda self: self.model.tokens)
    @rule(choice=st.integers(0, 2), lost=st.booleans())
    def confirm(self, choice, lost):
        model, now = self.model, self.now
        token = model.tokens[choice % len(model.tokens)]
        model.settle(now)
        response = self._call(lost, lambda: self.reader.confirm(token.text))
        added = token.lists - model.lists
        late = not added and (not model.confirmed_at or now >= model.confirmed_at + timedelta(minutes=10))
        if token.expired(now) or late or (added and model.suppressed(now)):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200, response["body"]
        if added:
            token.added = added
            model.lists |= added
            if model.state != "active":
                model.welcome_at = now
            model.state, model.confirmed_at, model.reminded_at = "active", now, None
            if model.due <= model.lists:
                model.drop_request()
        answered = {item["list"]: item["unsubscribe_url"] for item in json.loads(response["body"])["lists"]}
        assert set(answered) == model.lists
        self.urls |= answered

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
        model, now = self.model, self.now
        token = model.tokens[choice % len(model.tokens)]
        response = self._call(lost, lambda: self.reader.confirm(token.text, refuse=True))
        if token.expired(now):
            assert response["statusCode"] == 410
            return
        assert response["statusCode"] == 200
        model.declined[token.text] = now
        if kept := model.lists - token.added:
            model.lists, model.muted_until = kept, now + timedelta(days=30)
            model.drop_request()
            self._use_tokens()
        else:
            model.suppressed_until = now + timedelta(days=30)
            self._end()

    @precondition(lambda self: self.model.declined)
    @rule()
    def decline_again(self):
        for token, at in self.model.declined.items():
            status = 200 if self.now < at + timedelta(minutes=10) else 410
            assert self.reader.confirm(token, refuse=True)["statusCode"] == status

    @precondition(lambda self: self.urls)
    @rule(
        list_id=st.sampled_from(["daily", "weekly"]),
        body=st.sampled_from(["List-Unsubscribe=One-Click", "action=all", "action=list", None]),
        lost=st.booleans(),
    )
    def unsubscribe(self, list_id, body, lost):
        if list_id not in self.urls:
            return
        model, now = self.model, self.now
        response = self._call(lost, lambda: self.reader.post_unsubscribe(self.urls[list_id], body))
        assert response["statusCode"] == 200
        model.settle(now)
        if removed := model.lists & (model.lists if body == "action=all" else {list_id}):
            before, until = model.undo.get(list_id, (set(), now))
            model.undone.pop(list_id, None)
            model.undo[list_id] = removed | (before if now < until else set()), now + timedelta(minutes=15)
            model.lists -= removed
            if body == "action=all":
                self._end()
                model.was_left, model.state = True, "left"
            else:
                self._leave(removed)
        elif model.state == "pending" or (
            model.state != "active" and model.due & (model.due if body == "action=all" else {list_id})
        ):
            self._end()

    @precondition(lambda self: self.urls)
    @rule(list_id=st.sampled_from(["daily", "weekly"]), lost=st.booleans())
    def undo(self, list_id, lost):
        if list_id not in self.urls:
            return
        model, now = self.model, self.now
        model.settle(now)
        response = self._call(lost, lambda: self.reader.post_unsubscribe(self.urls[list_id], "action=undo"))
        restored, until = model.undo.get(list_id, (set(), now))
        if now < until and not model.suppressed(now):
            assert response["statusCode"] == 200, response["body"]
            model.state, model.lists = "active", model.lists | restored
            model.undone[list_id] = model.undo.pop(list_id)
        elif now >= until:  # a repetition, if it is one
            restored, until = model.undone.get(list_id, (set(), now))
            done = model.lists >= (restored if now < until else {list_id})
            assert response["statusCode"] == (200 if done else 410)
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
        if not self.model.due or self.model.due_at:
            self.reader.clock.forward(minutes=minutes)
            self.model.settle(self.now)

    @rule()
    def dynamodb_deletes_expired_items(self):
        if not self.model.due:
            expired = [item for item in read_items() if item.get("expires_at", 1e12) <= self.now.timestamp()]
            delete_expired(self.now)
            self.logged -= sum(item["part"].startswith("consent/") for item in expired)
            self.model.used += [token.text for token in self.model.tokens if token.expired(self.now)]
            self.model.tokens = [token for token in self.model.tokens if not token.expired(self.now)]

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
    def the_stored_lists_equal_the_models(self):
        if hasattr(self, "model"):
            lists = [(item["part"], item["segment"][:-2]) for item in read_parts("list/")]
            assert lists == [(f"list/{name}", f"{name}/en/") for name in sorted(self.model.lists)]
            assert bool(lists) == (self.model.state == "active")

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
        if (
            hasattr(self, "model")
            and self.model.state in ("none", "left")
            and not (self.model.due or self.model.tokens)
        ):
            live = [item for item in read_items() if item.get("expires_at", 1e12) > self.now.timestamp()]
            holders = {item["part"] for item in live if self.reader.email in json.dumps(item, default=str)}
            assert holders <= {"undo/daily", "undo/weekly"}

    # --- helpers ------------------------------------------------------------------------------------------------

    def _end(self):
        model = self.model
        self._use_tokens()
        model.was_left = model.was_left or model.state == "active"
        model.state = "left" if model.was_left else "none"
        model.lists, model.confirmed_at = set(), None
        model.drop_request()

    def _leave(self, removed):
        """Tokens and requests that ask for other lists stay."""
        model = self.model
        model.used += [token.text for token in model.tokens if token.lists & removed]
        model.tokens = [token for token in model.tokens if not token.lists & removed]
        model.due -= removed
        if not model.due:
            model.drop_request()
        if not model.lists:
            model.was_left, model.state, model.confirmed_at = True, "left", None

    def _use_tokens(self):
        self.model.used += [token.text for token in self.model.tokens]
        self.model.tokens = []

    def _params(self):
        url = next(iter(self.urls.values()), "/no.token.of.this.site")
        return {"params": {"token": url.rpartition("/")[2]}}

    @staticmethod
    def _call(lost, action):
        """Result of `action`. With `lost`, the answer of its first transaction is lost and the SDK sends it again."""
        with lose_answers("TransactWriteItems", times=int(lost)):
            return action()


TestSubscriber = Subscriber.TestCase
TestSubscriber.settings = settings(
    max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
