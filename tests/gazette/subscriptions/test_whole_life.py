"""The whole life of a subscription against the state table: readers, SES, editors, operators and faults in any order.

`test_state_machine.py` models the mails of signups exactly. This machine has two addresses of one person, letters,
reports of SES, preferences, imports and erasures, and checks after each step what must always hold.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ReadTimeoutError
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from functions.digest import handler as digest
from functions.feedback import handler as feedback
from functions.mailer import handler as mailer
from functions.sender import handler as sender
from functions.subscriptions import handler as subscriptions
from gazette.aws.clients import client
from gazette.subscriptions.commands.erase import erase_subscriber
from gazette.subscriptions.commands.import_person import READ_PARTS, ImportedPerson, import_person
from gazette.subscriptions.commands.lift import lift
from gazette.subscriptions.consent import Audit, ClientInfo
from gazette.subscriptions.keyring import SUBSCRIBER_KEY
from gazette.subscriptions.repository import hash_token
from gazette.times import timestamp
from tests.support.aws import clear_mails, clear_tables
from tests.support.events import Context
from tests.support.fake_ses import FakeSes, plan_failures
from tests.support.feedback import build_event, deliver
from tests.support.newsletter import Newsletter
from tests.support.subscribers import (
    CONSENT,
    Reader,
    delete_expired,
    lose_answers,
    read_outbox,
    read_stream_records,
    use_clock,
)
from tests.support.subscription_life import (
    ACTIVE,
    NONE,
    PENDING,
    SUPPRESSED,
    TABLE,
    Stored,
    check_erased,
    check_lists,
    check_mails,
    check_reports,
    count_letters,
    derive_id,
    find_tokens,
    is_valid_confirm_token,
)

LISTS = st.sampled_from([["daily"], ["weekly"], ["daily", "weekly"]])
WHO = st.integers(0, 1)
SERVICE_SES = client("sesv2", read_seconds=5, tries=1)


CHANGES = [
    {"lists": ["daily", "weekly"], "consent": CONSENT},
    {"lists": ["daily"], "consent": CONSENT},
    {"lists": []},
    {"lang": "ru"},
    {"lang": "en"},
    {"paused_until": 3},
    {"paused_until": None},
    {"email": "moved@example.org"},
]
MINUTES = [1, 9, 16, 61, 61, 25 * 60, 25 * 60, 49 * 60, 8 * 24 * 60, 31 * 24 * 60]
BODIES = ["List-Unsubscribe=One-Click", "action=list", "action=all", None]
MEANWHILE = ["", "", "unsubscribe", "complaint", "erase", "pause"]
YES_OR_NO, FEW, MANY = st.booleans(), st.integers(0, 2), st.integers(0, 9)

ACTIONS: dict[str, tuple[int, dict[str, Any]]] = {
    "send_an_issue": (1, {"meanwhile": st.sampled_from(MEANWHILE), "twice": YES_OR_NO}),
    "sign_up": (
        5,
        {"who": WHO, "lists": LISTS, "lang": st.sampled_from(["en", "en", "ru"]), "mail": YES_OR_NO, "lost": YES_OR_NO},
    ),
    "ask_for_a_link": (1, {"who": WHO}),
    "mailer_runs": (3, {"lost": YES_OR_NO, "unknown": YES_OR_NO}),
    "the_stream_replays": (1, {}),
    "answer_a_confirmation": (
        6,
        {"who": WHO, "choice": FEW, "refuse": st.sampled_from([False, False, False, True]), "lost": YES_OR_NO},
    ),
    "unsubscribe": (3, {"who": WHO, "choice": MANY, "body": st.sampled_from(BODIES), "lost": YES_OR_NO}),
    "undo": (2, {"who": WHO, "choice": MANY, "lost": YES_OR_NO}),
    "a_scanner_opens_all_links": (1, {"who": WHO}),
    "change_preferences": (5, {"who": WHO, "choice": FEW, "change": st.sampled_from(CHANGES), "lost": YES_OR_NO}),
    "erase": (1, {"who": WHO, "lost": YES_OR_NO}),
    "ses_reports": (
        2,
        {
            "who": WHO,
            "kind": st.sampled_from(["soft bounce", "hard bounce", "complaint"]),
            "lost": YES_OR_NO,
        },
    ),
    "ses_repeats_a_report": (1, {"choice": FEW}),
    "an_operator_lifts_a_suppression": (3, {"who": WHO}),
    "import_a_row": (1, {"who": WHO, "proof": YES_OR_NO, "lists": LISTS}),
    "an_operator_erases": (1, {"who": WHO}),
    "open_an_issue": (1, {"lost": YES_OR_NO}),
    "deliver_pages": (2, {"twice": YES_OR_NO, "lost": YES_OR_NO, "unknown": YES_OR_NO}),
    "supervise": (1, {}),
    "time_passes": (5, {"minutes": st.sampled_from(MINUTES)}),
    "dynamodb_deletes_expired_items": (1, {}),
}
"""Weight and choices of each action. They are one rule: of many rules Hypothesis leaves out about half in each run, and
a life that reaches a letter needs most of them. The first one comes most often."""

STEPS = st.sampled_from([name for name, (weight, _) in ACTIONS.items() for _ in range(weight)]).flatmap(
    lambda name: st.tuples(st.just(name), st.fixed_dictionaries(ACTIONS[name][1]))
)


@dataclass
class Person:
    """One address: its id, its tokens and links from its mails, and the letters that it got since its last erasure."""

    reader: Reader
    id: str
    confirm_tokens: list[str] = field(default_factory=list)
    manage_tokens: list[str] = field(default_factory=list)
    dead: set[str] = field(default_factory=set)
    urls: list[str] = field(default_factory=list)
    records: int = 0


@pytest.fixture(autouse=True)
def queue(event_bus: str) -> Iterator[None]:
    sqs, url = client("sqs"), digest.settings.require("PAGES_QUEUE")
    sqs.create_queue(QueueName=url.rpartition("/")[2])
    yield
    sqs.delete_queue(QueueUrl=url)


@pytest.fixture(autouse=True)
def two_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """An issue has as many jobs as shards; two readers need no sixteen."""
    monkeypatch.setattr("gazette.subscriptions.model.SHARDS", 2)
    monkeypatch.setattr("gazette.subscriptions.feedback.outcomes.MAX_SOFT_BOUNCES", 1)


class WholeLife(RuleBasedStateMachine):
    @initialize(lists=LISTS | LISTS | LISTS | st.none())
    def start(self, lists: list[str] | None) -> None:
        """With lists, the first address is subscribed already, and its owner was welcomed."""
        self.patches = pytest.MonkeyPatch()
        first = Reader()
        self.clock = first.clock
        use_clock(self.patches, self.clock)
        for function in (digest, sender, feedback):
            self.patches.setattr(function, "now", self.clock)
        self.patches.setattr(sender, "mailing", sender.build_mailing())
        sender.contents.clear()
        sender.rate.refresh()
        clear_mails()
        readers = [first, Reader("moved@example.org", clock=self.clock)]
        self.people = [Person(reader, derive_id(reader.email)) for reader in readers]
        self.site = Newsletter(self.clock)
        self.issues: list[str] = []
        self.messages: list[dict[str, Any]] = []
        self.letters: Counter[tuple[str, str]] = Counter()
        self.sent: list[tuple[datetime, dict[str, Any]]] = []
        self.feedback_events: list[dict[str, Any]] = []
        self.failing = [plan_failures(SERVICE_SES), plan_failures(sender.ses)]
        self.ses: list[FakeSes] = [context.__enter__() for context in self.failing]
        if lists:
            self.sign_up(0, lists, "en", mail=True, lost=False)
            self.answer_a_confirmation(0, 0, refuse=False, lost=False)
            self.mailer_runs(lost=False, unknown=False)

    def teardown(self) -> None:
        if hasattr(self, "patches"):
            self.patches.undo()
            for context in self.failing:
                context.__exit__(None, None, None)
            self.site.take_messages()
        clear_tables()
        clear_mails()

    # --- readers --------------------------------------------------------------------------------------------------

    def sign_up(self, who: int, lists: list[str], lang: str, mail: bool, lost: bool) -> None:
        answer = self._act(
            "signup", lambda: self.people[who].reader.sign_up(lists=lists, lang=lang), lost, "UpdateItem"
        )
        assert (answer["statusCode"], answer["body"]) == (202, '{"status":"accepted"}')
        if mail:
            self.mailer_runs(lost=lost, unknown=False)

    def ask_for_a_link(self, who: int) -> None:
        answer = self._act("signup", self.people[who].reader.ask_for_link)
        assert (answer["statusCode"], answer["body"]) == (202, '{"status":"accepted"}')

    def mailer_runs(self, lost: bool, unknown: bool) -> None:
        if unknown:
            self.ses[0].lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
        before = Stored(self.clock.at)
        self._act("mail of a signup", self.people[0].reader.deliver, lost)
        self.people[0].reader.deliver_due()
        self.ses[0].recover()
        for mail in self._note_mails():
            assert not before.is_suppressed(derive_id(mail["to"])), "a suppressed address got a mail"

    def the_stream_replays(self) -> None:
        delivered = read_stream_records()[: self.people[0].reader.delivered]
        if delivered and not any(Stored(self.clock.at).profile(person.id).signup_request for person in self.people):
            before = len(read_outbox())
            self._act("read", lambda: mailer.handler({"Records": delivered}, Context()))
            assert len(read_outbox()) == before

    def answer_a_confirmation(self, who: int, choice: int, refuse: bool, lost: bool) -> None:
        person = self.people[who]
        token = person.confirm_tokens[-1 - choice] if choice < len(person.confirm_tokens) else "x" * 43
        stored = Stored(self.clock.at)
        is_valid = is_valid_confirm_token(stored, person.id, token)
        action = lambda: person.reader.confirm(token, refuse=refuse)  # noqa: E731
        if not is_valid:
            response = self._act("confirm in vain", action, lost)
            assert response["statusCode"] in (410, 200 if refuse else 410), "a repeated decline is answered"
            return
        if refuse:
            assert self._act("decline", action, lost)["statusCode"] == 200
            self._expect_no_tokens(person)
            return
        # A valid token of somebody who left asks for a list that was not left.
        response = self._act("confirm" if stored.state(person.id) in (PENDING, ACTIVE) else None, action, lost)
        assert response["statusCode"] in (200, 410)
        if stored.state(person.id) == SUPPRESSED:
            assert response["statusCode"] == 410
        if response["statusCode"] == 200:
            person.urls += [entry["unsubscribe_url"] for entry in json.loads(response["body"])["lists"]]

    def unsubscribe(self, who: int, choice: int, body: str | None, lost: bool) -> None:
        person = self.people[who]
        if not person.urls:
            return
        url = person.urls[choice % len(person.urls)]
        action = lambda: person.reader.post_unsubscribe(url, body)  # noqa: E731
        assert self._act("unsubscribe", action, lost)["statusCode"] == 200
        stored, left = Stored(self.clock.at), url.split(".")[-3]
        assert body != "action=all" or not stored.profile(person.id).lists
        assert left not in stored.profile(person.id).lists
        assert not any(left in lists for lists in stored.tokens(person.id).values())
        again = Stored(self.clock.at).items
        assert action()["statusCode"] == 200
        assert Stored(self.clock.at).items == again, "a repeated click changed something"

    def undo(self, who: int, choice: int, lost: bool) -> None:
        person = self.people[who]
        if person.urls:
            url, before = person.urls[choice % len(person.urls)], Stored(self.clock.at)
            response = self._act("undo", lambda: person.reader.post_unsubscribe(url, "action=undo"), lost)
            assert response["statusCode"] in (200, 410)
            if response["statusCode"] == 200 and before.state(person.id) != ACTIVE:
                items = before.parts(person.id, "undo/")
                assert any(item["expires_at"] > self.clock.at.timestamp() for item in items)

    def a_scanner_opens_all_links(self, who: int) -> None:
        person, before = self.people[who], Stored(self.clock.at).items
        for method in ("GET", "HEAD"):
            for url in person.urls[-2:]:
                part = {"params": {"token": url.rpartition("/")[2]}}
                person.reader.call(f"{method} /v1/subscriptions/unsubscribe/{{token}}", accept="text/html", **part)
            for page in ("confirm", "manage"):
                person.reader.call(f"{method} /v1/subscriptions/{page}", accept="text/html")
        assert Stored(self.clock.at).items == before

    def change_preferences(self, who: int, choice: int, change: dict[str, Any], lost: bool) -> None:
        person = self.people[who]
        if choice >= len(person.manage_tokens):
            return
        token, stored = person.manage_tokens[-1 - choice], Stored(self.clock.at)
        if isinstance(change.get("paused_until"), int):
            change = {"paused_until": timestamp(self.clock.at + timedelta(days=change["paused_until"]))}
        response = self._act("change", lambda: person.reader.call_me("PATCH", token, body=change), lost)
        is_valid = hash_token(token) in stored.profile(person.id).manage_tokens
        assert response["statusCode"] in ((200, 202, 410) if is_valid else (410,))

    def erase(self, who: int, lost: bool) -> None:
        person = self.people[who]
        if not person.manage_tokens:
            return
        token, stored = person.manage_tokens[-1], Stored(self.clock.at)
        is_valid = hash_token(token) in stored.profile(person.id).manage_tokens
        response = self._act("erase", lambda: person.reader.call_me("DELETE", token), lost)
        if is_valid and response["statusCode"] == 204:
            assert person.reader.call_me("DELETE", token)["statusCode"] == 204
            self._expect_erased(person)

    # --- SES, operators -------------------------------------------------------------------------------------------

    def ses_reports(self, who: int, kind: str, lost: bool) -> None:
        name = {"complaint": "complaint", "hard bounce": "hard-bounce", "soft bounce": "soft-bounce"}[kind]
        issue = self.issues[-1] if self.issues else ""
        event = build_event(name, self.people[who].reader.email, self.clock.at, issue=issue)
        self._act(kind, lambda: deliver(event), lost)
        self.feedback_events.append(event)
        if kind != "soft bounce":
            self._expect_no_tokens(self.people[who])

    def ses_repeats_a_report(self, choice: int) -> None:
        """An old report comes again. Its person may have come back since."""
        if not self.feedback_events:
            return
        event = self.feedback_events[-1 - choice % len(self.feedback_events)]
        if datetime.fromisoformat(event["detail"]["mail"]["timestamp"]) > self.clock.at - timedelta(days=1):
            before = {person.id: Stored(self.clock.at).profile(person.id).lists for person in self.people}
            if deliver(event) == ["repeated"]:
                assert {person.id: Stored(self.clock.at).profile(person.id).lists for person in self.people} == before

    def an_operator_lifts_a_suppression(self, who: int) -> None:
        subscriber = self.people[who].id
        if Stored(self.clock.at).is_suppressed(subscriber):
            audit = Audit(ClientInfo(ip="", agent="operator"), self.clock.at, mailer.signup_mails.new_id())
            self._act(None, lambda: lift(mailer.subscribers, subscriber, "asked by mail", audit, complaint_too=True))
            assert not Stored(self.clock.at).is_suppressed(subscriber)

    def import_a_row(self, who: int, proof: bool, lists: list[str]) -> None:
        person, stored = self.people[who], Stored(self.clock.at)
        keyring, table = subscriptions.keyrings.load(SUBSCRIBER_KEY), mailer.subscribers
        given = {"consent_at": self.clock.at - timedelta(days=9), "consent_source": "list of 2025"} if proof else {}
        row = ImportedPerson(
            (person.id,),
            keyring.current,
            person.reader.email,
            "",
            "en",
            dict.fromkeys(lists, "en"),
            CONSENT,
            CONSENT,
            **given,
        )
        known = {(person.id, part): item for part in READ_PARTS if (item := table.get(person.id, part))}
        audit = Audit(ClientInfo(ip="", agent="import"), self.clock.at, mailer.signup_mails.new_id())
        action = lambda: import_person(table, row, known, audit)  # noqa: E731
        self._act("import with proof" if proof else "import without proof", action)
        if any(stored.parts(person.id, part) for part in READ_PARTS):
            assert Stored(self.clock.at).items == stored.items, "an import changed somebody who is known"

    def an_operator_erases(self, who: int) -> None:
        person = self.people[who]
        self._act("erase", lambda: erase_subscriber(mailer.subscribers, person.id, self.clock.at))
        self._expect_erased(person)

    # --- Letters --------------------------------------------------------------------------------------------------

    def open_an_issue(self, lost: bool) -> None:
        self.site.publish(f"Story {self.site.stories}", self.clock.at - timedelta(minutes=1))
        event = {"list": "daily", "scheduled_at": timestamp(self.clock.at)}
        opened = self._act("digest", lambda: self.site.call(event), lost)
        self.issues = list(dict.fromkeys([*self.issues, *(id for id in opened if "/en/" in id)]))
        self.make_pages()

    def send_an_issue(self, meanwhile: str, twice: bool) -> None:
        """A whole issue of the next day; between its planning and its mails a reader may do something."""
        self.clock.forward(hours=25)
        self.open_an_issue(lost=False)
        person = self.people[0]
        if meanwhile == "unsubscribe":
            self.unsubscribe(0, 0, "action=all", lost=False)
        elif meanwhile == "complaint":
            self.ses_reports(0, "complaint", lost=False)
        elif meanwhile == "erase":
            self.an_operator_erases(0)
        elif meanwhile == "pause" and person.manage_tokens:
            self.change_preferences(0, 0, {"paused_until": 3}, lost=False)
        while self.messages:
            self.deliver_pages(twice, lost=False, unknown=False)
        self.clock.forward(minutes=2)
        self.supervise()

    def make_pages(self) -> None:
        self._act("digest", self.site.make_pages)
        self.messages += self.site.take_messages()

    def deliver_pages(self, twice: bool, lost: bool, unknown: bool) -> None:
        if not self.messages:
            return
        if unknown:
            self.ses[1].lose_answer(ReadTimeoutError(endpoint_url="https://ses"))
        stored, before = Stored(self.clock.at), len(read_outbox())
        messages, self.messages = self.messages, []
        for _ in range(1 + twice):
            self._act("digest", lambda: self.site.send(messages[:10]), lost)
        self.messages += self.site.take_messages() + messages[10:]
        self.ses[1].recover()
        self._note_mails()
        for (issue, subscriber), count in count_letters(before).items():
            assert stored.may_get_issue(subscriber, "daily", issue.split("-")[1]), (
                "a letter for somebody who must get none"
            )
            self.letters[issue, subscriber] += count
        assert all(count == 1 for count in self.letters.values())

    def supervise(self) -> None:
        event = {"detail-type": "issue.due", "source": "gazette", "detail": {}}
        self._act("digest", lambda: self.site.call(event))
        self.messages += self.site.take_messages()

    # --- Time -----------------------------------------------------------------------------------------------------

    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    def dynamodb_deletes_expired_items(self) -> None:
        self._act("read", lambda: delete_expired(self.clock.at))
        for person in self.people:
            person.records = len(Stored(self.clock.at).parts(person.id, "consent/"))

    @rule(step=STEPS)
    def live_on(self, step: tuple[str, dict[str, Any]]) -> None:
        name, choices = step
        getattr(self, name)(**choices)

    # --- What must always hold ------------------------------------------------------------------------------------

    @invariant()
    def everything_agrees(self) -> None:
        if not hasattr(self, "people"):
            return
        stored = Stored(self.clock.at)
        for person in self.people:
            check_lists(stored, person.id)
            check_mails(self.sent, person.reader.email)
            records = len(stored.parts(person.id, "consent/"))
            assert records >= person.records, "the consent record shrank"
            person.records = records
            named = set(stored.profile(person.id).tokens)
            assert not named & person.dead, "a token came back"
            person.dead |= {hash_token(token) for token in person.confirm_tokens} - named
        check_reports(self.issues[-2:])

    # --- Helpers --------------------------------------------------------------------------------------------------

    def _act(
        self, event: str | None, action: Callable[[], Any], lost: bool = False, operation: str = "TransactWriteItems"
    ) -> Any:
        """The result of an action. No person may be in a state after it that the table does not name.

        With `lost`, the answer of its first write is lost and the SDK sends it again.
        """
        before = Stored(self.clock.at)
        with lose_answers(operation, times=int(lost)):
            result = action()
        after = Stored(self.clock.at)
        changed = [person for person in self.people if before.state(person.id) != after.state(person.id)]
        for person in changed if event else ():
            states = before.state(person.id), after.state(person.id)
            is_former = event == "confirm" and states == (ACTIVE, "left")  # its address was changed
            assert is_former or states[1] in TABLE[str(event)][states[0]], (event, states)
        return result

    def _note_mails(self) -> list[dict[str, Any]]:
        """New mails, and what a person takes from them."""
        new = read_outbox()[len(self.sent) :]
        self.sent += [(self.clock.at, mail) for mail in new]
        for mail in new:
            [person] = [person for person in self.people if person.reader.email == mail["to"]]
            person.confirm_tokens += find_tokens(mail, "confirm")
            person.manage_tokens += find_tokens(mail, "manage")
        return new

    def _expect_no_tokens(self, person: Person) -> None:
        assert Stored(self.clock.at).profile(person.id).tokens == ()

    def _expect_erased(self, person: Person) -> None:
        stored = Stored(self.clock.at)
        others = [item for item in stored.items if person.reader.email in json.dumps(item, default=repr)]
        # A change to this address that the other one asked for is the other one's.
        stored.items = [
            item for item in stored.items if item not in others or "moves" not in json.dumps(item, default=repr)
        ]
        check_erased(stored, person.id, person.reader.email)
        assert stored.state(person.id) in (NONE, SUPPRESSED)
        person.records = 0
        for key in [key for key in self.letters if key[1] == person.id]:
            del self.letters[key]


TestWholeLife = WholeLife.TestCase
TestWholeLife.settings = settings(
    max_examples=2, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


@pytest.mark.slow
class TestWholeLifeAtLength(WholeLife.TestCase):  # type: ignore[name-defined,misc]
    settings = settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck))
