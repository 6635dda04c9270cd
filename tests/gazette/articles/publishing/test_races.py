"""Many writers at the same moment: each conflict has one winner, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import SlugTaken
from gazette.articles.model import Article
from gazette.articles.requests import Changes, Schedule
from gazette.articles.scheduled import ScheduledPublishing
from gazette.errors import StaleVersion
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id

Publish = Callable[..., Article]


def test_one_slug_has_one_winner(commands: ArticleCommands, save_draft: Publish, tables: Tables) -> None:
    articles = [save_draft(slug="the-summit") for _ in range(12)]

    def publish(article: Article) -> str:
        try:
            return str(commands.publish(article, by=AZIZA, at=NOON, write_id=new_id()).slug)
        except SlugTaken:
            return "taken"

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(publish, articles))
    assert sorted(outcomes) == ["taken"] * 11 + ["the-summit"]
    assert len(tables.listing("en")) == 1


def test_equal_titles_get_different_slugs_at_the_same_time(
    commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    articles = [save_draft() for _ in range(8)]

    def publish(article: Article) -> str:
        return str(commands.publish(article, by=AZIZA, at=NOON, write_id=new_id()).slug)

    with ThreadPoolExecutor(4) as pool:
        slugs = set(pool.map(publish, articles))
    assert slugs == {"a-summit", *(f"a-summit-{n}" for n in range(2, 9))}
    assert len(tables.listing("en")) == 8


def test_one_version_has_one_winner(commands: ArticleCommands, save_draft: Publish) -> None:
    article = save_draft()

    def change(title: str) -> str:
        try:
            commands.change(article, Changes(title=title), by=AZIZA, at=minutes(1), write_id=new_id())
        except StaleVersion:
            return "stale"
        return title

    with ThreadPoolExecutor(6) as pool:
        outcomes = list(pool.map(change, [f"Title {n}" for n in range(12)]))
    [winner] = [outcome for outcome in outcomes if outcome != "stale"]
    assert commands.drafts.get(article.id).title == winner
    assert commands.drafts.get(article.id).version == 2


def test_translations_published_at_the_same_time_do_not_miss_one_another(
    commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    english = save_draft()
    others = [save_draft(lang=lang, translation_of=english.id) for lang in ("ru", "uz", "uz-Cyrl")]

    def publish(article: Article) -> Article:
        return commands.publish(article, by=AZIZA, at=NOON, write_id=new_id())

    with ThreadPoolExecutor(4) as pool:
        articles = list(pool.map(publish, [english, *others]))
    for article in articles:
        view = tables.view(article.id)
        assert view
        assert {other["id"] for other in view["translations"]} == {other.id for other in articles} - {article.id}
        assert view == tables.view(f"{view['lang']}/{view['slug']}")


def test_concurrent_runs_of_the_scheduler_publish_once(
    commands: ArticleCommands, save_draft: Publish, tables: Tables
) -> None:
    ids = []
    for _ in range(4):
        times = Schedule(publish_at=minutes(5))
        ids.append(commands.schedule(save_draft(), times, by=AZIZA, at=NOON, write_id=new_id()).id)
    scheduled = ScheduledPublishing(commands, new_id)
    with ThreadPoolExecutor(4) as pool:
        done = [outcome for all in pool.map(lambda id: scheduled.process(id, minutes(6)), ids * 3) for outcome in all]
    assert done == ["published"] * 4
    assert len(tables.listing("en/changes")) == 4
    assert [commands.drafts.get(id).version for id in ids] == [3] * 4


def test_a_change_of_an_old_version_is_answered_with_the_present_one(
    commands: ArticleCommands, save_draft: Publish
) -> None:
    first = save_draft()
    second = commands.change(first, Changes(title="Second"), by=AZIZA, at=minutes(1), write_id=new_id())
    commands.change(second, Changes(title="Third"), by=AZIZA, at=minutes(2), write_id=new_id())
    with pytest.raises(StaleVersion) as stale:
        commands.change(first, Changes(title="Mine"), by=AZIZA, at=minutes(3), write_id=new_id())
    assert stale.value.extensions["current"] == {
        "version": 3,
        "changed_by": AZIZA.model_dump(),
        "changed_at": "2025-12-18T07:02:00Z",
    }
