"""Exports and imports over the template's tables and bucket, and a site with everything that they move."""

import os
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Any

import boto3
import pytest

from cli.moving.exporting.run import Export
from cli.moving.files import get_type, list_keys
from cli.moving.importing.checking import Check
from cli.moving.importing.comparing import Comparison
from cli.moving.importing.run import Import
from cli.moving.importing.scratch import TABLES, Scratch
from cli.moving.problems import Problems
from cli.moving.records import FILE_NAME
from cli.moving.stack import Stack
from cli.redirects.plan import Redirect
from cli.redirects.stored import StoredRedirects
from cli.scratch import open_scratch
from gazette.articles.commands import ArticleCommands
from gazette.articles.model import Article, Draft
from gazette.articles.publishing.front_page import FrontPages
from gazette.articles.publishing.published_articles import PublishedArticles
from gazette.articles.publishing.rerendering import Rerendering
from gazette.articles.requests import Changes, PublishOptions, Schedule, Withdrawal
from gazette.media.files import MediaFiles
from gazette.media.model import Media
from gazette.media.repository import MediaRepository
from gazette.settings import Settings
from gazette.taxonomy.requests import AuthorRequest, CategoryRequest, TagRequest
from tests.support.articles import AZIZA, NOON, Tables, minutes, new_id
from tests.support.aws import clear_tables
from tests.support.taxonomy import BY, build_commands, publish_tag

NOUNS = ("drafts", "articles", "listings", "taxonomy", "media")
AFTER = minutes(60)
"""When a site is exported and imported, unless a test says otherwise."""


class Moving:
    """Exports into a folder and imports from it. `errors` are those of the last check, with their lines."""

    def __init__(self, dynamodb: Any, s3: Any, bucket: str, folder: Path) -> None:
        self.stack = Stack(dynamodb, s3, Settings(os.environ), bucket)
        self.folder, self.file = folder, folder / FILE_NAME
        self.errors: list[str] = []
        self.reports: list[str] = []

    def export(self, *, at: datetime = AFTER, with_files: bool = True) -> None:
        for _ in Export(self.stack, self.folder, with_files=with_files, at=at, report=self.reports.append).run():
            pass

    def run(self, *, at: datetime = AFTER, keep_existing: bool = False, writing: bool = True) -> dict[str, int]:
        """Import. Returns the numbers of outcomes, such as `article written`; empty if the check has found errors."""
        with open_scratch(*TABLES) as database:
            scratch, problems = Scratch(database), _Errors()
            comparison = Comparison(self.stack, scratch, problems, now=at, keep_existing=keep_existing)
            for _ in Check(self.folder, self.file, self.stack, scratch, comparison, problems=problems).run():
                pass
            self.errors = problems.errors
            if problems.count:
                return {}
            outcomes = Counter(scratch.count())
            if writing:
                run = Import(self.stack, self.folder, self.file, scratch, lambda: at, self.reports.append)
                for _ in run.run():
                    pass
                outcomes = run.outcomes
        return {f"{type} {outcome}": count for (type, outcome), count in outcomes.items() if count}


class _Errors(Problems):
    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []

    def add(self, line: int, *errors: str) -> None:
        self.count += len(errors)
        self.errors += [f"line {line}: {error}" for error in errors]


@pytest.fixture
def moving(dynamodb: Any, media_bucket: str, tmp_path: Path) -> Moving:
    return Moving(dynamodb, boto3.client("s3"), media_bucket, tmp_path)


def read_tables(tables: Tables) -> dict[str, list[dict[str, Any]]]:
    """All items that an import restores: without the blocks of the front page, which are built again, and without the
    mark of views whose event announces nothing."""
    found = {}
    for noun in NOUNS:
        items = [item for item in tables.all(noun) if not str(item.get("listing", "")).endswith("/blocks")]
        for item in items:
            if "view" in item:
                item.pop("silent", None)
        found[noun] = sorted(items, key=lambda item: str(sorted(item.items(), key=str)))
    return found


def read_files(s3: Any, bucket: str) -> dict[str, tuple[bytes, str, str]]:
    """Content, type and Cache-Control of each object by its key."""
    found = {}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for entry in page.get("Contents", ()):
            stored = s3.get_object(Bucket=bucket, Key=entry["Key"])
            found[entry["Key"]] = (stored["Body"].read(), stored["ContentType"], stored.get("CacheControl", ""))
    return found


def empty_stack(s3: Any, bucket: str) -> None:
    clear_tables()
    while stored := s3.list_objects_v2(Bucket=bucket).get("Contents"):
        s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": entry["Key"]} for entry in stored]})


