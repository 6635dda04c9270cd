"""The life of articles compared with a model: after every step the tables agree with the model.

Any command may be killed before any of its calls of DynamoDB. It has happened then, or it has not.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import boto3
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gazette.articles.autosaving import Autosaving
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.shelf import ShelfFilter, ShelfReader
from gazette.articles.errors import (
    ArticleNotFound,
    LanguageFixed,
    NotSubmitted,
    SlugTaken,
    StoryTaken,
    WrongStatus,
)
from gazette.articles.model import Article, Draft
from gazette.articles.requests import Changes, PublishOptions, Schedule
from gazette.articles.scheduled import ScheduledPublishing
from gazette.errors import Invalid, StaleVersion
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.times import timestamp
from tests.support.articles import AZIZA, NOON, TEXT, Tables, new_id
from tests.support.aws import clear_tables
from tests.support.interruptions import Interruptions

TITLES = st.sampled_from(["A summit", "Prices rise", "The railway", None])
LANGS = st.sampled_from(["en", "ru", "uz"])
CATEGORIES = st.lists(st.sampled_from(["economy", "world", "culture"]), max_size=2, unique=True)
TAGS = st.lists(st.sampled_from(["japan", "trains", "bread"]), max_size=2, unique=True)
SLUGS = st.sampled_from([None, None, "one", "two"])
CHECKED = 5
"""Steps after which the tables are compared."""
MAX_ARTICLES = 3
"""With more, a life of some dozen steps does little to each of them."""
BOBUR = Person(id="b0b0", name="Bobur Saidov")
PEOPLE = st.sampled_from([AZIZA, BOBUR])
"""Aziza saves and publishes. Bobur only types."""


@dataclass
class ArticleState:
    """The expected state of an article. `public` has the fields that readers see, None while it is not published."""

    lang: str
    story: str
    fields: dict[str, Any]
    version: int = 1
    public: dict[str, Any] | None = None
    slug: str | None = None
    ever: bool = False
    binned: bool = False
    publish_at: Any = None
    unpublish_at: Any = None
    failed: bool = False
    published_at: str | None = None
    former: set[str] = field(default_factory=set)
    submitted: bool = False
    changed: bool = False
    """Whether it was saved after its last publication."""
    history: list[dict[str, Any]] = field(default_factory=list)
    """The fields of each version."""
    unsaved: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    """The title that each person has typed, and the version with which the person began."""

    @property
    def status(self) -> str:
        if self.binned:
            return "binned"
        if self.public is not None:
            return "published"
        if self.publish_at:
            return "scheduled"
        return "withdrawn" if self.ever else "draft"

    @property
    def shelf(self) -> str:
        return "submitted" if self.submitted and self.status in ("draft", "withdrawn") else self.status

    def end_unsaved(self, fields: dict[str, Any]) -> None:
        """What Aziza has typed ends with a save that has it, or that names the title of the version where she began."""
        begun, title = self.unsaved.get(AZIZA.id, (0, None))
        if begun == self.version or title == fields["title"]:
            self.unsaved.pop(AZIZA.id, None)

    def save(self, fields: dict[str, Any], version: int) -> None:
        """A save of Aziza: what she has typed is saved, and a plan that failed is over."""
        self.end_unsaved(fields)
        if version == self.version:
            return
        self.version, self.fields, self.changed = version, fields, self.public is not None
        if self.failed:
            self.failed, self.publish_at = False, None
            self.unpublish_at = self.unpublish_at if self.public is not None else None


class Life(RuleBasedStateMachine):
    ids = Bundle("ids")

    @initialize(target=ids)
    def start(self) -> Any:
        dynamodb = boto3.client("dynamodb")
        self.tables = Tables(dynamodb)
        clear_tables()
        self.tables.put_category("economy", "world", "culture")
        self.commands = ArticleCommands.from_settings(Settings(os.environ), dynamodb)
        self.shelf = ShelfReader(dynamodb, os.environ["DRAFTS_TABLE"])
        self.autosaving = Autosaving(self.commands.drafts, self.commands.autosaves)
        self.interruptions, self.fatal = Interruptions(dynamodb), 0
        self.scheduled = ScheduledPublishing(self.commands, new_id)
        self.now = NOON
        self.states: dict[str, ArticleState] = {}
        self.addresses: dict[str, str] = {}
        self.steps = 0
        first, second = (self.write("en", title, [], [], None) for title in ("A summit", "Prices rise"))
        self.publish(second, minor=False, title=None, with_changes=False)
        return multiple(first, second)

    def tick(self) -> None:
        self.now += timedelta(minutes=1)

    def article(self, id: str) -> Article:
        return self.commands.drafts.get(id)

    @rule(call=st.integers(1, 9))
    def the_next_command_is_killed(self, call: int) -> None:
        """Before its n-th call of DynamoDB, if it has so many."""
        self.fatal = call

    def perform(self, id: str, command: Callable[[Article], Any]) -> Article | None:
        """Run a command, which may be killed. Returns the article if it has another version then."""
        before = self.article(id)
        fatal, self.fatal = self.fatal, 0
        self.interruptions.run(lambda: command(before), fatal, None)
        after = self.article(id)
        return after if after.version > before.version else None

    def teardown(self) -> None:
        self.interruptions.close()
        self.check_tables()

    @rule(target=ids, lang=LANGS, title=TITLES, categories=CATEGORIES, tags=TAGS, slug=SLUGS)
    def write(self, lang: str, title: str | None, categories: list[str], tags: list[str], slug: str | None) -> Any:
        if len(self.states) == MAX_ARTICLES:
            return multiple()
        self.tick()
        id = new_id()
        fields = {"title": title, "body": TEXT, "categories": categories, "tags": tags, "slug": slug}
        draft = Draft(lang=lang, **fields)
        fatal, self.fatal = self.fatal, 0
        self.interruptions.run(
            lambda: self.commands.create(draft, id=id, by=AZIZA, at=self.now, write_id=new_id()), fatal, None
        )
        try:
            self.article(id)
        except ArticleNotFound:
            return multiple()
        self.states[id] = ArticleState(lang, id, fields, history=[fields])
        return id

    @rule(target=ids, of=ids, lang=LANGS, title=TITLES)
    def translate(self, of: str, lang: str, title: str | None) -> str:
        if len(self.states) == MAX_ARTICLES:
            return of
        self.tick()
        id, story = new_id(), self.states[of].story
        fields = {"title": title, "body": TEXT, "categories": [], "tags": [], "slug": None}
        draft = Draft(lang=lang, translation_of=of, **fields)
        states = self.states.values()
        taken = any(state.story == story and state.lang == lang and not state.binned for state in states)
        if taken and not self.states[of].binned:
            with pytest.raises(StoryTaken):
                self.commands.create(draft, id=id, by=AZIZA, at=self.now, write_id=new_id())
            return of
        if self.states[of].binned:
            with pytest.raises(Invalid, match="bin"):
                self.commands.create(draft, id=id, by=AZIZA, at=self.now, write_id=new_id())
            return of
        self.commands.create(draft, id=id, by=AZIZA, at=self.now, write_id=new_id())
        self.states[id] = ArticleState(lang, story, fields, history=[fields])
        return id

    @rule(id=ids, title=TITLES, categories=CATEGORIES, tags=TAGS, slug=SLUGS)
    def change(self, id: str, title: str | None, categories: list[str], tags: list[str], slug: str | None) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        changes = Changes(title=title, categories=categories, tags=tags, slug=slug or article.slug)
        if state.binned and self.changes_something(article, changes):
            with pytest.raises(WrongStatus):
                self.commands.change(article, changes, by=AZIZA, at=self.now, write_id=new_id())
            return
        fields = {**state.fields, "title": title, "categories": categories, "tags": tags, "slug": slug or article.slug}
        self.save(id, fields, lambda one: self.commands.change(one, changes, **self.stamp()))

    def save(self, id: str, fields: dict[str, Any], command: Callable[[Article], Any]) -> None:
        """Run a command that saves these fields. Without an effect it only ends what Aziza has typed."""
        state, is_killed = self.states[id], bool(self.fatal)
        if after := self.perform(id, command):
            state.save(fields, after.version)
            state.history.append(fields)
        elif not is_killed:
            state.save(fields, state.version)
        else:
            self.accept_either(id, AZIZA.id, None)

    def stamp(self) -> dict[str, Any]:
        return {"by": AZIZA, "at": self.now, "write_id": new_id()}

    def accept_either(self, id: str, person: str, typed: tuple[int, str | None] | None) -> None:
        """After a command that may have been killed: the text of a person is the former one, or `typed`."""
        state, found = self.states[id], self.find_unsaved(id).get(person)
        assert found in (state.unsaved.get(person), typed)
        if found is None:
            state.unsaved.pop(person, None)
        else:
            state.unsaved[person] = found

    def find_unsaved(self, id: str) -> dict[str, tuple[int, str | None]]:
        notes = self.commands.autosaves.list_notes(id, self.now)
        texts = {note.by.id: self.commands.autosaves.get(id, note.by.id, self.now) for note in notes}
        return {person: (text.based_on, text.draft.title) for person, text in texts.items()}

    @rule(id=ids, person=PEOPLE, title=TITLES)
    def type_text(self, id: str, person: Person, title: str | None) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        begun, _ = state.unsaved.get(person.id, (state.version, None))
        is_new = title not in (state.history[begun - 1]["title"], state.fields["title"])
        typed = (begun, title) if is_new else None
        fatal, self.fatal = self.fatal, 0
        changes = Changes(title=title)
        self.interruptions.run(
            lambda: self.autosaving.keep(article, changes, based_on=None, by=person, at=self.now), fatal, None
        )
        if fatal:
            self.accept_either(id, person.id, typed)
        elif typed is None:
            state.unsaved.pop(person.id, None)
        else:
            state.unsaved[person.id] = typed

    @rule(id=ids, number=st.integers(1, 30))
    def restore(self, id: str, number: int) -> None:
        self.tick()
        state = self.states[id]
        number = 1 + number % state.version
        fields = dict(state.history[number - 1])
        if state.ever:
            fields["slug"] = state.fields["slug"]
        if state.binned and fields != state.fields:
            with pytest.raises(WrongStatus):
                self.commands.restore(self.article(id), number, **self.stamp())
            return
        if fields != state.fields:
            self.go_back(id, fields, lambda one: self.commands.restore(one, number, **self.stamp()))

    @rule(id=ids)
    def discard(self, id: str) -> None:
        self.tick()
        state = self.states[id]
        if state.public is None or not state.changed:
            with pytest.raises(WrongStatus):
                self.commands.discard(self.article(id), **self.stamp())
            return
        if self.go_back(id, dict(state.public), lambda one: self.commands.discard(one, **self.stamp())):
            state.changed, state.publish_at = False, None

    def go_back(self, id: str, fields: dict[str, Any], command: Callable[[Article], Any]) -> bool:
        """Run a command that saves earlier fields. What Aziza has typed stays. Returns whether it was carried out."""
        state, after = self.states[id], self.perform(id, command)
        if after is None:
            return False
        unsaved = dict(state.unsaved)
        state.save(fields, after.version)
        state.history.append(fields)
        state.unsaved = unsaved
        return True

    @rule(id=ids)
    def submit(self, id: str) -> None:
        self.tick()
        state = self.states[id]
        refusal: type[Exception] | None = None
        if state.status not in ("draft", "withdrawn"):
            refusal = WrongStatus
        elif state.submitted:  # it waits already
            assert self.commands.submit(self.article(id), None, **self.stamp()).version == state.version
            return
        elif state.fields["title"] is None:
            refusal = Invalid
        if refusal:
            with pytest.raises(refusal):
                self.commands.submit(self.article(id), None, **self.stamp())
        elif after := self.perform(id, lambda one: self.commands.submit(one, None, **self.stamp())):
            self.expect_version(id, after)
            state.submitted = True

    @rule(id=ids)
    def return_to_author(self, id: str) -> None:
        self.tick()
        state = self.states[id]
        if not state.submitted or state.status not in ("draft", "withdrawn"):
            with pytest.raises(WrongStatus if state.submitted else NotSubmitted):
                self.commands.return_to_author(self.article(id), "Who says so?", **self.stamp())
        elif after := self.perform(id, lambda one: self.commands.return_to_author(one, "Why?", **self.stamp())):
            self.expect_version(id, after)
            state.submitted = False

    def expect_version(self, id: str, after: Article) -> None:
        """Another version of the same fields. A plan that failed is tried again."""
        state = self.states[id]
        state.version, state.failed = after.version, False
        state.history.append(state.fields)

    def changes_something(self, article: Article, changes: Changes) -> bool:
        return (article.title, list(article.categories), [tag.slug for tag in article.tags], article.slug) != (
            changes.title,
            list(changes.categories or ()),
            [tag.slug for tag in changes.tags or ()],
            changes.slug,
        )

    @rule(id=ids, minor=st.booleans(), title=TITLES, with_changes=st.booleans())
    def publish(self, id: str, minor: bool, title: str | None, with_changes: bool) -> None:
        self.tick()
        state = self.states[id]
        options, changes = PublishOptions(minor=minor), Changes(title=title) if with_changes else None
        fields = {**state.fields, "title": title} if with_changes else state.fields
        if refusal := self.refusal(state, id, fields):
            with pytest.raises(refusal):
                self.commands.publish(self.article(id), options, changes, **self.stamp())
        elif after := self.perform(id, lambda one: self.commands.publish(one, options, changes, **self.stamp())):
            state.fields = dict(fields)
            if with_changes:
                state.end_unsaved(fields)
            self.expect_publication(id, after, timestamp(self.now))

    def refusal(self, state: ArticleState, id: str, fields: dict[str, Any]) -> type[Exception] | None:
        if state.binned:
            return WrongStatus
        if fields["title"] is None:
            return Invalid
        slug = fields["slug"]
        if slug and self.addresses.get(f"{state.lang}/{slug}", id) != id:
            return SlugTaken
        return None

    def expect_publication(self, id: str, after: Article, at: str) -> None:
        state = self.states[id]
        assert after.slug
        address = f"{state.lang}/{after.slug}"
        assert self.addresses.setdefault(address, id) == id, "a slug belongs to the first article that had it"
        if state.slug and state.slug != after.slug:
            state.former.add(state.slug)
        state.former.discard(after.slug)
        state.slug = state.fields["slug"] = after.slug
        state.published_at = state.published_at or at
        state.public = {**state.fields}
        state.version, state.ever, state.publish_at, state.failed = after.version, True, None, False
        state.submitted, state.changed = False, False
        state.history.append(dict(state.fields))

    @rule(id=ids)
    def withdraw(self, id: str) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        if state.public is None:
            with pytest.raises(WrongStatus):
                self.commands.unpublish(article, by=AZIZA, at=self.now, write_id=new_id())
            return
        if after := self.perform(id, lambda one: self.commands.unpublish(one, **self.stamp())):
            state.public, state.publish_at, state.unpublish_at, state.changed = None, None, None, False
            self.expect_version(id, after)

    @rule(id=ids, publish=st.integers(1, 9), unpublish=st.none() | st.integers(10, 19))
    def schedule(self, id: str, publish: int, unpublish: int | None) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        at = self.now + timedelta(minutes=publish)
        end = self.now + timedelta(minutes=unpublish) if unpublish else None
        times = Schedule(publish_at=at, unpublish_at=end)
        if state.binned or state.fields["title"] is None:
            with pytest.raises(WrongStatus if state.binned else Invalid):
                self.commands.schedule(article, times, by=AZIZA, at=self.now, write_id=new_id())
            return
        if after := self.perform(id, lambda one: self.commands.schedule(one, times, **self.stamp())):
            state.publish_at, state.unpublish_at = at, end
            self.expect_version(id, after)

    @rule(minutes=st.integers(0, 20))
    def time_passes(self, minutes: int) -> None:
        """The scheduler runs once, after any time."""
        self.now += timedelta(minutes=minutes)
        for id in self.scheduled.list_due(self.now):
            fatal, self.fatal = self.fatal, 0
            if fatal:  # the next minute finishes what was killed
                self.interruptions.run(lambda id=id: self.scheduled.process(id, self.now), fatal, None)
            done = self.scheduled.process(id, self.now)
            expected = self.expect_outcomes(id, self.states[id])
            assert done == expected[len(expected) - len(done) :] if fatal else done == expected

    def expect_outcomes(self, id: str, state: ArticleState) -> list[str]:
        done = []
        if state.publish_at and state.publish_at <= self.now and not state.failed:
            if self.refusal(state, id, state.fields):
                state.failed = True
                done.append("failed")
            else:
                planned = timestamp(state.publish_at)
                self.expect_publication(id, self.article(id), planned)
                done.append("published")
        if state.public is not None and state.unpublish_at and state.unpublish_at <= self.now:
            state.public, state.publish_at, state.unpublish_at, state.failed = None, None, None, False
            state.changed = False
            state.history.append(state.fields)
            done.append("withdrawn")
        state.version = self.article(id).version
        return done

    @rule(id=ids)
    def bin(self, id: str) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        if state.status not in ("draft", "withdrawn"):
            with pytest.raises(WrongStatus):
                self.commands.move_to_bin(article, by=AZIZA, at=self.now, write_id=new_id())
            return
        if after := self.perform(id, lambda one: self.commands.move_to_bin(one, **self.stamp())):
            self.expect_version(id, after)
            state.binned = True

    @rule(id=ids)
    def undelete(self, id: str) -> None:
        self.tick()
        state, article = self.states[id], self.article(id)
        others = [other for key, other in self.states.items() if key != id and not other.binned]
        refusal: type[Exception] | None = None
        if not state.binned:
            refusal = WrongStatus
        elif any((other.story, other.lang) == (state.story, state.lang) for other in others):
            refusal = StoryTaken
        if refusal:
            with pytest.raises(refusal):
                self.commands.undelete(article, by=AZIZA, at=self.now, write_id=new_id())
            return
        if after := self.perform(id, lambda one: self.commands.undelete(one, **self.stamp())):
            self.expect_version(id, after)
            state.binned = False

    @precondition(lambda self: any(state.version > 1 for state in self.states.values()))
    @rule(id=ids)
    def change_an_old_version(self, id: str) -> None:
        """A change of a version that somebody else has replaced is refused and changes nothing."""
        article = self.article(id)
        if article.version == 1 or article.binned_at:
            return
        old = article.model_copy(update={"version": article.version - 1})
        with pytest.raises(StaleVersion):
            self.commands.change(old, Changes(dek=f"At {self.now}"), by=AZIZA, at=self.now, write_id=new_id())

    @rule(id=ids)
    def move_to_another_language(self, id: str) -> None:
        state, article = self.states[id], self.article(id)
        if not state.ever or state.binned:
            return
        other = "ru" if state.lang == "en" else "en"
        with pytest.raises(LanguageFixed):
            self.commands.change(article, Changes(lang=other), by=AZIZA, at=self.now, write_id=new_id())

    @invariant()
    def the_tables_agree(self) -> None:
        """After each few steps, because reading them takes longer than a step; what is wrong does not become right."""
        self.steps += 1
        if self.steps % CHECKED == 0:
            self.check_tables()

    def check_tables(self) -> None:
        drafts = self.tables.all("drafts")
        self.check_shelf()
        self.check_unsaved_texts(drafts)
        self.check_revisions(drafts)
        self.check_views()
        self.check_lists_and_sitemaps()

    def check_shelf(self) -> None:
        for status in ("draft", "scheduled", "published", "withdrawn", "binned"):
            listed, _ = self.shelf.list(ShelfFilter([status]), limit=100)  # type: ignore[list-item]
            expected = {id: state.version for id, state in self.states.items() if state.status == status}
            assert {summary.id: summary.version for summary in listed} == expected
            for summary in listed:
                assert (summary.schedule_error is not None) == self.states[summary.id].failed
                assert summary.published_at == self.states[summary.id].published_at
                assert summary.has_changes == self.states[summary.id].changed
        waiting, _ = self.shelf.list(ShelfFilter(["submitted"]), limit=100)
        assert {one.id for one in waiting} == {id for id, state in self.states.items() if state.shelf == "submitted"}

    def check_unsaved_texts(self, drafts: list[dict[str, Any]]) -> None:
        for id, state in self.states.items():
            assert self.find_unsaved(id) == state.unsaved
        texts = [item for item in drafts if item["part"].startswith("autosave#")]
        assert len(texts) == sum(len(state.unsaved) for state in self.states.values())

    def check_revisions(self, drafts: list[dict[str, Any]]) -> None:
        revisions = [item for item in drafts if item["part"].startswith("revision#")]
        versions: dict[str, list[int]] = {}
        for item in revisions:
            versions.setdefault(item["id"], []).append(item["version"])
        assert {id: sorted(all) for id, all in versions.items()} == {
            id: list(range(1, state.version + 1)) for id, state in self.states.items()
        }
        for id, state in self.states.items():
            assert len(state.history) == state.version
            assert [state.fields[name] for name in ("title", "slug")] == [self.article(id).title, self.article(id).slug]

    def check_views(self) -> None:
        items = {item["address"]: item for item in self.tables.all("articles")}
        expected: dict[str, tuple[str, str]] = {}
        for id, state in self.states.items():
            if not state.ever:
                continue
            kind = "view" if state.public is not None else "gone"
            expected[id] = expected[f"{state.lang}/{state.slug}"] = (kind, id)
            expected |= {f"{state.lang}/{slug}": ("moved_to", id) for slug in state.former}
        kinds = ("view", "gone", "moved_to")
        assert {
            address: (next(kind for kind in kinds if kind in item), item["id"]) for address, item in items.items()
        } == expected
        for id, state in self.states.items():
            if state.public is None:
                continue
            view = self.tables.unpack(items[id])
            assert view == self.tables.unpack(items[f"{state.lang}/{state.slug}"])
            assert (view["title"], view["published_at"]) == (state.public["title"], state.published_at)
            siblings = [
                other.lang
                for key, other in self.states.items()
                if key != id and other.story == state.story and other.public is not None
            ]
            assert [other["lang"] for other in view["translations"]] == sorted(siblings)

    def check_lists_and_sitemaps(self) -> None:
        items = self.tables.all("listings")
        cards = {
            (item["listing"], item["position"]): json.loads(item["card"])["title"] for item in items if "card" in item
        }
        expected = {}
        for id, state in self.states.items():
            if state.public is None:
                continue
            names = [
                state.lang,
                *(f"{state.lang}/category/{slug}" for slug in state.public["categories"]),
                *(f"{state.lang}/tag/{slug}" for slug in state.public["tags"]),
            ]
            expected |= {(name, f"{state.published_at}#{id}"): state.public["title"] for name in names}
        assert cards == expected
        crawled = sorted(item["position"].partition("#")[2] for item in items if "/sitemap/" in item["listing"])
        assert crawled == sorted(id for id, state in self.states.items() if state.public is not None)


@pytest.mark.slow
def test_the_tables_agree_with_the_model_after_every_step() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "8")),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
