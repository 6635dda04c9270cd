"""Stores an archive in DynamoDB Local: the items that commands of editors make for each article, in several processes.

Public reads do not read drafts, so none are stored.
"""

import os
import random
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from itertools import groupby
from multiprocessing import get_context
from typing import Any

import boto3
from ulid import ULID

from bench.archive import LANGUAGES, PAGES, Archive, Entry
from bench.archive_terms import build_picture_id, list_known_items, make_person
from bench.collector import BatchWriter, Collector, Item, check_same_items, load_key_names
from bench.content import generate_text

PROCESSES = 2
MANY = 500
"""Items that are collected before they are written."""
SAME_BODY = 64
"""Articles in a row with one body: one that was just rendered comes from a cache."""
PINS = 6


def store_archive(archive: Archive) -> None:
    """Store all that readers of the archive see, in tables that are empty."""
    from gazette.articles.publishing.category_blocks import CategoryBlocks
    from gazette.articles.publishing.front_page import FrontPages
    from gazette.settings import Settings

    dynamodb, writer = boto3.client("dynamodb"), BatchWriter()
    writer.write(list_known_items())
    check_publication(dynamodb, archive)
    writer.write(publish_pages(dynamodb, archive.now))
    with ProcessPoolExecutor(PROCESSES, get_context("spawn")) as pool:
        for done in [pool.submit(publish_part, archive, part) for part in range(PROCESSES)]:
            done.result()
    CategoryBlocks(dynamodb, Settings(os.environ)).rebuild()
    fronts = FrontPages(dynamodb, os.environ["ARTICLES_TABLE"], os.environ["LISTINGS_TABLE"])
    for lang in LANGUAGES:
        ids = [entry.id for entry in archive.entries if entry.lang == lang and entry.unpublish_at is None]
        fronts.save(lang, ids[:-PINS:-1], expected=0, at=archive.now, write_id=f"pins-{lang}", by=make_person())


def publish_part(archive: Archive, part: int) -> None:
    """Publish one of `PROCESSES` parts of the archive. It knows of the cards of the parts before it."""
    stories = [list(members) for _, members in groupby(archive.entries, key=lambda entry: entry.story)]
    first, end = (len(stories) * number // PROCESSES for number in (part, part + 1))
    collector, writer = build_collector(boto3.client("dynamodb")), BatchWriter()
    for entry in (entry for story in stories[:first] for entry in story):
        for listing in entry.listings:
            collector.remember(listing, entry.position)
    publisher = build_publisher(collector)
    for story in stories[first:end]:
        for entry in story:
            draft = build_draft(entry, story[0])
            publish(publisher, draft, entry.id, story[0].id, entry.at, entry.unpublish_at)
        if len(collector.items) >= MANY:
            writer.write(list_public_items(collector, archive.now))
    writer.write(list_public_items(collector, archive.now))


def list_public_items(collector: Collector, now: datetime) -> list[tuple[str, Item]]:
    """The items that public reads may find. DynamoDB has deleted those that expired."""
    tables = {os.environ["ARTICLES_TABLE"], os.environ["LISTINGS_TABLE"]}
    return [
        (table, item)
        for table, item in collector.take()
        if table in tables and float(item.get("expires_at", {"N": "inf"})["N"]) > now.timestamp()
    ]


def publish(
    publisher: Any, draft: Any, id: str, story: str, at: datetime, unpublish_at: datetime | None = None
) -> None:
    """Publish a new article without saving its draft first."""
    from gazette.articles.lifecycle.drafts import create
    from gazette.articles.lifecycle.publication import publish
    from gazette.articles.requests import PublishOptions
    from gazette.times import timestamp

    stamp: dict[str, Any] = {"by": make_person(), "at": at}
    article = create(draft, id=id, story=story, **stamp)
    if unpublish_at:
        article = article.model_copy(update={"unpublish_at": timestamp(unpublish_at)})
    after = publish(article, slug=draft.slug, options=PublishOptions(), **stamp)
    publisher.publish(article, after, clock=lambda: at, write_id="publish")


def build_draft(entry: Entry, original: Entry) -> Any:
    from gazette.articles.model import Draft

    return Draft(
        lang=entry.lang,
        title=entry.title,
        slug=entry.slug,
        dek=entry.dek,
        dateline="Tashkent",
        body=generate_body(entry.number // SAME_BODY),
        categories=entry.categories,
        tags=entry.tags,
        authors=[{"slug": entry.author, "role": "Correspondent"}],
        image={"media": build_picture_id(entry.picture)},
        breaking_until=entry.breaking_until,
        translation_of=None if entry is original else original.id,
    )


@cache
def generate_body(number: int) -> str:
    chance = random.Random(number)
    return "\n\n".join(generate_text(chance, 80) for _ in range(6))


def publish_pages(dynamodb: Any, now: datetime) -> list[tuple[str, Item]]:
    """The items of the pages of the site: about, contact and the like."""
    from gazette.articles.model import Draft

    collector = build_collector(dynamodb)
    publisher = build_publisher(collector)
    for lang in LANGUAGES:
        for order in range(PAGES):
            id, slug = str(ULID.from_datetime(now)), f"page-{order}"
            draft = Draft(lang=lang, kind="page", order=order, title=slug, slug=slug, body="Who we are.")
            publish(publisher, draft, id, id, now)
    return list_public_items(collector, now)


def check_publication(dynamodb: Any, archive: Archive) -> None:
    """Raises AssertionError if an article has other items than after its publication by the commands of editors."""
    from gazette.articles.commands import ArticleCommands
    from gazette.settings import Settings

    collector, entry = build_collector(dynamodb), archive.entries[0]
    draft, stamp = build_draft(entry, entry), {"by": make_person(), "at": entry.at}
    publish(build_publisher(collector), draft, entry.id, entry.id, entry.at)
    commands = ArticleCommands.from_settings(Settings(os.environ), dynamodb, monotonic=lambda: 0)
    article = commands.create(draft, id=entry.id, **stamp, write_id="create")
    commands.publish(article, **stamp, write_id="publish")
    check_same_items(dynamodb, collector, ("ARTICLES_TABLE", "LISTINGS_TABLE"))


def build_publisher(collector: Collector) -> Any:
    from gazette.articles.drafts.repository import DraftRepository
    from gazette.articles.publishing.publisher import Publisher
    from gazette.articles.publishing.related_stories import RelatedStories
    from gazette.articles.publishing.site import load_site
    from gazette.articles.publishing.snapshot import TableNames
    from gazette.settings import Settings
    from gazette.taxonomy.repository import TaxonomyRepository

    settings = Settings(os.environ)
    tables = TableNames.from_settings(settings)
    drafts, taxonomy = DraftRepository(collector, tables.drafts), TaxonomyRepository(collector, tables.taxonomy)
    related = RelatedStories(collector, tables.listings)
    return Publisher(collector, tables, drafts, taxonomy, lambda: load_site(settings), related=related)


class AtOnce:
    """A pool without threads, because a collector answers at once."""

    def __init__(self, threads: int) -> None:
        self.map = map

    def __enter__(self) -> "AtOnce":
        return self

    def __exit__(self, *_: object) -> None:
        pass


def build_collector(dynamodb: Any) -> Collector:
    from gazette.articles.publishing import related_stories

    related_stories.ThreadPoolExecutor = AtOnce  # type: ignore[misc, assignment]
    return Collector(load_key_names(dynamodb), list_known_items())
