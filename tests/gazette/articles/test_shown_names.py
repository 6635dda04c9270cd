"""Names, credits and pictures in all that readers see, after any order of events, interruptions and crashes."""

import json
import os
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from functions.articles import handler as readers
from tests.support.events import Context, http_event
from tests.support.newsroom import Event, Newsroom
from tests.support.public_articles import body
from tests.support.shown_names import KINDS, Truth, expect_card, load_cards, read_article, read_card, read_image

LANGUAGES = ("en", "ru", "uz")
LANG, SLUG, KIND = st.sampled_from(LANGUAGES), st.sampled_from(["one", "two", "three"]), st.sampled_from(list(KINDS))
NAME = st.sampled_from(["A", "B", "C"])
NAMES = st.dictionaries(LANG, NAME, min_size=1)
NUMBER, PICTURE = st.integers(0, 3), st.none() | st.integers(0, 2)
SLUGS = st.lists(SLUG, max_size=2, unique=True)
TAG = st.fixed_dictionaries({"slug": SLUG, "name": st.none() | NAME})
TEXT = st.fixed_dictionaries(
    {
        "lang": LANG,
        "categories": SLUGS,
        "tags": st.lists(TAG, max_size=2, unique_by=lambda tag: tag["slug"]),
        "authors": SLUGS,
        "lead": PICTURE,
        "body": st.lists(PICTURE, max_size=2),
    }
)
PARAMETERS: dict[str, dict[str, Any]] = {
    "save_term": {"kind": KIND, "slug": SLUG, "names": NAMES, "order": st.integers(0, 2), "picture": PICTURE},
    "remove_term": {"kind": KIND, "slug": SLUG, "replace_with": st.none() | SLUG},
    "add_picture": {"texts": st.dictionaries(LANG, NAME)},
    "describe_picture": {
        "picture": NUMBER,
        "member": st.sampled_from(["alt", "credit", "caption", "rights"]),
        "lang": LANG,
        "text": st.none() | NAME,
    },
    "move_focus": {"picture": NUMBER, "x": st.sampled_from([0, 0.5, 1])},
    "replace_file": {"picture": NUMBER},
    "finish_intake": {"picture": NUMBER, "accepted": st.booleans(), "late": st.booleans()},
    "publish_article": {"article": NUMBER, "silent": st.booleans(), "text": TEXT, "credit": st.none() | NAME},
    "withdraw_article": {"article": NUMBER},
    "schedule_article": {
        "article": NUMBER,
        "publish": st.none() | st.integers(2, 9),
        "withdraw": st.none() | st.integers(10, 19),
    },
    "pin": {"lang": LANG, "numbers": st.lists(NUMBER, max_size=3)},
    "deliver": {"number": NUMBER, "keep": st.booleans()},
    "deliver_again": {"number": st.integers(0, 99)},
    "work": {"number": NUMBER, "steps": st.integers(0, 2)},
    "sweep": {"minutes": st.sampled_from([1, 5, 20])},
}
EVENTS = {name: st.tuples(st.just(name), st.fixed_dictionaries(members)) for name, members in PARAMETERS.items()}
MEANWHILE = st.none() | st.one_of(*EVENTS.values())
"""What interrupts an event; None kills its process."""
CALL = st.just(0) | st.integers(1, 20)
"""The call of an event that is interrupted; 0 and calls that it does not make leave it alone."""


# Shrinking takes minutes, so only who looks for the cause of a failure asks for it: SHRINK=1.
PHASES = [Phase.explicit, Phase.generate, *([Phase.shrink] if "SHRINK" in os.environ else [])]


def publish(article: int, lang: str) -> Event:
    """The publication of an article that has the first term of each kind, and pictures."""
    terms = {"categories": ["one"], "tags": [{"slug": "one"}], "authors": ["one"]}
    text = {"lang": lang, **terms, "lead": article, "body": [0]}
    return "publish_article", {"article": article, "silent": False, "text": text, "credit": None}


