"""Sample content for a start that is not empty, made by the same commands as content of editors."""

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import yaml
from ulid import ULID

from cli.local.initial_rates import load_rates
from cli.local.sample_pictures import make_picture
from gazette.articles.commands import ArticleCommands
from gazette.articles.drafts.shelf import ShelfFilter, ShelfReader
from gazette.articles.model import Article, Draft, ImageUse, Status
from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.aws.clients import client
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.taxonomy.model import Term
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.times import timestamp

FOLDER = Path(__file__).parent / "samples"

FOUNDED = timedelta(days=4)
"""Age of the site's own pages."""

EDITOR = {"id": "00000000-0000-4000-8000-000000000000", "name": "Sample content"}


def load_samples(now: datetime, *, sources: Iterable[str]) -> list[str]:
    """Load articles, and the rates of some banks. Returns a line about each."""
    count = load_articles(now)
    lines = [f"Articles: {count} samples published." if count else "Articles: there are some already; nothing changed."]
    return [*lines, *(load_rates(source, now) for source in sources)]


def load_articles(now: datetime) -> int:
    """Publish the sample articles, each its number of hours before now, and save a draft.

    Does nothing if there are articles already. Returns the number of published articles.
    """
    settings = Settings(os.environ)
    commands = ArticleCommands.from_settings(settings, client("dynamodb"))
    # Deleted ones count too: their ids and slugs are taken.
    shelf = ShelfReader(client("dynamodb"), settings.table("drafts"))
    if shelf.list(ShelfFilter(get_args(Status)), limit=1)[0]:
        return 0
    content, briefs = (yaml.safe_load((FOLDER / name).read_text()) for name in ("articles.yaml", "briefs.yaml"))
    _make_terms(settings, content, now)
    # The oldest first, as in life: an article is related to those that were there before it.
    stories = sorted([*content["stories"], *briefs["stories"]], key=lambda story: -story["hours"])
    count = 0
    with ThreadPoolExecutor(2) as pool:  # pictures are encoded while articles are published
        dated = [(story, now - timedelta(hours=story["hours"])) for story in stories]
        pictures = [
            pool.submit(make_picture, settings, story["en"]["title"], at) if story.get("picture") else None
            for story, at in dated
        ]
        for (story, at), picture in zip(dated, pictures, strict=True):
            count += _publish_story(commands, story, picture.result() if picture else None, settings.languages, at)
    for page in briefs["pages"]:
        _publish_page(commands, page, settings.languages, now - FOUNDED)
    CategoryBlocks(client("dynamodb"), settings).rebuild()  # the first page has its sections without the stream
    for draft in content["drafts"]:
        commands.create(Draft(**draft["draft"]), id=draft["id"], by=Person(**EDITOR), at=now, write_id=str(ULID()))
    return count


def _make_terms(settings: Settings, content: dict[str, Any], now: datetime) -> None:
    """The categories in their order, the tags, and the authors."""
    taxonomy = TaxonomyRepository(client("dynamodb"), settings.table("taxonomy"))
    stamp = {"version": 1, "changed_at": timestamp(now), "changed_by": Person(**EDITOR)}
    terms = [
        *(
            Term(kind="category", slug=slug, names=names, order=order, **stamp)
            for order, (slug, names) in enumerate(content["categories"].items(), start=1)
        ),
        *(Term(kind="tag", slug=slug, names=names, **stamp) for slug, names in content["tags"].items()),
        *(Term(kind="author", slug=slug, **author, **stamp) for slug, author in content["authors"].items()),
    ]
    existing = taxonomy.find([(term.kind, term.slug) for term in terms])
    for term in terms:
        if (term.kind, term.slug) not in existing:
            taxonomy.save(None, term)


def _publish_story(
    commands: ArticleCommands, story: dict[str, Any], picture: str | None, languages: tuple[str, ...], at: datetime
) -> int:
    """Publish the story in each language of the site, a quarter of an hour apart; the first one is the original."""
    original: Article | None = None
    for lang in languages:
        if lang in story:
            draft = Draft(
                lang=lang,
                categories=story["categories"],
                tags=story["tags"],
                image=ImageUse(media=picture) if picture else None,
                translation_of=original.id if original else None,
                **story[lang],
            )
            article = _publish(commands, draft, at, None if original else story.get("id"))
            original, at = original or article, at + timedelta(minutes=15)
    return sum(lang in story for lang in languages)


def _publish_page(commands: ArticleCommands, page: dict[str, Any], languages: tuple[str, ...], at: datetime) -> None:
    """Publish a page of the site, such as the imprint, in each language."""
    original: Article | None = None
    for lang in (lang for lang in languages if lang in page):
        draft = Draft(
            lang=lang,
            kind="page",
            order=page["order"],
            translation_of=original.id if original else None,
            **page[lang],
        )
        article = _publish(commands, draft, at, None)
        original = original or article


def _publish(commands: ArticleCommands, draft: Draft, at: datetime, id: str | None) -> Article:
    by = Person(**EDITOR)
    article = commands.create(draft, id=id or str(ULID.from_datetime(at)), by=by, at=at, write_id=str(ULID()))
    return commands.publish(article, by=by, at=at, write_id=str(ULID()))
