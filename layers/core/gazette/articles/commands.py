"""What editors do with articles, step by step: the rules of `lifecycle`, kept by the tables."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from gazette.articles import lifecycle
from gazette.articles.drafts.references import References
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.model import Article, Changes, Draft, Person, PublishOptions, Schedule, Withdrawal
from gazette.articles.publishing.publisher import Publisher
from gazette.articles.publishing.serializers import Site
from gazette.articles.publishing.snapshot import TableNames
from gazette.articles.publishing.transaction import stale_version
from gazette.errors import StaleVersion, Unavailable
from gazette.settings import Settings
from gazette.urls import article_url, site_url

TRIES = 5


class ArticleCommands:
    """`write` names one request's write, so that it is known again when its answer was lost."""

    def __init__(self, drafts: DraftRepository, press: Publisher, references: References) -> None:
        self.drafts, self.press, self.references = drafts, press, references

    @classmethod
    def of(cls, settings: Settings, dynamodb: Any, monotonic: Callable[[], float] = time.monotonic) -> Self:
        tables = TableNames.of(settings)
        drafts = DraftRepository(dynamodb, tables.drafts)
        references = References(dynamodb, drafts, tables.taxonomy, settings.languages)
        return cls(drafts, Publisher(dynamodb, tables, lambda: _site(settings), monotonic), references)

    def create(self, draft: Draft, *, id: str, by: Person, at: datetime, write: str) -> Article:
        """Save a new article. `Invalid` where it names what is not there, `StoryTaken`, `TooLarge`."""
        self.references.check(draft)
        article = lifecycle.create(draft, id=id, story=self.references.story(draft, id), by=by, at=at)
        self.press.check_size(article)
        self.drafts.save(None, article, action="create", write=write)
        return article

    def change(self, article: Article, changes: Changes, *, by: Person, at: datetime, write: str) -> Article:
        """Save the article with a merge patch applied; what changes nothing makes no version."""
        draft = lifecycle.merge(article.draft, changes)
        if draft == article.draft:
            return article
        self.references.check(draft)
        story = article.story
        if draft.translation_of != article.translation_of:
            story = self.references.story(draft, article.id)
        after = lifecycle.save(article, draft, story=story, by=by, at=at)
        self.press.check_size(after)
        self.drafts.save(article, after, action="change", write=write)
        return after

    def bin(self, article: Article, *, by: Person, at: datetime, write: str) -> Article:
        after = lifecycle.move_to_bin(article, by=by, at=at)
        self.drafts.save(article, after, action="bin", write=write)
        return after

    def undelete(self, article: Article, *, by: Person, at: datetime, write: str) -> Article:
        after = lifecycle.undelete(article, by=by, at=at)
        self.drafts.save(article, after, action="undelete", write=write)
        return after

    def schedule(self, article: Article, schedule: Schedule | None, *, by: Person, at: datetime, write: str) -> Article:
        """Plan anew; None forgets what was planned, and makes no version where nothing was."""
        if schedule is None:
            if article.publish_at is None and article.unpublish_at is None:
                return article
            after = lifecycle.unschedule(article, by=by, at=at)
        else:
            after = lifecycle.schedule(article, schedule, by=by, at=at)
        return self.press.schedule(article, after, write=write)

    def publish(self, article: Article, order: PublishOptions, *, by: Person, at: datetime, write: str) -> Article:
        """Publish the last save now."""
        return self.press.publish(article, by=by, at=at, now=at, write=write, order=order)

    def unpublish(
        self, id: str, withdrawal: Withdrawal, *, expected: int | None, by: Person, at: datetime, write: str
    ) -> Article:
        """Withdraw; without an expected version whatever is published, also while somebody is saving."""
        for _ in range(TRIES):
            article = self.drafts.get(id)
            if expected is not None:
                self.check_version(article, expected)
            try:
                return self.press.withdraw(article, by=by, now=at, write=write, withdrawal=withdrawal)
            except StaleVersion:
                if expected is not None:
                    raise
        raise Unavailable()

    def check_version(self, article: Article, expected: int | None) -> None:
        """`StaleVersion` where the caller read another version. The write's own condition decides; this tells early."""
        if expected != article.version:
            raise stale_version(article.version, article.changed_by.model_dump(), article.changed_at)


def _site(settings: Settings) -> Site:
    def url(lang: str, slug: str) -> str:
        return article_url(settings, lang, slug)

    return Site(settings.site_name, site_url(settings), settings.default_language, url)
