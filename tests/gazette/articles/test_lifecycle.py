"""The life of articles against a model of it: after every step the tables say what the model says."""

import json
import os
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
    precondition,
    rule,
    run_state_machine_as_test,
)

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import LanguageFixed, SlugTaken, StoryTaken, WrongStatus
from gazette.articles.model import Article, Changes, Draft, PublishOptions, Schedule
from gazette.articles.scheduled import ScheduledPublishing
from gazette.errors import Invalid, StaleVersion
from gazette.settings import Settings
from gazette.times import timestamp
from tests.support.articles import AZIZA, NOON, TEXT, StoredArticles, new_id

TITLES = st.sampled_from(["A summit", "Prices rise", "The railway", None])
LANGS = st.sampled_from(["en", "ru", "uz"])
CATEGORIES = st.lists(st.sampled_from(["economy", "world", "culture"]), max_size=2, unique=True)
TAGS = st.lists(st.sampled_from(["japan", "trains", "bread"]), max_size=2, unique=True)
SLUGS = st.sampled_from([None, None, "one", "two"])


@dataclass
class Known:
    """What the model knows of an article. `public` is what readers should see, None while they see nothing."""

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

    @property
    def status(self) -> str:
        if self.binned:
            return "binned"
        if self.public is not None:
            return "published"
        if self.publish_at:
            return "scheduled"
        return "withdrawn" if self.ever else "draft"


