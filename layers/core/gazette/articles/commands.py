"""Commands of editors and of the scheduler that change what readers see, now or at a planned time."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from gazette.articles.draft_commands import DraftCommands, DraftStores
from gazette.articles.errors import SlugTaken
from gazette.articles.lifecycle import publication
from gazette.articles.lifecycle.drafts import edit
from gazette.articles.model import Article, Draft
from gazette.articles.publishing.pictures import check_plannable
from gazette.articles.publishing.publisher import Clock, Publisher
from gazette.articles.publishing.related_stories import RelatedStories
from gazette.articles.publishing.serializers import check_size
from gazette.articles.publishing.snapshot import SnapshotChanged, TableNames
from gazette.articles.requests import Changes, PublishOptions, Schedule, Withdrawal
from gazette.articles.schemas import Autosave
from gazette.aws.clients import client
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Write
from gazette.errors import StaleVersion
from gazette.http.stamps import Stamp
from gazette.schemas.person import Person
from gazette.settings import Settings


class ArticleCommands(DraftCommands):
    """The commands of `DraftCommands`, and those that change what readers see. `monotonic` returns seconds."""

    def __init__(
        self, stores: DraftStores, publisher: Publisher, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(stores)
        self._publisher, self._monotonic = publisher, monotonic

    @classmethod
    def from_settings(cls, settings: Settings, dynamodb: Any, monotonic: Callable[[], float] = time.monotonic) -> Self:
        tables, stores = TableNames.from_settings(settings), DraftStores.from_settings(settings, dynamodb)
        # With the usual timeouts and retries, a listing that hangs would take longer than the function has.
        related = RelatedStories(client("dynamodb", read_seconds=1, tries=1), tables.listings)
        publisher = Publisher(dynamodb, tables, stores.drafts, stores.taxonomy, stores.load_site, related=related)
        return cls(stores, publisher, monotonic)

    def schedule(
        self, article: Article, schedule: Schedule | None, *, by: Person, at: datetime, write_id: str
    ) -> Article:
        """Replace the planned times. None removes them; if nothing is planned, it saves nothing.

        Raises `Invalid` for what could not be published now; only pictures may still wait for their files.
        """
        if schedule is None:
            if article.publish_at is None and article.unpublish_at is None:
                return article
            after = publication.unschedule(article, by=by, at=at)
        else:
            after = publication.schedule(article, schedule, by=by, at=at)
        if after.publish_at is not None:
            publication.check_complete(after)
            check_plannable(after, self._media.find(after.media))
        if after.published_version is not None and article.unpublish_at != after.unpublish_at:
            retry(lambda: self._publisher.set_end(article, after, write_id=write_id), SnapshotChanged)
        else:
            self.drafts.save(article, after, action="schedule", write_id=write_id)
        return after

    def create_published(
        self, draft: Draft, options: PublishOptions, *, id: str, by: Person, at: datetime, write_id: str
    ) -> Article:
        """Store a new article and publish it, both or nothing. Raises as `create` and `publish` do."""
        # Its publication is its next version, which must be the first.
        article = self.prepare(draft, id=id, by=by, at=at).model_copy(update={"version": 0})
        stamp = Stamp(by=by, at=at, write_id=write_id)
        return self._publish(None, article, options, stamp, also=self._put_uses(article, (), at))

    def publish(
        self,
        article: Article,
        options: PublishOptions | None = None,
        changes: Changes | None = None,
        *,
        by: Person,
        at: datetime,
        write_id: str,
        planned_at: datetime | None = None,
    ) -> Article:
        """Publish the last save, with a merge patch applied: both or nothing.

        Readers see `planned_at` as the time of publication, or that of the options, or `at`. Raises `Invalid` without
        title or text, `SlugTaken` for an explicit slug, `CategoryMissing`.
        """
        stamp, options = Stamp(by=by, at=at, write_id=write_id), options or PublishOptions()
        if changes is None:
            return self._publish(article, article, options, stamp, planned_at=planned_at)
        typed = self.autosaves.list_texts(article.id, by.id, at)
        draft, story = self.apply(article, changes)
        edited = edit(article, draft, story=story)
        check_size(edited, self._load_site())

        def publish_changes(saved: Sequence[Autosave]) -> Article:
            also = [*self._put_uses(edited, article.media, at), *self.autosaves.end(article.id, saved)]
            return self._publish(article, edited, options, stamp, planned_at=planned_at, also=also)

        return self._save_with_texts(publish_changes, article, draft, typed, changes)

    def _publish(
        self,
        before: Article | None,
        article: Article,
        options: PublishOptions,
        stamp: Stamp,
        *,
        planned_at: datetime | None = None,
        also: Sequence[Write] = (),
    ) -> Article:
        """Publish an article, perhaps edited, in place of the stored version `before`, with further writes."""
        by, at, write_id = stamp["by"], stamp["at"], stamp["write_id"]
        publication.check_publishable(article, options, at, planned_at)
        clock = self._start_clock(at)

        def publish_once() -> Article:
            addresses = self._publisher.addresses
            for slug in [article.slug] if article.slug else addresses.find_free_slugs(article, clock().date()):
                after = publication.publish(article, slug=slug, options=options, by=by, at=at, planned_at=planned_at)
                try:
                    return self._publisher.publish(before, after, options, clock=clock, write_id=write_id, also=also)
                except SlugTaken:  # no failure: a slug of our own choice is replaced by the next one
                    if article.slug is not None:
                        raise
            raise AssertionError("the slug that ends with the article's id is always free")

        return retry(publish_once, SnapshotChanged)

    def unpublish(
        self, article: Article, withdrawal: Withdrawal | None = None, *, by: Person, at: datetime, write_id: str
    ) -> Article:
        """Withdraw a published article. Raises `Invalid` for a successor that is not published."""
        withdrawal = withdrawal or Withdrawal()
        after = publication.withdraw(article, by=by, at=at)
        if withdrawal.redirect_to is not None:
            self.check_successor(article, withdrawal.redirect_to, at)
        clock = self._start_clock(at)

        retry(
            lambda: self._publisher.withdraw(article, after, withdrawal, clock=clock, write_id=write_id),
            SnapshotChanged,
        )
        return after

    def unpublish_latest(
        self, id: str, withdrawal: Withdrawal | None = None, *, by: Person, at: datetime, write_id: str
    ) -> Article:
        """Withdraw the article in its latest version, even if somebody saves new versions at the same time."""
        return retry(
            lambda: self.unpublish(self.drafts.get(id), withdrawal, by=by, at=at, write_id=write_id), StaleVersion
        )

    def check_successor(self, article: Article, id: str, at: datetime) -> None:
        """Raises `Invalid` if readers cannot be sent from the article to that one."""
        self._publisher.addresses.check_successor(article, id, at)

    def release_slug(self, lang: str, slug: str, *, at: datetime) -> None:
        """Let any article take a slug that no article needs any more. Raises `SlugNotFound`, `SlugInUse`."""
        retry(lambda: self._publisher.addresses.release_slug(lang, slug, at), SnapshotChanged)

    def _start_clock(self, now: datetime) -> Clock:
        """A clock that returns `now` at this moment, and later times by `monotonic`."""
        started = self._monotonic()
        return lambda: now + timedelta(seconds=self._monotonic() - started)


def check_version(article: Article, expected: int | None) -> None:
    """Raises `StaleVersion` if the article has another version, before work begins that its write would refuse."""
    if expected != article.version:
        raise StaleVersion.of(article.model_dump(include={"version", "changed_by", "changed_at"}))
