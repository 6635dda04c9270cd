"""Fifty people at one draft at the same moment: nothing that somebody wrote is lost, and one of each kind wins."""

import os
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from gazette.articles.autosaving import Autosaving
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.shelf import ShelfFilter, ShelfReader
from gazette.articles.errors import NotSubmitted, PreviewEnded, StoryTaken, WrongStatus
from gazette.articles.model import Article, Draft
from gazette.articles.preview.links import PreviewLinks
from gazette.articles.requests import Changes, PublishOptions
from gazette.errors import StaleVersion, Unavailable
from gazette.schemas.person import Person
from tests.support.articles import AZIZA, TEXT, Tables, minutes, new_id
from tests.support.dynamodb_local import WRITERS
from tests.support.threads import run_at_once

pytestmark = pytest.mark.dynamodb_local

Save = Callable[..., Article]
PEOPLE = [Person(id=f"person-{number}", name=f"Person {number}") for number in range(WRITERS)]


@pytest.fixture
def autosaving(commands: ArticleCommands) -> Autosaving:
    return Autosaving(commands.drafts, commands.autosaves)


def outcome(action: Callable[[], Any]) -> str:
    """`done`, or the error. A person whose request is answered 503 sends it again."""
    while True:
        try:
            action()
        except Unavailable:
            continue
        except (StaleVersion, NotSubmitted, WrongStatus, StoryTaken) as error:
            return type(error).__name__
        return "done"


def stamp(person: Person = AZIZA) -> dict[str, Any]:
    return {"by": person, "at": minutes(5), "write_id": new_id()}


def type_text(autosaving: Autosaving, article: Article, person: Person, title: str) -> None:
    autosaving.keep(article, Changes(title=title), based_on=article.version, by=person, at=minutes(5))


def test_each_of_fifty_people_has_the_own_text(
    commands: ArticleCommands, autosaving: Autosaving, save_draft: Save
) -> None:
    article = save_draft()
    actions = [partial(type_text, autosaving, article, person, f"Of {person.id}") for person in PEOPLE]
    assert Counter(run_at_once(*(partial(outcome, action) for action in actions))) == {"done": WRITERS}
    notes = commands.autosaves.list_notes(article.id, minutes(5))
    assert sorted(note.by.id for note in notes) == sorted(person.id for person in PEOPLE)
    for person in PEOPLE:
        assert commands.autosaves.get(article.id, person.id, minutes(5)).draft.title == f"Of {person.id}"


def test_of_fifty_saves_one_wins_and_the_others_keep_their_text(
    commands: ArticleCommands, autosaving: Autosaving, save_draft: Save
) -> None:
    article = save_draft()
    for person in PEOPLE:
        type_text(autosaving, article, person, f"Of {person.id}")

    def save(person: Person) -> str:
        return outcome(lambda: commands.change(article, Changes(title=f"Of {person.id}"), **stamp(person)))

    outcomes = run_at_once(*(partial(save, person) for person in PEOPLE))
    assert Counter(outcomes) == {"done": 1, "StaleVersion": WRITERS - 1}
    winner = PEOPLE[outcomes.index("done")].id
    assert commands.drafts.get(article.id).title == f"Of {winner}"
    left = {note.by.id for note in commands.autosaves.list_notes(article.id, minutes(5))}
    assert left == {person.id for person in PEOPLE} - {winner}


