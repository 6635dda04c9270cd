"""Commands of editors and of the scheduler: each applies a rule of `lifecycle`, then stores or publishes the result."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Self

from gazette.articles import lifecycle
from gazette.articles.body.renderer import render_body
from gazette.articles.body.text_statistics import is_empty
from gazette.articles.drafts.references import References
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import SlugTaken, WrongStatus
from gazette.articles.model import Article, Draft
from gazette.articles.pictures import locate_picture
from gazette.articles.publishing.pictures import check_plannable
from gazette.articles.publishing.publisher import Clock, Publisher
from gazette.articles.publishing.related_stories import RelatedStories
from gazette.articles.publishing.site import load_site
from gazette.articles.publishing.snapshot import SnapshotChanged, TableNames
from gazette.articles.requests import Changes, PublishOptions, Schedule, Withdrawal
from gazette.aws.clients import client
from gazette.dynamodb.retry import retry
from gazette.dynamodb.writes import Refusal, Write
from gazette.errors import Invalid, StaleVersion
from gazette.media.repository import MediaRepository
from gazette.schemas.person import Person
from gazette.settings import Settings
from gazette.taxonomy.repository import TaxonomyRepository
from gazette.times import parse_timestamp

MAX_ALERT_AGE = timedelta(hours=6)
"""An older article is news to nobody, so its publication cannot ask for an alert."""


class ArticleCommands:
    """A command takes the article that its caller has read, stores the next version and returns it.

    Every command raises `StaleVersion` if somebody else has written the article since it was read. `by` is the person,
    `at` the present moment. `write_id` names the write of one request, so that a repetition by the SDK is recognized.
    `monotonic` returns seconds.
    """

    def __init__(
        self,
        drafts: DraftRepository,
        publisher: Publisher,
        references: References,
        media: MediaRepository,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.drafts = drafts
        self._publisher, self._references, self._media, self._monotonic = publisher, references, media, monotonic

    @classmethod
    def from_settings(cls, settings: Settings, dynamodb: Any, monotonic: Callable[[], float] = time.monotonic) -> Self:
        tables = TableNames.from_settings(settings)
        drafts = DraftRepository(dynamodb, tables.drafts)
        taxonomy = TaxonomyRepository(dynamodb, tables.taxonomy)
        media = MediaRepository(dynamodb, tables.media)
        # With the usual timeouts and retries, a listing that hangs would take longer than the function has.
        related = RelatedStories(client("dynamodb", read_seconds=1, tries=1), tables.listings)
        publisher = Publisher(dynamodb, tables, drafts, taxonomy, lambda: load_site(settings), related=related)
        return cls(drafts, publisher, References(drafts, taxonomy, media, settings.languages), media, monotonic)

    def create(self, draft: Draft, *, id: str, by: Person, at: datetime, write_id: str) -> Article:
        """Save a new article. Raises `Invalid` for references that do not exist, `StoryTaken`, `TooLarge`."""
        draft = self._references.check(draft)
        article = lifecycle.create(draft, id=id, story=self._references.find_story(draft, id), by=by, at=at)
        self._publisher.check_size(article)
        uses = self._put_uses(article, article.media, at)
        self.drafts.save(None, article, action="create", write_id=write_id, also=uses)
        return article

    def change(self, article: Article, changes: Changes, *, by: Person, at: datetime, write_id: str) -> Article:
        """Save the article with a merge patch applied. A patch without effect saves nothing."""
        draft = lifecycle.merge(article.draft, changes)
        if draft == article.draft:
            return article
        draft = self._references.check(draft)
        story = article.story
        if draft.translation_of != article.translation_of:
            story = self._references.find_story(draft, article.id)
        after = lifecycle.save(article, draft, story=story, by=by, at=at)
        self._publisher.check_size(after)
        uses = self._put_uses(after, [id for id in after.media if id not in article.media], at)
        self.drafts.save(article, after, action="change", write_id=write_id, also=uses)
        return after

    def move_to_bin(self, article: Article, *, by: Person, at: datetime, write_id: str) -> Article:
        after = lifecycle.move_to_bin(article, by=by, at=at)
        self.drafts.save(article, after, action="bin", write_id=write_id)
        return after

    def undelete(self, article: Article, *, by: Person, at: datetime, write_id: str) -> Article:
        after = lifecycle.undelete(article, by=by, at=at)
        self.drafts.save(article, after, action="undelete", write_id=write_id)
        return after

    def schedule(
        self, article: Article, schedule: Schedule | None, *, by: Person, at: datetime, write_id: str
    ) -> Article:
        """Replace the planned times. None removes them; if nothing is planned, it saves nothing.

        Raises `Invalid` for what could not be published now; only pictures may still wait for their files.
        """
        if schedule is None:
            if article.publish_at is None and article.unpublish_at is None:
                return article
            after = lifecycle.unschedule(article, by=by, at=at)
        else:
            after = lifecycle.schedule(article, schedule, by=by, at=at)
        if after.publish_at is not None:
            _check_complete(after)
            check_plannable(after, self._media.find(after.media))
        if after.published_version is not None and article.unpublish_at != after.unpublish_at:
            retry(lambda: self._publisher.set_end(article, after, write_id=write_id), SnapshotChanged)
        else:
            self.drafts.save(article, after, action="schedule", write_id=write_id)
        return after

    def publish(
        self,
        article: Article,
        options: PublishOptions | None = None,
        *,
        by: Person,
        at: datetime,
        write_id: str,
        planned_at: datetime | None = None,
    ) -> Article:
        """Publish the last save. Readers see `planned_at` as the time of publication, or `at` if there is no plan.

        Raises `Invalid` without title or text, `SlugTaken` for an explicit slug, `CategoryMissing`.
        """
        options = options or PublishOptions()
        _check_ready(article, options, at)
        clock = self._start_clock(at)

        def publish_once() -> Article:
            slugs = (
                [article.slug] if article.slug else self._publisher.addresses.find_free_slugs(article, clock().date())
            )
            for slug in slugs:
                after = lifecycle.publish(article, slug=slug, options=options, by=by, at=at, planned_at=planned_at)
                try:
                    return self._publisher.publish(
                        article, after, clock=clock, write_id=write_id, silent=options.silent, alert=options.alert
                    )
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
        after = lifecycle.withdraw(article, by=by, at=at)
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

    def _put_uses(self, article: Article, media: Sequence[str], at: datetime) -> list[Write]:
        """The writes that note that the article shows these pictures, for the transaction of its save.

        A deletion closes a picture before it looks for uses: it finds the saved article, or the save is refused.
        """

        def refuse(id: str) -> Refusal:
            return lambda stored: Invalid.at(locate_picture(article, id), f"There is no picture {id}.")

        return [write for id in media for write in self._media.put_use(id, article.id, at, refusal=refuse(id))]

    def _start_clock(self, now: datetime) -> Clock:
        """A clock that returns `now` at this moment, and later times by `monotonic`."""
        started = self._monotonic()
        return lambda: now + timedelta(seconds=self._monotonic() - started)


def check_version(article: Article, expected: int | None) -> None:
    """Raises `StaleVersion` if the article has another version, before work begins that its write would refuse."""
    if expected != article.version:
        raise StaleVersion.of(article.model_dump(include={"version", "changed_by", "changed_at"}))


def _check_ready(article: Article, options: PublishOptions, at: datetime) -> None:
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)
    _check_complete(article)
    if options.alert and article.kind == "page":
        raise Invalid.at("#/alert", "A page is announced to nobody.")
    if options.alert and article.published_at and at > parse_timestamp(article.published_at) + MAX_ALERT_AGE:
        raise Invalid.at("#/alert", "An alert is for an article that was first published in the last six hours.")
    if options.correction and not article.published_at:
        raise Invalid.at("#/correction", "What was never published has nothing to correct.")


def _check_complete(article: Article) -> None:
    complete = {
        "title": article.title,
        "body": article.body and not is_empty(render_body(article.body, article.format)),
    }
    missing = [name for name, present in complete.items() if not present]
    if missing:
        errors = [{"pointer": f"#/{name}", "detail": "Publishing needs it."} for name in missing]
        raise Invalid(f"Publishing needs {' and '.join(missing)}.", errors=errors)