def put_files(s3: Any, bucket: str, picture: Media) -> None:
    """Files of a picture, as MediaIntake stores them: each begins as one of its kind."""
    files = MediaFiles(bucket, s3)
    for key in list_keys(picture):
        first = b"\xff\xd8\xff" if key.endswith(".jpg") else b"RIFF\0\0\0\0WEBP"
        if type := get_type(key):
            files.store(f"/{key}", first + key.encode(), type)
        else:
            files.keep_accepted(picture.id, key.rpartition("/")[2], key.encode())


class Newsroom:
    """Fills a stack through the commands of editors."""

    def __init__(self, dynamodb: Any, commands: ArticleCommands) -> None:
        self._dynamodb, self.commands = dynamodb, commands
        self.taxonomy = build_commands(dynamodb)
        settings = Settings(os.environ)
        self.fronts = FrontPages(dynamodb, settings.table("articles"), settings.table("listings"))

    def save(self, *, at: datetime = NOON, **fields: Any) -> Article:
        draft = Draft(**{"lang": "en", "title": "A summit", "body": "It opens in Tokyo.", **fields})
        return self.commands.create(draft, id=new_id(), by=AZIZA, at=at, write_id=new_id())

    def change(self, article: Article, *, at: datetime | None = None, **fields: Any) -> Article:
        return self.commands.change(article, Changes(**fields), by=AZIZA, at=at or minutes(3), write_id=new_id())

    def publish(self, article: Article, *, at: datetime = NOON, **options: Any) -> Article:
        return self.commands.publish(article, PublishOptions(**options), by=AZIZA, at=at, write_id=new_id())

    def publish_new(self, *, at: datetime = NOON, **fields: Any) -> Article:
        return self.publish(self.save(at=at, **fields), at=at)

    def withdraw(self, article: Article, *, at: datetime | None = None, **fields: Any) -> Article:
        return self.commands.unpublish(article, Withdrawal(**fields), by=AZIZA, at=at or minutes(9), write_id=new_id())

    def schedule(self, article: Article, *, at: datetime | None = None, **fields: Any) -> Article:
        return self.commands.schedule(article, Schedule(**fields), by=AZIZA, at=at or minutes(2), write_id=new_id())

    def bin(self, article: Article, *, at: datetime | None = None) -> Article:
        return self.commands.move_to_bin(article, by=AZIZA, at=at or minutes(12), write_id=new_id())

    def pin(self, lang: str, *articles: Article, at: datetime | None = None) -> None:
        version = self.fronts.get(lang).version
        ids = [article.id for article in articles]
        self.fronts.save(lang, ids, expected=version, by=BY, at=at or minutes(20), write_id=new_id())

    def put_term(self, kind: Any, slug: str, request: Any) -> None:
        self.taxonomy.save(kind, slug, request, expected=None, by=BY, at=NOON, write_id=new_id())

    def put_picture_with_files(self, moving: Moving, put_picture: Any, **texts: Any) -> Media:
        picture: Media = put_picture(**texts)
        put_files(moving.stack.s3, moving.stack.bucket, picture)
        return picture

    def redirect(self, path: str, article: Article) -> None:
        """Lead a path of a former site to an article."""
        StoredRedirects(self._dynamodb, os.environ["ARTICLES_TABLE"]).put(Redirect(path, 1, article.id, ""))

    def fill(self, moving: Moving, put_picture: Any) -> dict[str, Article]:
        """One article of each kind, by name, with all terms and pictures."""
        bridge, face = (
            self.put_picture_with_files(moving, put_picture, alt={"en": name}) for name in ("Bridge", "Aziza")
        )
        waiting = put_picture(ready=False)
        self.put_term("category", "economy", CategoryRequest(names={"en": "Economy", "ru": "Экономика"}, order=2))
        self.put_term("category", "culture", CategoryRequest(names={"en": "Culture"}))
        aziza = AuthorRequest(names={"en": "Aziza Karimova"}, text={"en": "She writes."}, picture=face.id)
        self.put_term("author", "aziza-karimova", aziza)
        self.put_term("tag", "rail", TagRequest(names={"en": "Rail"}))
        self.put_term("tag", "railways", TagRequest(names={"en": "Railways"}))
        made = {
            "draft": self.save(title="Only a draft", image={"media": waiting.id}, tags=["rail"], telegram=False),
            "scheduled": self.schedule(self.save(title="Tomorrow"), publish_at="2099-01-01T00:00:00Z"),
            **self._fill_review(),
            **self._fill_published(bridge),
            **self._fill_withdrawn(),
        }
        self._merge_tags()
        self.redirect("/2019/05/bridge.html", made["renamed"])
        self.redirect("/2018/gone.html", made["noted"])
        self.pin("en", made["renamed"], made["breaking"])
        self.pin("en", made["breaking"], made["renamed"], made["planned"], at=minutes(21))
        self.fronts.save("ru", [made["russian"].id], expected=0, by=BY, at=minutes(20), write_id=new_id())
        self.fronts.save("ru", [], expected=1, by=BY, at=minutes(21), write_id=new_id())
        return made

    def _fill_review(self) -> dict[str, Article]:
        by: dict[str, Any] = {"by": AZIZA, "at": minutes(1)}
        submitted = [
            self.commands.submit(self.save(title=title), "It is ready.", **by, write_id=new_id())
            for title in ("Handed in", "Returned")
        ]
        return {
            "submitted": submitted[0],
            "returned": self.commands.return_to_author(submitted[1], "Shorter.", **by, write_id=new_id()),
        }

    def _fill_published(self, picture: Media) -> dict[str, Article]:
        full = self.publish_new(
            title="A bridge",
            dek="Cars cross it.",
            dateline="Tokyo",
            label="reportage",
            body=f"It is open.\n\n![](media:{picture.id})",
            image={"media": picture.id, "caption": "The bridge"},
            authors=[{"slug": "aziza-karimova", "role": "Editor"}, {"name": "A guest"}],
            categories=["economy", "culture"],
            tags=["rail", {"slug": "bridges", "name": "Bridges"}],
            seo={"title": "The bridge"},
            telegram="It is open!",
        )
        publish_tag(self._dynamodb, "en", "bridges", "Bridges")
        publish_tag(self._dynamodb, "en", "rail", "Rail")
        corrected = self.publish(self.change(full, dek="Trains cross it."), at=minutes(4), correction="Not cars.")
        renamed = self.publish_new(title="Renamed", at=minutes(1), categories=["economy"])
        for slug in ("second-name", "third-name"):
            renamed = self.publish(self.change(renamed, slug=slug), at=minutes(5))
        planned = self.schedule(self.publish_new(title="Until spring"), unpublish_at="2099-03-01T00:00:00Z")
        english = self.publish_new(title="In three languages")
        russian = self.publish_new(title="На трёх языках", lang="ru", translation_of=english.id, at=minutes(2))
        uzbek = self.publish_new(title="Uch tilda", lang="uz", translation_of=english.id, at=minutes(3))
        return {
            "corrected": corrected,
            "moved in": self.publish(self.save(title="From 2019"), published_at="2019-05-01T09:00:00Z"),
            "correction to come": self.schedule(
                self.change(self.publish_new(title="A correction to come"), dek="Corrected."),
                publish_at="2099-01-01T00:00:00Z",
                correction="It was wrong.",
            ),
            "changed": self.change(self.publish_new(title="With changes"), body=f"New words. ![](media:{picture.id})"),
            "renamed": renamed,
            "planned": planned,
            "breaking": self.publish(
                self.save(title="Breaking", breaking_until="2025-12-19T07:00:00Z"), at=minutes(1), alert=True
            ),
            "english": english,
            "russian": russian,
            "uzbek": self.withdraw(uzbek),
            "page": self.publish_new(title="About us", kind="page", order=1),
        }

    def _fill_withdrawn(self) -> dict[str, Article]:
        successor = self.publish_new(title="The better one")
        noted = self.withdraw(self.publish_new(title="Withdrawn"), note="It was wrong.", silent=True)
        followed = self.withdraw(self.publish_new(title="Followed"), redirect_to=successor.id)
        back = self.withdraw(self.publish_new(title="Back again"))
        back = self.publish(self.change(back, slug="back-again-later", at=minutes(10)), at=minutes(11))
        binned = self.bin(self.withdraw(self.publish_new(title="In the bin")))
        self.commands.release_slug("en", "in-the-bin", at=minutes(13))
        purged = self.bin(self.withdraw(self.publish_new(title="Purged")))
        self.commands.drafts.purge(purged)
        return {
            "successor": successor,
            "noted": noted,
            "followed": followed,
            "back": back,
            "binned": binned,
            "binned draft": self.bin(self.save(title="Never shown")),
        }

    def _merge_tags(self) -> None:
        """Merges a tag, and renders its articles again as the job does."""
        settings = Settings(os.environ)
        version = self.taxonomy.get("tag", "rail").version
        self.taxonomy.merge("tag", "rail", "railways", expected=version, by=BY, at=minutes(15), write_id=new_id())
        media = MediaRepository(self._dynamodb, settings.table("media"))
        articles = PublishedArticles(self._dynamodb, settings.table("listings"), media, ["en"])
        ids, _ = articles.list_page("tag/rail", None, 10)
        for id in ids:
            Rerendering(self._dynamodb, settings).refresh(id, minutes(16))


@pytest.fixture
def newsroom(dynamodb: Any, commands: ArticleCommands) -> Newsroom:
    return Newsroom(dynamodb, commands)
