"""Sample content for a start that is not empty: through the same modules as an editor's own, never past them."""

import os
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from ulid import ULID

from cli.local.initial_rates import load_rates
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Draft, Person, PublishOptions
from gazette.aws.clients import client
from gazette.settings import Settings
from gazette.taxonomy.model import Editor
from gazette.taxonomy.repository import CategoryRepository

FOLDER = Path(__file__).parent / "samples"

EDITOR = {"id": "00000000-0000-4000-8000-000000000000", "name": "Sample content"}


def load(now: datetime, *, sources: Iterable[str]) -> list[str]:
    """Articles, and the rates of some banks; a line about each."""
    count = load_articles(now)
    lines = [f"Articles: {count} samples published." if count else "Articles: there are some already; nothing changed."]
    return [*lines, *(load_rates(source, now) for source in sources)]


def load_articles(now: datetime) -> int:
    """Publish the samples, each as many hours before now as it says, where there is no article yet; how many. And leave
    a draft on the desk."""
    settings = Settings(os.environ)
    newsroom = ArticleCommands.of(settings, client("dynamodb"))
    if any(newsroom.drafts.shelf(status, limit=1, after=None)[0] for status in ("published", "draft")):
        return 0
    content = yaml.safe_load((FOLDER / "articles.yaml").read_text())
    _make_categories(settings, content["categories"], now)
    count = sum(_publish_story(newsroom, story, settings.languages, now) for story in content["stories"])
    for draft in content["drafts"]:
        newsroom.create(Draft(**draft["draft"]), id=draft["id"], by=Person(**EDITOR), at=now, write=str(ULID()))
    return count


def _make_categories(settings: Settings, categories: dict[str, dict[str, str]], now: datetime) -> None:
    table = CategoryRepository(client("dynamodb"), settings.table("taxonomy"), settings.table("listings"))
    known = {category.slug for category in table.page(limit=100, after=None)[0]}
    for slug, names in categories.items():
        if slug not in known:
            table.save(slug, names, expected=None, by=Editor(**EDITOR), at=now, write=str(ULID()))


def _publish_story(newsroom: ArticleCommands, story: dict[str, Any], languages: tuple[str, ...], now: datetime) -> int:
    """The story in each language of the site, a quarter of an hour apart, the first one the original."""
    at = now - timedelta(hours=story["hours"])
    original: Article | None = None
    for lang in languages:
        if lang in story:
            draft = Draft(
                lang=lang,
                categories=story["categories"],
                tags=story["tags"],
                translation_of=original.id if original else None,
                **story[lang],
            )
            article = _publish(newsroom, draft, at, None if original else story.get("id"))
            original, at = original or article, at + timedelta(minutes=15)
    return sum(lang in story for lang in languages)


def _publish(newsroom: ArticleCommands, draft: Draft, at: datetime, id: str | None) -> Article:
    by = Person(**EDITOR)
    article = newsroom.create(draft, id=id or str(ULID.from_datetime(at)), by=by, at=at, write=str(ULID()))
    return newsroom.press.publish(article, by=by, at=at, now=at, write=str(ULID()), order=PublishOptions())
