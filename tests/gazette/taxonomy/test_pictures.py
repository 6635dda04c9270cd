"""Pictures of authors: their uses, and their changes."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from gazette.errors import Invalid
from gazette.jobs.repository import JobRepository
from gazette.jobs.rerender import build_rerender_job
from gazette.media import lifecycle
from gazette.media.model import Media
from gazette.media.repository import MediaRepository
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.requests import AuthorRequest
from tests.support.articles import NOON
from tests.support.rerender import run_rerender_job
from tests.support.taxonomy import SITE, save_term

PutPicture = Callable[..., Media]


def save(taxonomy: TaxonomyCommands, picture: str | None, expected: int | None = None) -> None:
    save_term(taxonomy, "author", "aziza", expected, AuthorRequest(names={"en": "Aziza"}, picture=picture))


def credit(taxonomy: TaxonomyCommands) -> str:
    return str(taxonomy.get("author", "aziza").image)


def correct_credit(media: MediaRepository, picture: Media) -> Media:
    after = picture.model_copy(update={"credit": {"en": "Photo: B"}, "revision": picture.revision + 1})
    media.save(picture, after)
    return after


def test_an_author_has_the_crops_with_absolute_addresses(taxonomy: TaxonomyCommands, put_picture: PutPicture) -> None:
    picture = put_picture(alt={"en": "A woman"})
    save(taxonomy, picture.id)
    image = credit(taxonomy)
    assert f'"url":"{SITE}/media/{picture.id}/1/x500-y500-320.webp"' in image
    assert '"alt":{"en":"A woman"}' in image
    save(taxonomy, None, expected=1)
    assert taxonomy.get("author", "aziza").image is None


def test_a_picture_that_waits_or_is_being_deleted_is_refused(
    taxonomy: TaxonomyCommands, put_picture: PutPicture, media: MediaRepository
) -> None:
    waiting, closing = put_picture(ready=False), put_picture()
    media.save(closing, lifecycle.close(closing, NOON - timedelta(seconds=1)))
    for picture in (waiting, closing):
        with pytest.raises(Invalid):
            save(taxonomy, picture.id)


def test_a_changed_picture_reaches_its_authors_by_its_job(
    taxonomy: TaxonomyCommands, put_picture: PutPicture, media: MediaRepository, dynamodb: Any
) -> None:
    picture = put_picture(credit={"en": "Photo: A"})
    save(taxonomy, picture.id)
    correct_credit(media, picture)
    job = JobRepository(os.environ["JOBS_TABLE"], dynamodb).open(build_rerender_job(f"media/{picture.id}", "1"), NOON)
    assert run_rerender_job(job.id).reason == ""
    assert "Photo: B" in credit(taxonomy)
    assert taxonomy.get("author", "aziza").version == 1


def test_an_author_is_stored_with_the_picture_as_it_is_at_that_moment(
    client: Any, taxonomy: TaxonomyCommands, put_picture: PutPicture, media: MediaRepository
) -> None:
    """The job of a change may have passed the author before the save is committed."""
    picture = put_picture(credit={"en": "Photo: A"})
    calls = iter([False, True])

    def change_before_the_save() -> None:
        correct_credit(media, picture)

    def after_the_use(**_: Any) -> None:
        if next(calls, False):
            change_before_the_save()

    client.meta.events.register("before-call.dynamodb.TransactWriteItems", after_the_use)
    save(taxonomy, picture.id)
    assert "Photo: B" in credit(taxonomy)
