"""Editors who change the front page at the same moment, while its articles are published anew and withdrawn."""

import os
import random
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.front_page_model import MAX_PINS
from gazette.articles.model import Article
from gazette.articles.publishing.front_page import FrontPages
from gazette.articles.requests import Changes
from gazette.errors import Invalid, StaleVersion, Unavailable, VersionRequired
from gazette.times import now, timestamp
from tests.support.articles import AZIZA, Tables, minutes, new_id
from tests.support.dynamodb_local import WRITERS
from tests.support.threads import run_at_once

pytestmark = pytest.mark.dynamodb_local

Publish = Callable[..., Article]


@pytest.fixture
def front_pages(dynamodb: Any) -> FrontPages:
    return FrontPages(dynamodb, os.environ["ARTICLES_TABLE"], os.environ["LISTINGS_TABLE"])


def pin(front_pages: FrontPages, ids: list[str], expected: int) -> bool:
    """Whether the pins are saved. Otherwise somebody else was faster."""
    try:
        front_pages.save("en", ids, expected=expected, by=AZIZA, at=minutes(5), write_id=new_id())
    except (StaleVersion, VersionRequired, Unavailable):  # the last one after many conflicts in a row
        return False
    return True


def pin_on_top(front_pages: FrontPages, id: str, chance: random.Random) -> bool:
    """An editor who reads the front page again until the save succeeds. Returns whether it changed the pins."""
    for _ in range(200):
        page = front_pages.get("en")
        others = [pin.id for pin in page.pins if pin.id != id]
        pins = [id, *others[: chance.randrange(MAX_PINS)]]
        if pin(front_pages, pins, page.version):
            return pins != [pin.id for pin in page.pins]
        time.sleep(chance.uniform(0, 2))  # an editor looks at the page before the next try
    raise AssertionError("an editor never succeeds")


@pytest.mark.parametrize("expected", [0, 1])
def test_one_of_fifty_editors_with_the_same_version_wins(
    front_pages: FrontPages, publish_draft: Publish, tables: Tables, expected: int
) -> None:
    ids = [publish_draft(slug=f"story-{n}").id for n in range(5)] * (WRITERS // 5)
    if expected:
        pin(front_pages, ids[:2], 0)
    outcomes = run_at_once(*(partial(pin, front_pages, [id], expected) for id in ids))
    [winner] = [id for id, won in zip(ids, outcomes, strict=True) if won]
    [row] = tables.listing("en/front")
    assert (row["position"].partition("#")[2], row["rank"]) == (winner, 1)
    assert front_pages.get("en").version == expected + 1


def test_fifty_editors_who_read_again_all_win(front_pages: FrontPages, publish_draft: Publish, tables: Tables) -> None:
    ids = [publish_draft(slug=f"story-{n}").id for n in range(MAX_PINS + 2)]
    changed = run_at_once(
        *(partial(pin_on_top, front_pages, ids[n % len(ids)], random.Random(n)) for n in range(WRITERS)),
    )
    assert front_pages.get("en").version == sum(changed) > WRITERS / 2, "each change is one version"
    ranks = sorted(int(row["rank"]) for row in tables.listing("en/front"))
    assert ranks == list(range(1, len(ranks) + 1))
    assert 1 <= len(ranks) <= MAX_PINS


def test_the_front_page_shows_what_the_main_list_shows(
    front_pages: FrontPages, publish_draft: Publish, commands: ArticleCommands, tables: Tables
) -> None:
    """While editors pin articles, some of these become breaking news under another title, others are withdrawn.

    Breaking news end by the clock of the machine: DynamoDB Local deletes rows whose time to live has passed by it.
    """
    started = now()
    until = timestamp(started + timedelta(days=1))
    articles = [publish_draft(slug=f"story-{n}") for n in range(20)]
    breaking, withdrawn = articles[:7], articles[7:14]

    def edit(number: int) -> None:
        chance = random.Random(number)
        for _ in range(4):
            chosen = [article.id for article in chance.sample(articles, 6)]
            try:
                pin(front_pages, chosen, front_pages.get("en").version)
            except Invalid:  # one of them was withdrawn
                continue

    def break_news(article: Article) -> None:
        changes = Changes(title="Breaking", breaking_until=until)
        changed = commands.change(article, changes, by=AZIZA, at=started, write_id=new_id())
        commands.publish(changed, by=AZIZA, at=started, write_id=new_id())

    def withdraw(article: Article) -> None:
        commands.unpublish(article, by=AZIZA, at=minutes(1), write_id=new_id())

    editors = [partial(edit, number) for number in range(WRITERS - len(breaking) - len(withdrawn))]
    run_at_once(
        *editors,
        *(partial(break_news, article) for article in breaking),
        *(partial(withdraw, article) for article in withdrawn),
    )
    cards = {row["position"]: row["card"] for row in tables.listing("en")}
    front = {row["position"]: row for row in tables.listing("en/front")}
    assert {position: row["card"] for position, row in front.items()} == {
        position: cards.get(position) for position in front
    }
    shown = {position.partition("#")[2]: row.get("breaking_until") for position, row in front.items()}
    assert {article.id: shown.get(article.id) for article in breaking} == {article.id: until for article in breaking}
    ranks = sorted(int(row["rank"]) for row in front.values() if "rank" in row)
    assert len(ranks) == len(set(ranks)) <= MAX_PINS