class ShownNames(RuleBasedStateMachine):
    @initialize()
    def open(self) -> None:
        self.newsroom = Newsroom()
        self.versions: dict[str, int] = {}
        self.dates: dict[tuple[str, int], tuple[str, str]] = {}
        for kind in KINDS:
            for slug in ("one", "two"):
                self.newsroom.save_term(kind, slug, {"en": slug.title()}, order=0, picture=None)
        for number, lang in enumerate(LANGUAGES):
            self.newsroom.happen(("add_picture", {"texts": {lang: "A"}}))
            self.newsroom.happen(publish(number, lang))

    def teardown(self) -> None:
        if hasattr(self, "newsroom"):
            try:
                self.settle_everything(jobs_first=False)
            finally:
                self.newsroom.close()

    @rule(event=st.one_of(*EVENTS.values()))
    def happens(self, event: Event) -> None:
        self.newsroom.happen(event)

    @rule(event=EVENTS["publish_article"], call=CALL, meanwhile=MEANWHILE)
    def is_published(self, event: Event, call: int, meanwhile: Event | None) -> None:
        self.newsroom.happen(event, call, meanwhile)

    @rule(article=NUMBER, call=st.sampled_from([3, 7, 8]), kind=KIND, names=NAMES)
    def a_name_changes_while_an_article_is_published(
        self, article: int, call: int, kind: str, names: dict[str, str]
    ) -> None:
        """The job of the change has ended before the publication commits: that is the third call for an article whose
        text stays, and about the eighth for a new one."""
        meanwhile = ("rename_at_once", {"kind": kind, "names": names})
        self.newsroom.happen(publish(article, "en"), call, meanwhile)
        self.settle_everything(jobs_first=False)

    @rule(event=EVENTS["save_term"] | EVENTS["remove_term"], call=CALL, meanwhile=MEANWHILE)
    def a_term_changes(self, event: Event, call: int, meanwhile: Event | None) -> None:
        self.newsroom.happen(event, call, meanwhile)

    @rule(event=EVENTS["describe_picture"] | EVENTS["finish_intake"], call=CALL, meanwhile=MEANWHILE)
    def a_picture_changes(self, event: Event, call: int, meanwhile: Event | None) -> None:
        self.newsroom.happen(event, call, meanwhile)

    @rule(event=EVENTS["deliver"] | EVENTS["work"] | EVENTS["sweep"], call=CALL, meanwhile=MEANWHILE)
    def work_is_done(self, event: Event, call: int, meanwhile: Event | None) -> None:
        self.newsroom.happen(event, call, meanwhile)

    @rule(jobs_first=st.booleans())
    def settle(self, jobs_first: bool) -> None:
        self.settle_everything(jobs_first)

    def settle_everything(self, jobs_first: bool) -> None:
        """Everything has been done: all that readers see is what the tables say."""
        self.newsroom.settle(jobs_first)
        truth, published = Truth(self.newsroom.tables), self.newsroom.find_published()
        shown = {id: truth.expect_article(article) for id, article in published.items()}
        self.check_views(shown)
        self.check_cards(shown, {id: article.lang for id, article in published.items()})
        self.check_public_terms(truth)
        self.check_home(shown)
        self.check_blocks(truth)
        self.check_removed_terms(truth)
        assert {job.reason for job in self.newsroom.list_jobs()} <= {""}

    def check_views(self, shown: dict[str, Any]) -> None:
        for id, expected in shown.items():
            view = self.newsroom.tables.view(id)
            assert view is not None
            assert read_article(view) == expected
            names = {kind: [name for _, name in expected[kind]] for kind in KINDS}
            data = view["jsonld"]
            assert data.get("articleSection", []) == names["category"]
            assert data.get("keywords", []) == names["tag"]
            # A report without a byline is the newsroom's.
            authors = names["author"] or [data["publisher"]["name"]]
            assert [person["name"] for person in data["author"]] == authors

    def check_cards(self, shown: dict[str, Any], languages: dict[str, str]) -> None:
        expected = {
            (listing, id): expect_card(article)
            for id, article in shown.items()
            for listing in (
                languages[id],
                *(f"{languages[id]}/{kind}/{slug}" for kind in KINDS for slug, _ in article[kind]),
            )
        }
        cards = load_cards(self.newsroom.tables)
        pins = {key: read_card(card) for key, card in cards.items() if key[0].endswith("/front")}
        assert {key: read_card(card) for key, card in cards.items() if key not in pins} == expected
        assert pins == {(listing, id): expect_card(shown[id]) for listing, id in pins}

    def check_public_terms(self, truth: Truth) -> None:
        for lang in LANGUAGES:
            for kind, path in KINDS.items():
                items = self.read(f"/v1/{path}", lang)["items"]
                names = [(slug, truth.find_name(kind, slug, lang)) for slug in truth.find_public(kind)]
                in_order = names if kind == "category" else sorted(names)
                assert [(item["slug"], item["name"]) for item in items] == in_order
                for item in items if kind == "author" else ():
                    assert {**item, "image": read_image(item["image"])} == truth.expect_author(item["slug"], lang)

    def check_home(self, shown: dict[str, Any]) -> None:
        for lang in LANGUAGES:
            home = self.read("/v1/home", lang)
            for card in (*home["top"], *home["newest"]):
                assert read_card(card) == expect_card(shown[card["id"]])

    def check_blocks(self, truth: Truth) -> None:
        """The blocks are the categories with articles in their order, each with the positions of all its cards."""
        rows = self.newsroom.tables.all("listings")
        for lang in LANGUAGES:
            [blocks] = [json.loads(row["blocks"]) for row in rows if row["listing"] == f"{lang}/blocks"]
            expected = []
            for slug in truth.find_public("category"):
                positions = [row["position"] for row in rows if row["listing"] == f"{lang}/category/{slug}"]
                name = truth.find_name("category", slug, lang)
                expected.append({"slug": slug, "name": name, "newest": sorted(positions, reverse=True)})
            assert [block for block in blocks if block["newest"]] == [block for block in expected if block["newest"]]

    def check_removed_terms(self, truth: Truth) -> None:
        """A tag that was removed comes back with a publication only."""
        publications = self.newsroom.find_publications()
        for (kind, slug), before in self.newsroom.removed.items():
            later = [article for key, article in publications.items() if key not in before]
            if not any(slug == tag.slug for article in later for tag in article.tags):
                assert (kind, slug) not in truth.terms

    def read(self, path: str, lang: str) -> Any:
        answer = readers.handler(http_event(f"GET {path}", query=f"lang={lang}"), Context())
        assert answer["statusCode"] == 200, answer
        return body(answer)

    @invariant()
    def nothing_is_lost_or_announced(self) -> None:
        self.no_view_is_lost_and_no_date_moves()
        self.jobs_count_no_more_than_there_is()
        self.only_publications_and_withdrawals_are_announced()

    def no_view_is_lost_and_no_date_moves(self) -> None:
        tables = self.newsroom.tables
        items = {item["address"]: item for item in tables.all("articles")}
        for id, article in self.newsroom.find_published().items():
            view = tables.unpack(items[id])
            assert items[id]["view"] == items[f"{article.lang}/{article.slug}"]["view"]
            assert view["version"] == article.version >= self.versions.get(id, 0)
            assert (view["published_at"], view["updated_at"]) == (article.published_at, article.updated_at)
            self.versions[id] = article.version

    def jobs_count_no_more_than_there_is(self) -> None:
        assert all(job.done <= job.total or job.total == 0 for job in self.newsroom.list_jobs())

    def only_publications_and_withdrawals_are_announced(self) -> None:
        count = self.newsroom.count_changes()
        assert self.newsroom.count_announcements() == count
        assert sum("change" in item for item in self.newsroom.tables.all("listings")) == count


@pytest.mark.slow
@pytest.mark.usefixtures("event_bus")
def test_readers_see_the_names_and_pictures_of_the_tables() -> None:
    run_state_machine_as_test(
        ShownNames,
        settings=settings(
            max_examples=int(os.environ.get("LIVES", "3")),
            stateful_step_count=50,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