def test_publications_with_changes_and_saves_leave_one_line_of_versions(
    commands: ArticleCommands, publish_draft: Save, tables: Tables
) -> None:
    """Every save and publication that was answered is a version, and readers see the last one that was published."""
    article = publish_draft()

    def write(number: int) -> str:
        changes = Changes(title=f"Title {number}")
        while True:
            present = commands.drafts.get(article.id)
            if number % 2:
                result = outcome(lambda: commands.publish(present, PublishOptions(), changes, **stamp()))  # noqa: B023
            else:
                result = outcome(lambda: commands.change(present, changes, **stamp()))  # noqa: B023
            if result == "done":
                return result

    run_at_once(*(partial(write, number) for number in range(WRITERS // 2)))
    present = commands.drafts.get(article.id)
    assert present.version == 2 + WRITERS // 2
    revisions = {item["version"]: item for item in tables.all("drafts") if item["part"].startswith("revision#")}
    assert sorted(revisions) == list(range(1, present.version + 1))
    published = max(number for number, item in revisions.items() if item["action"] == "publish")
    view = tables.view(article.id)
    assert view
    assert (view["version"], present.published_version) == (published, published)
    assert view["title"] == revisions[published]["summary"]["title"]
    assert present.has_changes is (published < present.version)


def test_a_draft_is_returned_once_and_published_once(
    commands: ArticleCommands, save_draft: Save, dynamodb: Any
) -> None:
    article = commands.submit(save_draft(), None, **stamp())
    actions = [
        *[lambda: commands.return_to_author(article, "Who says so?", **stamp())] * (WRITERS // 2),
        *[lambda: commands.publish(article, **stamp())] * (WRITERS // 2),
    ]
    assert Counter(run_at_once(*(partial(outcome, action) for action in actions))) == {
        "done": 1,
        "StaleVersion": WRITERS - 1,
    }
    present = commands.drafts.get(article.id)
    assert (present.version, present.submitted_at) == (3, None)
    waiting, _ = ShelfReader(dynamodb, os.environ["DRAFTS_TABLE"]).list(ShelfFilter(["submitted"]), limit=10)
    assert waiting == []


def test_a_new_article_is_published_once_in_its_language(
    commands: ArticleCommands, publish_draft: Save, tables: Tables
) -> None:
    original = publish_draft()
    draft = Draft(lang="ru", title="Саммит", body=TEXT, translation_of=original.id)

    def create() -> Article:
        return commands.create_published(draft, PublishOptions(), id=new_id(), **stamp())

    outcomes = run_at_once(*[partial(outcome, create)] * (WRITERS // 2))
    assert Counter(outcomes) == {"done": 1, "StoryTaken": WRITERS // 2 - 1}
    assert len(tables.listing("ru")) == 1
    view = tables.view(original.id)
    assert view
    assert [other["lang"] for other in view["translations"]] == ["ru"]


def test_links_that_are_made_during_a_revocation_are_valid_or_revoked_but_never_of_another_article(
    save_draft: Save, dynamodb: Any
) -> None:
    links, article = PreviewLinks(dynamodb, os.environ["DRAFTS_TABLE"]), save_draft()
    tokens = [links.create(article.id, by=AZIZA, at=minutes(0))[0] for _ in range(WRITERS // 2)]
    made = run_at_once(
        partial(links.revoke, article.id),
        *[lambda: links.create(article.id, by=AZIZA, at=minutes(0))[0]] * (WRITERS // 2),
    )
    for token in tokens:
        with pytest.raises(PreviewEnded):
            links.find(token, minutes(1))
    links.revoke(article.id)
    for token in filter(None, made):
        with pytest.raises(PreviewEnded):
            links.find(token, minutes(1))


def test_the_shelf_pages_through_several_statuses(
    commands: ArticleCommands, save_draft: Save, publish_draft: Save, dynamodb: Any
) -> None:
    """On an engine that knows reserved words, and reads an index page by page."""
    for number in range(3):
        save_draft(title=f"Draft {number}")
        publish_draft(title=f"Published {number}")
    commands.submit(save_draft(title="Submitted"), None, **stamp())
    shelf, found, after = ShelfReader(dynamodb, os.environ["DRAFTS_TABLE"]), [], None
    while True:
        page, after = shelf.list(ShelfFilter(["draft", "published"], title="d"), limit=2, after=after)
        found += [summary.title for summary in page]
        if after is None:
            break
    assert len(found) == len(set(found)) == 7