class Life(RuleBasedStateMachine):
    ids = Bundle("ids")

    @initialize()
    def start(self) -> None:
        dynamodb = boto3.client("dynamodb")
        self.shelves = StoredArticles(dynamodb)
        for noun in ("drafts", "articles", "listings", "taxonomy"):
            self.shelves.clear(noun)
        self.shelves.category("economy", "world", "culture")
        self.newsroom = ArticleCommands.of(Settings(os.environ), dynamodb)
        self.clock = ScheduledPublishing(self.newsroom, new_id)
        self.now = NOON
        self.known: dict[str, Known] = {}
        self.addresses: dict[str, str] = {}

    def tick(self) -> None:
        self.now += timedelta(minutes=1)

    def article(self, id: str) -> Article:
        return self.newsroom.drafts.get(id)

    @rule(target=ids, lang=LANGS, title=TITLES, categories=CATEGORIES, tags=TAGS, slug=SLUGS)
    def write(self, lang: str, title: str | None, categories: list[str], tags: list[str], slug: str | None) -> str:
        self.tick()
        id = new_id()
        fields = {"title": title, "body": TEXT, "categories": categories, "tags": tags, "slug": slug}
        self.newsroom.create(Draft(lang=lang, **fields), id=id, by=AZIZA, at=self.now, write=new_id())
        self.known[id] = Known(lang, id, fields)
        return id

    @rule(target=ids, of=ids, lang=LANGS, title=TITLES)
    def translate(self, of: str, lang: str, title: str | None) -> str:
        self.tick()
        id, story = new_id(), self.known[of].story
        fields = {"title": title, "body": TEXT, "categories": [], "tags": [], "slug": None}
        draft = Draft(lang=lang, translation_of=of, **fields)
        taken = any(one.story == story and one.lang == lang and not one.binned for one in self.known.values())
        if taken and not self.known[of].binned:
            with pytest.raises(StoryTaken):
                self.newsroom.create(draft, id=id, by=AZIZA, at=self.now, write=new_id())
            return of
        if self.known[of].binned:
            with pytest.raises(Invalid, match="bin"):
                self.newsroom.create(draft, id=id, by=AZIZA, at=self.now, write=new_id())
            return of
        self.newsroom.create(draft, id=id, by=AZIZA, at=self.now, write=new_id())
        self.known[id] = Known(lang, story, fields)
        return id

    @rule(id=ids, title=TITLES, categories=CATEGORIES, tags=TAGS, slug=SLUGS)
    def change(self, id: str, title: str | None, categories: list[str], tags: list[str], slug: str | None) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        changes = Changes(title=title, categories=categories, tags=tags, slug=slug or article.slug)
        if known.binned and self.changes_something(article, changes):
            with pytest.raises(WrongStatus):
                self.newsroom.change(article, changes, by=AZIZA, at=self.now, write=new_id())
            return
        after = self.newsroom.change(article, changes, by=AZIZA, at=self.now, write=new_id())
        if after.version > article.version:
            known.failed = False
        known.version = after.version
        known.fields |= {"title": title, "categories": categories, "tags": tags, "slug": slug or article.slug}

    def changes_something(self, article: Article, changes: Changes) -> bool:
        return (article.title, list(article.categories), [tag.slug for tag in article.tags], article.slug) != (
            changes.title,
            list(changes.categories or ()),
            [tag.slug for tag in changes.tags or ()],
            changes.slug,
        )

    @rule(id=ids, minor=st.booleans())
    def publish(self, id: str, minor: bool) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        expected = self.refusal(known, id)
        if expected:
            with pytest.raises(expected):
                self.newsroom.press.publish(
                    article, by=AZIZA, at=self.now, now=self.now, write=new_id(), order=PublishOptions(minor=minor)
                )
            return
        after = self.newsroom.press.publish(
            article, by=AZIZA, at=self.now, now=self.now, write=new_id(), order=PublishOptions(minor=minor)
        )
        self.note_publication(id, after, timestamp(self.now))

    def refusal(self, known: Known, id: str) -> type[Exception] | None:
        if known.binned:
            return WrongStatus
        if known.fields["title"] is None:
            return Invalid
        slug = known.fields["slug"]
        if slug and self.addresses.get(f"{known.lang}/{slug}", id) != id:
            return SlugTaken
        return None

    def note_publication(self, id: str, after: Article, at: str) -> None:
        known = self.known[id]
        assert after.slug
        address = f"{known.lang}/{after.slug}"
        assert self.addresses.setdefault(address, id) == id, "a slug is the first one's who took it"
        if known.slug and known.slug != after.slug:
            known.former.add(known.slug)
        known.former.discard(after.slug)
        known.slug = known.fields["slug"] = after.slug
        known.published_at = known.published_at or at
        known.public = {**known.fields}
        known.version, known.ever, known.publish_at, known.failed = after.version, True, None, False

    @rule(id=ids)
    def withdraw(self, id: str) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        if known.public is None:
            with pytest.raises(WrongStatus):
                self.newsroom.press.withdraw(article, by=AZIZA, now=self.now, write=new_id())
            return
        after = self.newsroom.press.withdraw(article, by=AZIZA, now=self.now, write=new_id())
        known.public, known.version, known.publish_at, known.unpublish_at = None, after.version, None, None
        known.failed = False

    @rule(id=ids, publish=st.integers(1, 9), unpublish=st.none() | st.integers(10, 19))
    def schedule(self, id: str, publish: int, unpublish: int | None) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        at = self.now + timedelta(minutes=publish)
        end = self.now + timedelta(minutes=unpublish) if unpublish else None
        times = Schedule(publish_at=at, unpublish_at=end)
        if known.binned:
            with pytest.raises(WrongStatus):
                self.newsroom.schedule(article, times, by=AZIZA, at=self.now, write=new_id())
            return
        after = self.newsroom.schedule(article, times, by=AZIZA, at=self.now, write=new_id())
        known.version, known.publish_at, known.unpublish_at, known.failed = after.version, at, end, False

    @rule(minutes=st.integers(0, 20))
    def time_passes(self, minutes: int) -> None:
        """The clock runs once, however long it has not."""
        self.now += timedelta(minutes=minutes)
        for id in self.clock.due(self.now):
            known = self.known[id]
            done = self.clock.carry_out(id, self.now)
            assert done == self.expected_of_clock(id, known)

    def expected_of_clock(self, id: str, known: Known) -> list[str]:
        done = []
        if known.publish_at and known.publish_at <= self.now and not known.failed:
            if self.refusal(known, id):
                known.failed = True
                done.append("failed")
            else:
                planned = timestamp(known.publish_at)
                self.note_publication(id, self.article(id), planned)
                done.append("published")
        if known.public is not None and known.unpublish_at and known.unpublish_at <= self.now:
            known.public, known.publish_at, known.unpublish_at, known.failed = None, None, None, False
            done.append("withdrawn")
        known.version = self.article(id).version
        return done

    @rule(id=ids)
    def bin(self, id: str) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        if known.status not in ("draft", "withdrawn"):
            with pytest.raises(WrongStatus):
                self.newsroom.bin(article, by=AZIZA, at=self.now, write=new_id())
            return
        known.version = self.newsroom.bin(article, by=AZIZA, at=self.now, write=new_id()).version
        known.binned = True

    @rule(id=ids)
    def undelete(self, id: str) -> None:
        self.tick()
        known, article = self.known[id], self.article(id)
        others = [one for key, one in self.known.items() if key != id and not one.binned]
        expected: type[Exception] | None = None
        if not known.binned:
            expected = WrongStatus
        elif any((one.story, one.lang) == (known.story, known.lang) for one in others):
            expected = StoryTaken
        if expected:
            with pytest.raises(expected):
                self.newsroom.undelete(article, by=AZIZA, at=self.now, write=new_id())
            return
        known.version = self.newsroom.undelete(article, by=AZIZA, at=self.now, write=new_id()).version
        known.binned = False

    @precondition(lambda self: any(one.version > 1 for one in self.known.values()))
    @rule(id=ids)
    def act_on_an_old_version(self, id: str) -> None:
        """Whoever read it before somebody else wrote is told so, and nothing happens."""
        article = self.article(id)
        if article.version == 1 or article.binned_at:
            return
        old = article.model_copy(update={"version": article.version - 1})
        with pytest.raises(StaleVersion):
            self.newsroom.change(old, Changes(dek=f"At {self.now}"), by=AZIZA, at=self.now, write=new_id())

    @rule(id=ids)
    def move_to_another_language(self, id: str) -> None:
        known, article = self.known[id], self.article(id)
        if not known.ever or known.binned:
            return
        other = "ru" if known.lang == "en" else "en"
        with pytest.raises(LanguageFixed):
            self.newsroom.change(article, Changes(lang=other), by=AZIZA, at=self.now, write=new_id())

    @invariant()
    def the_desk_agrees(self) -> None:
        for status in ("draft", "scheduled", "published", "withdrawn", "binned"):
            listed, _ = self.newsroom.drafts.shelf(status, limit=100, after=None)  # type: ignore[arg-type]
            expected = {id: one.version for id, one in self.known.items() if one.status == status}
            assert {one.id: one.version for one in listed} == expected
            for one in listed:
                assert (one.schedule_error is not None) == self.known[one.id].failed
                assert one.published_at == self.known[one.id].published_at

    @invariant()
    def revisions_are_complete(self) -> None:
        found = [item for item in self.shelves.all("drafts") if item["part"].startswith("revision#")]
        versions: dict[str, list[int]] = {}
        for item in found:
            versions.setdefault(item["id"], []).append(item["version"])
        assert {id: sorted(all) for id, all in versions.items()} == {
            id: list(range(1, one.version + 1)) for id, one in self.known.items()
        }

    @invariant()
    def the_views_agree(self) -> None:
        items = {item["address"]: item for item in self.shelves.all("articles")}
        expected: dict[str, tuple[str, str]] = {}
        for id, one in self.known.items():
            if not one.ever:
                continue
            kind = "view" if one.public is not None else "gone"
            expected[id] = expected[f"{one.lang}/{one.slug}"] = (kind, id)
            expected |= {f"{one.lang}/{slug}": ("moved_to", id) for slug in one.former}
        kinds = ("view", "gone", "moved_to")
        assert {
            address: (next(kind for kind in kinds if kind in item), item["id"]) for address, item in items.items()
        } == expected
        for id, one in self.known.items():
            if one.public is None:
                continue
            view = self.shelves.opened(items[id])
            assert view == self.shelves.opened(items[f"{one.lang}/{one.slug}"])
            assert (view["title"], view["published_at"]) == (one.public["title"], one.published_at)
            siblings = [
                other.lang
                for key, other in self.known.items()
                if key != id and other.story == one.story and other.public is not None
            ]
            assert [other["lang"] for other in view["translations"]] == sorted(siblings)

    @invariant()
    def lists_and_sitemaps_agree(self) -> None:
        items = self.shelves.all("listings")
        found = {
            (item["listing"], item["position"]): json.loads(item["card"])["title"] for item in items if "card" in item
        }
        expected = {}
        for id, one in self.known.items():
            if one.public is None:
                continue
            names = [
                one.lang,
                *(f"{one.lang}/category/{slug}" for slug in one.public["categories"]),
                *(f"{one.lang}/tag/{slug}" for slug in one.public["tags"]),
            ]
            expected |= {(name, f"{one.published_at}#{id}"): one.public["title"] for name in names}
        assert found == expected
        crawled = sorted(item["position"].partition("#")[2] for item in items if "/sitemap/" in item["listing"])
        assert crawled == sorted(id for id, one in self.known.items() if one.public is not None)


def test_articles_live_as_the_model_says() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "6")),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
