"""Sample content for a start that is not empty: through the same modules as an editor's own, never past them."""

import os
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from ulid import ULID

from gazette.articles.model import Article, Draft, Order, Person
from gazette.articles.newsroom import Newsroom
from gazette.aws.clients import client
from gazette.rates.client import BankClient, Unreachable
from gazette.rates.ingestion import Ingestion
from gazette.rates.model import Unusable
from gazette.rates.raw import RawBodies
from gazette.rates.sources import bank
from gazette.rates.table import RateTable
from gazette.settings import Settings
from gazette.taxonomy.model import Editor
from gazette.taxonomy.table import Categories

FOLDER = Path(__file__).parent / "samples"

EDITOR = {"id": "00000000-0000-4000-8000-000000000000", "name": "Sample content"}

BRIEFLY = 6.0
"""Seconds that the bank has for its first answer before the bundled sheets are taken."""

RECENT = 4
"""Days that are read at the start, so that there is a sheet to compare with, also on a Monday."""


def load(now: datetime, *, rates: bool) -> list[str]:
    """Articles, and rates where they are wanted; a line about each."""
    count = load_articles(now)
    lines = [f"Articles: {count} samples published." if count else "Articles: there are some already; nothing changed."]
    return [*lines, load_rates(now)] if rates else lines


def load_articles(now: datetime) -> int:
    """Publish the samples, each as many hours before now as it says, where there is no article yet; how many. And leave
    a draft on the desk."""
    settings = Settings(os.environ)
    newsroom = Newsroom.of(settings, client("dynamodb"))
    if any(newsroom.drafts.shelf(status, limit=1, after=None)[0] for status in ("published", "draft")):
        return 0
    content = yaml.safe_load((FOLDER / "articles.yaml").read_text())
    _make_categories(settings, content["categories"], now)
    count = sum(_publish_story(newsroom, story, settings.languages, now) for story in content["stories"])
    for draft in content["drafts"]:
        newsroom.create(Draft(**draft["draft"]), id=draft["id"], by=Person(**EDITOR), at=now, write=str(ULID()))
    return count


def _make_categories(settings: Settings, categories: dict[str, dict[str, str]], now: datetime) -> None:
    table = Categories(client("dynamodb"), settings.table("taxonomy"), settings.table("listings"))
    known = {category.slug for category in table.page(limit=100, after=None)[0]}
    for slug, names in categories.items():
        if slug not in known:
            table.save(slug, names, expected=None, by=Editor(**EDITOR), at=now, write=str(ULID()))


def _publish_story(newsroom: Newsroom, story: dict[str, Any], languages: tuple[str, ...], now: datetime) -> int:
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


def _publish(newsroom: Newsroom, draft: Draft, at: datetime, id: str | None) -> Article:
    by = Person(**EDITOR)
    article = newsroom.create(draft, id=id or str(ULID.from_datetime(at)), by=by, at=at, write=str(ULID()))
    return newsroom.press.publish(article, by=by, at=at, now=at, write=str(ULID()), order=Order())


def load_rates(now: datetime, *, seconds: float = BRIEFLY) -> str:
    """Read the last days from the bank, or take the bundled sheets where it does not answer; a line that says so."""
    settings, source = Settings(os.environ), bank("cbu")
    table = RateTable(settings.table("rates"), client("dynamodb"))
    bodies = RawBodies(settings.require("RAW_BUCKET"), client("s3"))
    url = settings.require("CBU_URL")
    site = BankClient(url, source.media_types)
    today = source.today(now)
    try:
        source.fetch(lambda path: site.get(path, seconds=seconds), today)
    except (Unreachable, Unusable):
        if table.progress(source).last:
            return f"Rates: {url} cannot be read now; the sheets that are there stay."
        days = sorted(path.stem.removeprefix("cbu-") for path in FOLDER.glob("cbu-*.json"))
        Ingestion(source, _bundled, table, bodies, at=now).days(map(date.fromisoformat, days))
        return f"Rates: {url} cannot be read now; bundled sheets of {' and '.join(days)} stand in."
    ingestion = Ingestion(source, site.get, table, bodies, at=now)
    ingestion.days([today - timedelta(days) for days in range(RECENT, 0, -1)])
    ingestion.run()
    return f"Rates: read from {url}, sheets up to {table.progress(source).last}."


def _bundled(path: str) -> bytes:
    """A bundled sheet, at the path that the bank has it at."""
    return (FOLDER / f"cbu-{path.rstrip('/').rpartition('/')[2]}.json").read_bytes()
