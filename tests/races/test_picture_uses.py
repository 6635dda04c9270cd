"""Articles that begin and cease to show a picture, while somebody deletes it."""

import os
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from functions.media import handler as media_handler
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.model import Article
from gazette.articles.requests import Changes
from gazette.encoding import compact_json
from gazette.errors import Invalid
from gazette.jobs.repository import JobRepository
from gazette.media.commands import MediaCommands
from gazette.media.errors import MediaInUse
from gazette.media.model import Media
from gazette.media.repository import MediaRepository
from gazette.taxonomy.repository import TaxonomyRepository
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.dynamodb_local import WRITERS
from tests.support.taxonomy import LANGUAGES
from tests.support.threads import run_at_once

pytestmark = pytest.mark.dynamodb_local

Publish = Callable[..., Article]

SHOWN_BEFORE = 10
"""Articles that show the picture already, so that the first deletions are refused."""
DELETIONS = 15


@pytest.fixture
def media_commands(
    dynamodb: Any, media: MediaRepository, commands: ArticleCommands, monkeypatch: pytest.MonkeyPatch
) -> MediaCommands:
    monkeypatch.setattr(media_handler, "drafts", DraftRepository(dynamodb, os.environ["DRAFTS_TABLE"]))
    monkeypatch.setattr(media_handler, "taxonomy", TaxonomyRepository(dynamodb, os.environ["TAXONOMY_TABLE"]))
    jobs = JobRepository(os.environ["JOBS_TABLE"], dynamodb)
    return MediaCommands(media, jobs, LANGUAGES, media_handler.find_uses, lambda id: None)


def stop_showing(commands: ArticleCommands, article: Article, number: int) -> None:
    """Every other article is published again without a picture; the others are withdrawn too."""
    changed = commands.change(article, Changes(image=None), by=AZIZA, at=minutes(1), write_id=new_id())
    again = commands.publish(changed, by=AZIZA, at=minutes(2), write_id=new_id())
    if number % 2:
        commands.unpublish(again, by=AZIZA, at=minutes(3), write_id=new_id())


def delete_repeatedly(commands: MediaCommands, picture: Media) -> bool:
    """Whether one of several deletions succeeded."""
    for _ in range(DELETIONS):
        try:
            commands.delete(picture.id, expected=picture.version, at=NOON)
        except MediaInUse:
            continue
        return True
    return False


@pytest.mark.parametrize("kept", [0, 3])
def test_a_picture_is_kept_for_its_uses_or_no_article_shows_it(
    commands: ArticleCommands,
    media_commands: MediaCommands,
    publish_draft: Publish,
    put_picture: Callable[..., Media],
    tables: Tables,
    kept: int,
) -> None:
    picture = put_picture()
    before = [publish_draft(slug=f"before-{n}", image={"media": picture.id}) for n in range(SHOWN_BEFORE)]

    def begin_and_stop(number: int) -> None:
        """A refused editor gives up, as one whose picture somebody deletes just now."""
        try:
            article = publish_draft(slug=f"new-{number}", image={"media": picture.id})
        except Invalid:
            return
        stop_showing(commands, article, number)

    run_at_once(
        *(partial(stop_showing, commands, article, n) for n, article in enumerate(before[kept:])),
        *(partial(begin_and_stop, n) for n in range(WRITERS - SHOWN_BEFORE)),
        partial(delete_repeatedly, media_commands, picture),
    )
    rows = {item["part"].removeprefix("use/") for item in tables.all("media") if item["part"].startswith("use/")}
    shown = {item["id"] for item in tables.all("articles") if "view" in item and names(tables.unpack(item), picture)}
    drafts = [item for item in tables.all("drafts") if item["part"] == "current"]
    named = {item["id"] for item in drafts if names(item["summary"], picture)}
    exists = picture.id in media_commands.repository.find([picture.id])
    if exists:
        assert shown | named <= rows, "each use has a row"
    else:
        assert (shown, named) == (set(), set())
    assert exists or not kept
    assert len(shown) >= kept
    if exists and not kept:
        assert delete_repeatedly(media_commands, picture), "refused deletions leave the picture open"


def names(document: Any, picture: Media) -> bool:
    return picture.id in compact_json(document)
