"""Categories, tags and authors: the commands of staff over the template's tables, and short forms of them."""

import os
from typing import Any

import boto3
import pytest

from gazette.jobs.repository import JobRepository
from gazette.media.repository import MediaRepository
from gazette.schemas.person import Person
from gazette.taxonomy.articles import TermArticles
from gazette.taxonomy.commands import TaxonomyCommands
from gazette.taxonomy.model import Kind, Term
from gazette.taxonomy.pictures import AuthorPictures
from gazette.taxonomy.published_tags import PublishedTags
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.taxonomy.requests import TermRequest
from tests.support.articles import NOON, new_id

BY = Person(id="editor-1", name="Aziza Karimova")
LANGUAGES = ("en", "ru", "uz")
SITE = "https://news.example"


def build_pictures(client: Any) -> AuthorPictures:
    repository = TaxonomyRepository(client, os.environ["TAXONOMY_TABLE"])
    return AuthorPictures(repository, MediaRepository(client, os.environ["MEDIA_TABLE"]), lambda: SITE)


def build_commands(client: Any) -> TaxonomyCommands:
    return TaxonomyCommands(
        TaxonomyRepository(client, os.environ["TAXONOMY_TABLE"]),
        TermArticles(client, os.environ["LISTINGS_TABLE"], LANGUAGES),
        JobRepository(os.environ["JOBS_TABLE"], client),
        build_pictures(client),
        LANGUAGES,
    )


def save_term(commands: TaxonomyCommands, kind: Kind, slug: str, expected: int | None, request: TermRequest) -> Term:
    term, _ = commands.save(kind, slug, request, expected=expected, by=BY, at=NOON, write_id=new_id())
    return term


@pytest.fixture
def client() -> Any:
    """A client for one test, so that its hooks end with the test."""
    return boto3.client("dynamodb")


@pytest.fixture
def taxonomy(client: Any) -> TaxonomyCommands:
    return build_commands(client)


def publish_tag(client: Any, lang: str, slug: str, name: str) -> None:
    """What ArticleEvents does with a tag of a published article."""
    jobs = JobRepository(os.environ["JOBS_TABLE"], client)
    tags = PublishedTags(TaxonomyRepository(client, os.environ["TAXONOMY_TABLE"]), jobs, LANGUAGES[0])
    tags.show(lang, [{"slug": slug, "name": name}], at=NOON, change=new_id())
