"""The clock: what is due is done, late, twice and whatever else goes wrong."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.scheduler import handler as scheduler
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Changes, Schedule
from gazette.errors import StaleVersion, Unavailable
from gazette.times import timestamp
from tests.conftest import Context, sample_event
from tests.support.articles import AZIZA, StoredArticles, new_id

NOW = datetime.now(UTC).replace(microsecond=0)
DONE_NOTHING = {"published": 0, "withdrawn": 0, "purged": 0, "failed": 0, "waiting": 0, "woken": 0}


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def sweep_at(monkeypatch: pytest.MonkeyPatch, context: Any) -> Callable[..., dict[str, Any]]:
    """Runs the function at so many minutes from now."""

    def sweep_at(minutes: float, lambda_context: Any = context) -> dict[str, Any]:
        monkeypatch.setattr("gazette.times.now", lambda: after(minutes))
        return scheduler.handler(sample_event("scheduler/minute.json"), lambda_context)

    return sweep_at


@pytest.fixture
def scheduled(newsroom: ArticleCommands, written: Any) -> Callable[..., Article]:
    """Writes an article and plans it in so many minutes."""

    def scheduled(publish: float | None, unpublish: float | None = None, **fields: Any) -> Article:
        times = Schedule(publish_at=publish and after(publish), unpublish_at=unpublish and after(unpublish))
        return newsroom.schedule(written(**fields), times, by=AZIZA, at=NOW, write=new_id())

    return scheduled


def changes(shelves: StoredArticles) -> list[tuple[str, str]]:
    """(id, change) in the order in which they were told."""
    told = [json.loads(item["change"]) for item in shelves.listing("en/changes")]
    return [(one["id"], one["change"]) for one in told]


def test_nothing_is_done_early(sweep_at: Any, scheduled: Any, newsroom: ArticleCommands) -> None:
    article = scheduled(10)
    assert sweep_at(10 - 1 / 60) == DONE_NOTHING
    assert newsroom.drafts.get(article.id) == article


def test_an_article_is_published_at_the_time_that_was_planned(
    sweep_at: Any,
    scheduled: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
) -> None:
    article = scheduled(10)
    assert sweep_at(11.5) == {**DONE_NOTHING, "published": 1}
    view = shelves.view(article.id)
    assert view
    assert view["published_at"] == view["updated_at"] == timestamp(after(10))
    last = newsroom.drafts.get(article.id)
    assert (last.status, last.publish_at, last.changed_by.name) == ("published", None, "Schedule")
    assert last.changed_at == timestamp(after(11.5))
    [change] = shelves.listing("en/changes")
    assert change["position"].startswith(after(11.5).strftime("%Y-%m-%dT%H:%M:%S.")), "followers go on by the real time"


def test_the_clock_publishes_the_last_save(
    sweep_at: Any, scheduled: Any, newsroom: ArticleCommands, shelves: StoredArticles
) -> None:
    article = scheduled(10)
    newsroom.change(article, Changes(title="The last title"), by=AZIZA, at=after(9), write=new_id())
    sweep_at(10)
    view = shelves.view(article.id)
    assert view
    assert view["title"] == "The last title"


def test_a_second_run_does_nothing_more(sweep_at: Any, scheduled: Any, shelves: StoredArticles) -> None:
    scheduled(10)
    sweep_at(10)
    everything = [shelves.all(noun) for noun in ("drafts", "articles", "listings")]
    assert sweep_at(10) == sweep_at(11) == DONE_NOTHING
    assert [shelves.all(noun) for noun in ("drafts", "articles", "listings")] == everything


def test_after_an_outage_all_is_done_in_the_order_in_which_it_was_planned(
    sweep_at: Any,
    scheduled: Any,
    shelves: StoredArticles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    third, first, second = scheduled(30), scheduled(10, 40), scheduled(20)
    order: list[str] = []
    carry_out = scheduler.clock.carry_out
    monkeypatch.setattr(scheduler.clock, "carry_out", lambda id, now: order.append(id) or carry_out(id, now))
    assert sweep_at(180) == {**DONE_NOTHING, "published": 3, "withdrawn": 1}
    assert order == [first.id, second.id, third.id]
    assert [item["position"] for item in shelves.listing("en")] == [
        f"{timestamp(after(20))}#{second.id}",
        f"{timestamp(after(30))}#{third.id}",
    ]
    item = shelves.item(first.id)
    assert item
    assert "gone" in item


def test_an_article_is_withdrawn_when_its_time_is_over(
    sweep_at: Any,
    scheduled: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
) -> None:
    article = scheduled(10, 20)
    assert sweep_at(10)["published"] == 1
    assert (shelves.item(article.id) or {})["unpublish_at"] == timestamp(after(20))
    assert sweep_at(19.9) == DONE_NOTHING
    assert sweep_at(20)["withdrawn"] == 1
    assert newsroom.drafts.get(article.id).status == "withdrawn"
    assert changes(shelves) == [(article.id, "published"), (article.id, "withdrawn")]


def test_an_end_that_has_passed_is_kept_by_the_clock_and_forgotten_by_an_editor(
    sweep_at: Any, scheduled: Any, newsroom: ArticleCommands
) -> None:
    """The clock makes up for what it missed; who publishes by hand after the planned end means to publish."""
    article = scheduled(10, 20)
    at = after(30)
    article = newsroom.press.publish(article, by=AZIZA, at=at, now=at, write=new_id())
    assert article.unpublish_at is None
    assert sweep_at(31) == DONE_NOTHING
    scheduled(10, 20)
    assert sweep_at(31) == {**DONE_NOTHING, "published": 1, "withdrawn": 1}


def test_what_cannot_be_published_is_told_to_its_editor_and_stops_nobody(
    sweep_at: Any,
    scheduled: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
) -> None:
    untitled, whole = scheduled(10, title=None), scheduled(11)
    assert sweep_at(12) == {**DONE_NOTHING, "failed": 1, "published": 1}
    assert sweep_at(13) == DONE_NOTHING, "it is not tried again as it is"
    article = newsroom.drafts.get(untitled.id)
    assert (article.status, article.version) == ("scheduled", untitled.version)
    assert article.schedule_error == "Publishing needs title."
    [listed], _ = newsroom.drafts.shelf("scheduled", limit=20, after=None)
    assert listed.schedule_error == "Publishing needs title."
    assert newsroom.drafts.get(whole.id).status == "published"

    newsroom.change(article, Changes(title="A title"), by=AZIZA, at=after(14), write=new_id())
    assert sweep_at(15)["published"] == 1, "mended, it is published at the next minute"
    view = shelves.view(untitled.id)
    assert view
    assert view["published_at"] == timestamp(after(10))


def test_a_save_that_mends_it_in_the_same_moment_is_not_undone(
    sweep_at: Any, scheduled: Any, newsroom: ArticleCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = scheduled(10, title=None)
    mark = scheduler.newsroom.drafts.mark

    def overtaken(failed: Article) -> None:
        newsroom.change(article, Changes(title="A title"), by=AZIZA, at=after(10), write=new_id())
        mark(failed)

    monkeypatch.setattr(scheduler.newsroom.drafts, "mark", overtaken)
    sweep_at(10)
    last = newsroom.drafts.get(article.id)
    assert (last.title, last.schedule_error) == ("A title", None)
    monkeypatch.setattr(scheduler.newsroom.drafts, "mark", mark)
    sweep_at(11)
    assert newsroom.drafts.get(article.id).status == "published"


def test_a_failed_publication_does_not_keep_a_published_article_from_ending(
    sweep_at: Any,
    scheduled: Any,
    newsroom: ArticleCommands,
) -> None:
    article = scheduled(10)
    sweep_at(10)
    article = newsroom.change(
        newsroom.drafts.get(article.id), Changes(title=None), by=AZIZA, at=after(11), write=new_id()
    )
    times = Schedule(publish_at=after(20), unpublish_at=after(30))
    newsroom.schedule(article, times, by=AZIZA, at=after(12), write=new_id())
    assert sweep_at(20)["failed"] == 1
    assert sweep_at(30)["withdrawn"] == 1


def test_trouble_with_one_article_leaves_it_for_the_next_minute(
    sweep_at: Any,
    scheduled: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _ = scheduled(10), scheduled(11)
    publish = scheduler.newsroom.press.publish

    def busy(article: Article, **named: Any) -> Article:
        if article.id == first.id:
            raise Unavailable()
        return publish(article, **named)

    monkeypatch.setattr(scheduler.newsroom.press, "publish", busy)
    assert sweep_at(12) == {**DONE_NOTHING, "published": 1, "waiting": 1}
    monkeypatch.setattr(scheduler.newsroom.press, "publish", publish)
    assert sweep_at(13) == {**DONE_NOTHING, "published": 1}


def test_a_save_in_the_same_moment_is_published_too(
    sweep_at: Any,
    scheduled: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = scheduled(10)
    publish = scheduler.newsroom.press.publish

    def overtaken(old: Article, **named: Any) -> Article:
        monkeypatch.setattr(scheduler.newsroom.press, "publish", publish)
        newsroom.change(article, Changes(title="Saved just now"), by=AZIZA, at=after(10), write=new_id())
        return publish(old, **named)

    monkeypatch.setattr(scheduler.newsroom.press, "publish", overtaken)
    assert sweep_at(10)["published"] == 1
    view = shelves.view(article.id)
    assert view
    assert view["title"] == "Saved just now"


def test_a_run_ends_before_its_time_is_up(sweep_at: Any, scheduled: Any) -> None:
    for _ in range(3):
        scheduled(10)

    class Hurried(Context):
        left = iter((30_000, 9_999))

        def get_remaining_time_in_millis(self) -> int:
            return next(self.left)

    assert sweep_at(11, Hurried()) == {**DONE_NOTHING, "published": 1, "waiting": 2}
    assert sweep_at(12)["published"] == 2


def test_what_failed_and_what_found_no_time_both_wait(
    sweep_at: Any, scheduled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        scheduled(10)

    class Hurried(Context):
        left = iter((30_000, 9_999))

        def get_remaining_time_in_millis(self) -> int:
            return next(self.left)

    def busy(article: Article, **named: Any) -> Article:
        raise Unavailable()

    monkeypatch.setattr(scheduler.newsroom.press, "publish", busy)
    assert sweep_at(11, Hurried()) == {**DONE_NOTHING, "waiting": 3}


def test_the_bin_is_emptied_after_thirty_days(
    sweep_at: Any,
    written: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
) -> None:
    article = newsroom.bin(written(), by=AZIZA, at=NOW, write=new_id())
    kept = written()
    month = 30 * 24 * 60
    assert sweep_at(month - 1) == DONE_NOTHING
    assert sweep_at(month) == {**DONE_NOTHING, "purged": 1}
    assert sweep_at(month) == DONE_NOTHING
    assert {item["id"] for item in shelves.all("drafts")} == {kept.id, f"story/{kept.story}"}
    assert article.id not in {item["id"] for item in shelves.all("drafts")}


def test_an_interrupted_purge_is_finished_by_the_next_run(
    sweep_at: Any,
    written: Any,
    newsroom: ArticleCommands,
    shelves: StoredArticles,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = newsroom.bin(written(), by=AZIZA, at=NOW, write=new_id())
    table = scheduler.newsroom.drafts
    parts = table._parts

    def interrupted(id: str) -> Any:
        yield next(iter([part for part in parts(id) if part["part"]["S"] != "current"]))
        raise Unavailable()

    monkeypatch.setattr(table, "_parts", interrupted)
    assert sweep_at(30 * 24 * 60)["waiting"] == 1
    with pytest.raises(StaleVersion):
        newsroom.undelete(article, by=AZIZA, at=after(30 * 24 * 60), write=new_id())
    monkeypatch.setattr(table, "_parts", parts)
    assert sweep_at(30 * 24 * 60 + 1)["purged"] == 1
    assert shelves.all("drafts") == []


def test_who_takes_an_article_out_of_the_bin_in_the_last_moment_has_it(
    sweep_at: Any, written: Any, newsroom: ArticleCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = newsroom.bin(written(), by=AZIZA, at=NOW, write=new_id())
    purge = scheduler.newsroom.drafts.purge

    def overtaken(old: Article) -> None:
        newsroom.undelete(article, by=AZIZA, at=after(30 * 24 * 60), write=new_id())
        purge(old)

    monkeypatch.setattr(scheduler.newsroom.drafts, "purge", overtaken)
    assert sweep_at(30 * 24 * 60) == DONE_NOTHING
    assert newsroom.drafts.get(article.id).status == "draft"
    assert len(newsroom.drafts.revisions(article.id, limit=20, before=None)[0]) == 3
