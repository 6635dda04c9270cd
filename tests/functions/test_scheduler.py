"""The scheduler: due tasks are done once, also late, also in a repeated run, also beside an article that fails."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from functions.scheduler import handler as scheduler
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.shelf import ShelfFilter, ShelfReader
from gazette.articles.model import Article
from gazette.articles.requests import Changes, Schedule
from gazette.aws.clients import client
from gazette.errors import StaleVersion, Unavailable
from gazette.times import timestamp
from tests.support.articles import AZIZA, Tables, new_id
from tests.support.events import Context, sample_event
from tests.support.swallowed import swallowed

NOW = datetime.now(UTC).replace(microsecond=0)
DONE_NOTHING = {
    **dict.fromkeys(("published", "withdrawn", "purged", "failed", "waiting", "woken", "media_due"), 0),
    "mail_due": False,
    "issue_due": False,
}


class ShortOfTime(Context):
    """Time for one article only."""

    def __init__(self) -> None:
        self._left = iter((30_000, 9_999))

    def get_remaining_time_in_millis(self) -> int:
        return next(self._left)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture
def run_at(monkeypatch: pytest.MonkeyPatch, context: Any) -> Callable[..., dict[str, Any]]:
    """Runs the function at so many minutes from now."""

    def run_at(minutes: float, lambda_context: Any = context) -> dict[str, Any]:
        monkeypatch.setattr("gazette.times.now", lambda: after(minutes))
        return scheduler.handler(sample_event("scheduler/minute.json"), lambda_context)

    return run_at


@pytest.fixture
def schedule_draft(commands: ArticleCommands, save_draft: Any) -> Callable[..., Article]:
    """Saves an article and plans it so many minutes from now."""

    def schedule_draft(publish: float | None, unpublish: float | None = None, **fields: Any) -> Article:
        times = Schedule(publish_at=publish and after(publish), unpublish_at=unpublish and after(unpublish))
        return commands.schedule(save_draft(**fields), times, by=AZIZA, at=NOW, write_id=new_id())

    return schedule_draft


@pytest.fixture
def clear_title(commands: ArticleCommands) -> Callable[[Article], Article]:
    """Takes the title from a planned article, which then cannot be published."""

    def clear_title(article: Article) -> Article:
        return commands.change(article, Changes(title=None), by=AZIZA, at=NOW, write_id=new_id())

    return clear_title


def changes(tables: Tables) -> list[tuple[str, str]]:
    """(id, change) of the feed of changes, oldest first."""
    feed = [json.loads(item["change"]) for item in tables.listing("en/changes")]
    return [(change["id"], change["change"]) for change in feed]


def test_nothing_is_done_early(run_at: Any, schedule_draft: Any, commands: ArticleCommands) -> None:
    article = schedule_draft(10)
    assert run_at(10 - 1 / 60) == DONE_NOTHING
    assert commands.drafts.get(article.id) == article


def test_an_article_is_published_at_the_time_that_was_planned(
    run_at: Any,
    schedule_draft: Any,
    commands: ArticleCommands,
    tables: Tables,
) -> None:
    article = schedule_draft(10)
    assert run_at(11.5) == {**DONE_NOTHING, "published": 1}
    view = tables.view(article.id)
    assert view
    assert view["published_at"] == view["updated_at"] == timestamp(after(10))
    last = commands.drafts.get(article.id)
    assert (last.status, last.publish_at, last.changed_by.name) == ("published", None, "Schedule")
    assert last.changed_at == timestamp(after(11.5))
    [change] = tables.listing("en/changes")
    assert change["position"].startswith(after(11.5).strftime("%Y-%m-%dT%H:%M:%S.")), (
        "clients continue by the real time"
    )


def test_the_last_save_is_published(
    run_at: Any, schedule_draft: Any, commands: ArticleCommands, tables: Tables
) -> None:
    article = schedule_draft(10)
    commands.change(article, Changes(title="The last title"), by=AZIZA, at=after(9), write_id=new_id())
    run_at(10)
    view = tables.view(article.id)
    assert view
    assert view["title"] == "The last title"


def test_a_second_run_does_nothing_more(run_at: Any, schedule_draft: Any, tables: Tables) -> None:
    schedule_draft(10)
    run_at(10)
    everything = [tables.all(noun) for noun in ("drafts", "articles", "listings")]
    assert run_at(10) == run_at(11) == DONE_NOTHING
    assert [tables.all(noun) for noun in ("drafts", "articles", "listings")] == everything


def test_after_an_outage_all_tasks_are_done_in_the_planned_order(
    run_at: Any,
    schedule_draft: Any,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    third, first, second = schedule_draft(30), schedule_draft(10, 40), schedule_draft(20)
    order: list[str] = []
    process = scheduler.scheduled.process
    monkeypatch.setattr(scheduler.scheduled, "process", lambda id, now: order.append(id) or process(id, now))
    assert run_at(180) == {**DONE_NOTHING, "published": 3, "withdrawn": 1}
    assert order == [first.id, second.id, third.id]
    assert [item["position"] for item in tables.listing("en")] == [
        f"{timestamp(after(20))}#{second.id}",
        f"{timestamp(after(30))}#{third.id}",
    ]
    item = tables.item(first.id)
    assert item
    assert "gone" in item


def test_an_article_is_withdrawn_when_its_time_is_over(
    run_at: Any,
    schedule_draft: Any,
    commands: ArticleCommands,
    tables: Tables,
) -> None:
    article = schedule_draft(10, 20)
    assert run_at(10)["published"] == 1
    assert (tables.item(article.id) or {})["unpublish_at"] == timestamp(after(20))
    assert run_at(19.9) == DONE_NOTHING
    assert run_at(20)["withdrawn"] == 1
    assert commands.drafts.get(article.id).status == "withdrawn"
    assert changes(tables) == [(article.id, "published"), (article.id, "withdrawn")]


def test_a_planned_end_in_the_past_counts_for_the_scheduler_and_not_for_an_editor(
    run_at: Any, schedule_draft: Any, commands: ArticleCommands
) -> None:
    """The scheduler catches up with both tasks; an editor who publishes after the planned end overrides the plan."""
    article = schedule_draft(10, 20)
    at = after(30)
    article = commands.publish(article, by=AZIZA, at=at, write_id=new_id())
    assert article.unpublish_at is None
    assert run_at(31) == DONE_NOTHING
    schedule_draft(10, 20)
    assert run_at(31) == {**DONE_NOTHING, "published": 1, "withdrawn": 1}


def test_an_article_that_cannot_be_published_gets_an_error_and_stops_no_other(
    run_at: Any,
    schedule_draft: Any,
    clear_title: Any,
    commands: ArticleCommands,
    caplog: pytest.LogCaptureFixture,
) -> None:
    untitled, whole = clear_title(schedule_draft(10)), schedule_draft(11)
    assert run_at(12) == {**DONE_NOTHING, "failed": 1, "published": 1}
    assert run_at(13) == DONE_NOTHING, "it is not tried again unchanged"
    article = commands.drafts.get(untitled.id)
    assert (article.status, article.version) == ("scheduled", untitled.version)
    assert article.schedule_error == "Publishing needs title."
    [listed], _ = ShelfReader(client("dynamodb"), os.environ["DRAFTS_TABLE"]).list(ShelfFilter(["scheduled"]), limit=20)
    assert listed.schedule_error == "Publishing needs title."
    assert commands.drafts.get(whole.id).status == "published"
    assert swallowed(caplog) == [("publication-failed", 1)]


def test_a_save_after_a_failed_publication_publishes_nothing_and_removes_the_plan(
    run_at: Any, schedule_draft: Any, clear_title: Any, commands: ArticleCommands, tables: Tables
) -> None:
    article = clear_title(schedule_draft(10, 60))
    run_at(12)
    failed = commands.drafts.get(article.id)
    saved = commands.change(failed, Changes(title="A title"), by=AZIZA, at=after(14), write_id=new_id())
    assert (saved.status, saved.publish_at, saved.unpublish_at, saved.schedule_error) == ("draft", None, None, None)
    assert run_at(15) == DONE_NOTHING
    commands.publish(saved, by=AZIZA, at=after(16), write_id=new_id())
    view = tables.view(article.id)
    assert view
    assert view["published_at"] == timestamp(after(16)), "readers see the real moment"


def test_a_save_after_a_failed_publication_keeps_the_end_of_a_published_article(
    run_at: Any, schedule_draft: Any, commands: ArticleCommands
) -> None:
    article = schedule_draft(10, 60)
    run_at(10)
    live = commands.drafts.get(article.id)
    planned = Schedule(publish_at=after(20), unpublish_at=after(60))
    scheduled = commands.schedule(live, planned, by=AZIZA, at=after(11), write_id=new_id())
    commands.change(scheduled, Changes(title=None), by=AZIZA, at=after(12), write_id=new_id())
    run_at(20)
    failed = commands.drafts.get(article.id)
    assert failed.schedule_error
    saved = commands.change(failed, Changes(title="A title"), by=AZIZA, at=after(21), write_id=new_id())
    assert (saved.publish_at, saved.unpublish_at) == (None, timestamp(after(60)))
    assert run_at(60) == {**DONE_NOTHING, "withdrawn": 1}


def test_a_save_that_corrects_the_article_in_the_same_moment_is_kept(
    run_at: Any, schedule_draft: Any, clear_title: Any, commands: ArticleCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = clear_title(schedule_draft(10))
    save_error = scheduler.commands.drafts.save_schedule_error

    def after_another_write(failed: Article) -> None:
        commands.change(article, Changes(title="A title"), by=AZIZA, at=after(10), write_id=new_id())
        save_error(failed)

    monkeypatch.setattr(scheduler.commands.drafts, "save_schedule_error", after_another_write)
    run_at(10)
    last = commands.drafts.get(article.id)
    assert (last.title, last.schedule_error) == ("A title", None)
    monkeypatch.setattr(scheduler.commands.drafts, "save_schedule_error", save_error)
    run_at(11)
    assert commands.drafts.get(article.id).status == "published"


def test_after_a_failed_publication_a_published_article_is_still_withdrawn(
    run_at: Any,
    schedule_draft: Any,
    clear_title: Any,
    commands: ArticleCommands,
) -> None:
    article = schedule_draft(10)
    run_at(10)
    times = Schedule(publish_at=after(20), unpublish_at=after(30))
    live = commands.drafts.get(article.id)
    clear_title(commands.schedule(live, times, by=AZIZA, at=after(12), write_id=new_id()))
    assert run_at(20)["failed"] == 1
    assert run_at(30)["withdrawn"] == 1


def test_an_article_with_an_error_waits_for_the_next_minute(
    run_at: Any,
    schedule_draft: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, _ = schedule_draft(10), schedule_draft(11)
    publish = scheduler.commands.publish

    def busy(article: Article, **named: Any) -> Article:
        if article.id == first.id:
            raise Unavailable()
        return publish(article, **named)

    monkeypatch.setattr(scheduler.commands, "publish", busy)
    assert run_at(12) == {**DONE_NOTHING, "published": 1, "waiting": 1}
    monkeypatch.setattr(scheduler.commands, "publish", publish)
    assert run_at(13) == {**DONE_NOTHING, "published": 1}


def test_a_save_in_the_same_moment_is_published_too(
    run_at: Any,
    schedule_draft: Any,
    commands: ArticleCommands,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = schedule_draft(10)
    publish = scheduler.commands.publish

    def after_another_write(old: Article, **named: Any) -> Article:
        monkeypatch.setattr(scheduler.commands, "publish", publish)
        commands.change(article, Changes(title="Saved just now"), by=AZIZA, at=after(10), write_id=new_id())
        return publish(old, **named)

    monkeypatch.setattr(scheduler.commands, "publish", after_another_write)
    assert run_at(10)["published"] == 1
    view = tables.view(article.id)
    assert view
    assert view["title"] == "Saved just now"


def test_a_run_ends_before_its_time_is_up(run_at: Any, schedule_draft: Any) -> None:
    for _ in range(3):
        schedule_draft(10)

    assert run_at(11, ShortOfTime()) == {**DONE_NOTHING, "published": 1, "waiting": 2}
    assert run_at(12)["published"] == 2


def test_failed_and_unprocessed_articles_wait(
    run_at: Any, schedule_draft: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        schedule_draft(10)

    def busy(article: Article, **named: Any) -> Article:
        raise Unavailable()

    monkeypatch.setattr(scheduler.commands, "publish", busy)
    assert run_at(11, ShortOfTime()) == {**DONE_NOTHING, "waiting": 3}
    assert swallowed(caplog) == [("publication-waits", 1), ("publication-waits", 2)]


def test_jobs_without_an_event_are_counted_and_stop_no_publication(
    run_at: Any, schedule_draft: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    schedule_draft(10)

    def busy(at: datetime) -> list[str]:
        raise Unavailable()

    monkeypatch.setattr(scheduler.jobs, "list_due", busy)
    assert run_at(11) == {**DONE_NOTHING, "published": 1}
    assert swallowed(caplog) == [("job-waits", 1)]


def test_the_bin_is_emptied_after_thirty_days(
    run_at: Any,
    save_draft: Any,
    commands: ArticleCommands,
    tables: Tables,
) -> None:
    article = commands.move_to_bin(save_draft(), by=AZIZA, at=NOW, write_id=new_id())
    other = save_draft()
    month = 30 * 24 * 60
    assert run_at(month - 1) == DONE_NOTHING
    assert run_at(month) == {**DONE_NOTHING, "purged": 1}
    assert run_at(month) == DONE_NOTHING
    assert {item["id"] for item in tables.all("drafts")} == {other.id, f"story/{other.story}"}
    assert article.id not in {item["id"] for item in tables.all("drafts")}


def test_an_interrupted_purge_is_finished_by_the_next_run(
    run_at: Any,
    save_draft: Any,
    commands: ArticleCommands,
    tables: Tables,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    article = commands.move_to_bin(save_draft(), by=AZIZA, at=NOW, write_id=new_id())
    drafts = scheduler.commands.drafts
    parts = drafts._list_parts

    def interrupted(id: str) -> Any:
        yield next(part for part in parts(id) if part != "current")
        raise Unavailable()

    monkeypatch.setattr(drafts, "_list_parts", interrupted)
    assert run_at(30 * 24 * 60)["waiting"] == 1
    with pytest.raises(StaleVersion):
        commands.undelete(article, by=AZIZA, at=after(30 * 24 * 60), write_id=new_id())
    monkeypatch.setattr(drafts, "_list_parts", parts)
    assert run_at(30 * 24 * 60 + 1)["purged"] == 1
    assert tables.all("drafts") == []


def test_an_article_that_leaves_the_bin_in_the_last_moment_is_not_purged(
    run_at: Any, save_draft: Any, commands: ArticleCommands, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = commands.move_to_bin(save_draft(), by=AZIZA, at=NOW, write_id=new_id())
    purge = scheduler.commands.drafts.purge

    def after_another_write(old: Article) -> None:
        commands.undelete(article, by=AZIZA, at=after(30 * 24 * 60), write_id=new_id())
        purge(old)

    monkeypatch.setattr(scheduler.commands.drafts, "purge", after_another_write)
    assert run_at(30 * 24 * 60) == DONE_NOTHING
    assert commands.drafts.get(article.id).status == "draft"
    assert len(commands.drafts.list_revisions(article.id, limit=20, before=None)[0]) == 3
