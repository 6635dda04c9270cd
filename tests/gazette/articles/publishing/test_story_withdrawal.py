"""A story is withdrawn in all its languages, whatever others do at the same time."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from gazette.articles.commands import ArticleCommands
from gazette.articles.errors import StoryNotWithdrawn, WrongStatus
from gazette.articles.model import Article
from gazette.articles.requests import Changes, Schedule, Withdrawal
from gazette.articles.scheduled import ScheduledPublishing
from gazette.articles.story_withdrawal import StoryWithdrawal
from gazette.errors import Forbidden, Invalid, StaleVersion
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_faults import TRANSACTION, before_first_call, cancelled, replace_answers

Publish = Callable[..., Article]
WHOLE = Withdrawal(note="It was not true.", whole_story=True)
pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.fixture
def story(publish_draft: Publish) -> list[Article]:
    """An article in three languages, all published."""
    english = publish_draft()
    return [english, *(publish_draft(lang=lang, translation_of=english.id) for lang in ("ru", "uz"))]


@pytest.fixture
def withdraw(client_commands: ArticleCommands) -> Callable[..., list[tuple[str, str]]]:
    """Withdraws the story of an article. Returns language and status of each article that was withdrawn."""

    def withdraw(article: Article, withdrawal: Withdrawal = WHOLE, **options: Any) -> list[tuple[str, str]]:
        permit = options.pop("permit", lambda article: None)
        seconds = count()
        story = StoryWithdrawal(client_commands, AZIZA, permit, lambda: minutes(10 + next(seconds) / 60), new_id)
        members = story.withdraw(article, withdrawal, **{"exact": True, **options})
        assert [member.error for member in members] == [None] * len(members)
        return [(member.lang, member.status) for member in members]

    return withdraw


def assert_gone(tables: Tables, *articles: Article) -> None:
    for article in articles:
        item = tables.item(article.id)
        assert item
        assert item["gone"]["note"] == "It was not true."
        assert tables.listings_of(article.id) == []


def test_all_translations_are_withdrawn_the_named_one_first(withdraw: Any, story: Any, tables: Tables) -> None:
    english, russian, _ = story
    assert withdraw(russian) == [("ru", "withdrawn"), ("en", "withdrawn"), ("uz", "withdrawn")]
    assert_gone(tables, *story)
    [members] = tables.listing(f"story/{english.story}")
    assert members["members"] == {}
    times = [tables.listing(f"{lang}/changes")[-1]["position"][:19] for lang in ("ru", "en", "uz")]
    assert times == sorted(times), "each change has the moment of its own commit"


def test_a_silent_withdrawal_is_silent_for_each(withdraw: Any, story: Any, tables: Tables) -> None:
    withdraw(story[0], WHOLE.model_copy(update={"silent": True}))
    for article in story:
        item = tables.item(article.id)
        assert item
        assert item["silent"] is True


def test_a_repetition_changes_nothing(withdraw: Any, story: Any, commands: ArticleCommands, tables: Tables) -> None:
    first = withdraw(story[0])
    before = [commands.drafts.get(article.id) for article in story]
    assert withdraw(commands.drafts.get(story[0].id)) == first
    assert [commands.drafts.get(article.id) for article in story] == before
    assert len(tables.listing("en/changes")) == 2


def test_drafts_are_left_alone_and_not_named(withdraw: Any, save_draft: Publish, publish_draft: Publish) -> None:
    english = publish_draft()
    save_draft(lang="ru", translation_of=english.id)
    assert withdraw(english) == [("en", "withdrawn")]


def test_a_story_of_drafts_is_refused(withdraw: Any, save_draft: Publish) -> None:
    english = save_draft()
    save_draft(lang="ru", translation_of=english.id)
    with pytest.raises(WrongStatus):
        withdraw(english)


def test_a_draft_takes_its_published_translations_back(withdraw: Any, save_draft: Any, commands: Any) -> None:
    english = save_draft()
    russian = commands.publish(save_draft(lang="ru", translation_of=english.id), by=AZIZA, at=NOON, write_id=new_id())
    assert withdraw(english) == [("ru", "withdrawn")]
    assert commands.drafts.get(russian.id).status == "withdrawn"


def test_a_planned_publication_is_cancelled(
    withdraw: Any, publish_draft: Publish, save_draft: Publish, commands: ArticleCommands
) -> None:
    """The scheduler would bring the story back."""
    english = publish_draft()
    russian = save_draft(lang="ru", translation_of=english.id)
    commands.schedule(russian, Schedule(publish_at=minutes(30)), by=AZIZA, at=NOON, write_id=new_id())
    assert withdraw(english) == [("en", "withdrawn"), ("ru", "draft")]
    ScheduledPublishing(commands, new_id).process(russian.id, minutes(31))
    assert commands.drafts.get(russian.id).status == "draft"


def test_a_successor_gets_the_readers_of_all_languages(
    withdraw: Any, story: Any, publish_draft: Publish, tables: Tables
) -> None:
    successor = publish_draft(title="What is true")
    withdraw(story[0], Withdrawal(whole_story=True, redirect_to=successor.id))
    gone = [item["gone"]["successor"] for article in story if (item := tables.item(article.id))]
    assert gone == [successor.id] * 3


@pytest.mark.parametrize("successor", ["a translation", "nothing"])
def test_a_wrong_successor_is_refused_before_anything_is_withdrawn(
    withdraw: Any, story: Any, tables: Tables, successor: str
) -> None:
    id = story[1].id if successor == "a translation" else new_id()
    with pytest.raises(Invalid) as refused:
        withdraw(story[0], Withdrawal(whole_story=True, redirect_to=id))
    assert refused.value.extensions["errors"][0]["pointer"] == "#/redirect_to"
    assert all(tables.view(article.id) for article in story)


def test_somebody_who_may_not_withdraw_one_withdraws_none(withdraw: Any, story: Any, tables: Tables) -> None:
    def permit(article: Article) -> None:
        if article.lang == "uz":
            raise Forbidden()

    with pytest.raises(Forbidden):
        withdraw(story[0], permit=permit)
    assert all(tables.view(article.id) for article in story)


# --- Others act at the same time --------------------------------------------------------------------------------------


def test_a_version_that_is_not_the_one_read_withdraws_nothing(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    def save() -> None:
        commands.change(story[0], Changes(dek="New"), by=AZIZA, at=minutes(1), write_id=new_id())

    before_first_call(client, TRANSACTION, save)
    with pytest.raises(StaleVersion):
        withdraw(story[0])
    assert all(tables.view(article.id) for article in story)
    assert len(withdraw(story[0], exact=False)) == 3, "any version of the others, and of this one if asked for"


def test_a_translation_that_is_published_meanwhile_is_withdrawn_too(
    withdraw: Any, story: Any, save_draft: Publish, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    """It was a draft when the story was read."""
    draft = save_draft(lang="uz-Cyrl", translation_of=story[0].id)
    late: list[Article] = []

    def publish(**_: Any) -> None:
        calls.append(1)
        if len(calls) == 3:  # the third transaction: two are withdrawn
            late.append(commands.publish(draft, by=AZIZA, at=minutes(5), write_id=new_id()))

    calls: list[int] = []
    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", publish)
    assert sorted(withdraw(story[0])) == [(lang, "withdrawn") for lang in ("en", "ru", "uz", "uz-Cyrl")]
    assert_gone(tables, *story, *late)


def test_an_article_that_is_published_again_meanwhile_is_withdrawn_again(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    def publish_again(**_: Any) -> None:
        calls.append(1)
        if len(calls) == 2:
            commands.publish(commands.drafts.get(story[0].id), by=AZIZA, at=minutes(5), write_id=new_id())

    calls: list[int] = []
    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", publish_again)
    assert len(withdraw(story[0])) == 3
    assert_gone(tables, *story)


def test_an_article_that_always_comes_back_is_named(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    """An editor, or a program, publishes it again after each withdrawal."""

    def publish_again(**_: Any) -> None:
        article = commands.drafts.get(story[1].id)
        if article.status == "withdrawn":
            commands.publish(article, by=AZIZA, at=minutes(5), write_id=new_id())

    client.meta.events.register(f"after-call.dynamodb.{TRANSACTION}", publish_again)
    with pytest.raises(StoryNotWithdrawn) as left:
        withdraw(story[0])
    assert [(member["lang"], member["status"]) for member in left.value.extensions["withdrawn"]] == [  # type: ignore[attr-defined]
        ("en", "withdrawn"),
        ("ru", "published"),
        ("uz", "withdrawn"),
    ]
    assert_gone(tables, story[0], story[2])


def test_one_that_somebody_else_withdraws_meanwhile_is_no_error(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    def withdraw_russian() -> None:
        commands.unpublish(story[1], by=AZIZA, at=minutes(5), write_id=new_id())

    before_first_call(client, TRANSACTION, withdraw_russian)
    assert len(withdraw(story[0])) == 3


def test_an_outage_in_between_is_told_and_a_repetition_does_the_rest(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    sent: list[int] = []

    def fail_from_second(**_: Any) -> None:
        sent.append(1)
        if len(sent) == 2:
            busy.extend([cancelled("ThrottlingError")] * 3)

    busy = replace_answers(client)
    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", fail_from_second)
    with pytest.raises(StoryNotWithdrawn) as left:
        withdraw(story[0])
    shown = {member["lang"]: member for member in left.value.extensions["withdrawn"]}  # type: ignore[attr-defined]
    assert {lang: member["status"] for lang, member in shown.items()} == {
        "en": "withdrawn",
        "ru": "published",
        "uz": "withdrawn",
    }
    assert shown["ru"]["error"] == "Busy just now; try again"
    assert "error" not in shown["uz"], "the failure of one does not keep the others public"
    assert left.value.headers == {"retry-after": "1"}
    assert len(withdraw(commands.drafts.get(story[0].id))) == 3
    assert_gone(tables, *story)


def test_a_worker_that_is_killed_leaves_the_rest_to_a_repetition(
    withdraw: Any, story: Any, client: Any, commands: ArticleCommands, tables: Tables
) -> None:
    class Killed(BaseException):
        pass

    def kill(**_: Any) -> None:
        sent.append(1)
        if len(sent) == 2:
            raise Killed

    sent: list[int] = []
    client.meta.events.register(f"before-call.dynamodb.{TRANSACTION}", kill)
    with pytest.raises(Killed):
        withdraw(story[0])
    assert [tables.view(article.id) is None for article in story] == [True, False, False]
    assert len(withdraw(commands.drafts.get(story[0].id))) == 3
    assert_gone(tables, *story)
