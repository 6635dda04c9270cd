"""Publication and withdrawal: each one transaction over everything that readers, lists and crawlers see.

    draft (version check) 1, revision 1, view 2, former slug 1, categories still there 5, main list 1,
    listings of categories, tags and authors before and after 2 x 35, front page 1, sitemap 1, changes 1,
    story 1, views of translations 3 x 2 and their sitemap entries 3: 94 of 100 items at most.

What the items are made from is read before; where it moves meanwhile a condition fails, and all is done anew.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from gazette.articles import lifecycle
from gazette.articles.body.renderer import render_body, shows_nothing
from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import CategoryMissing, SlugTaken, WrongStatus
from gazette.articles.model import Article, Person, PublishOptions, Withdrawal
from gazette.articles.publishing import listings, snapshot, translations, views
from gazette.articles.publishing.serializers import Site, pack_view, render_article, translation_entry
from gazette.articles.publishing.slugs import candidates
from gazette.articles.publishing.snapshot import Snapshot, TableNames
from gazette.articles.publishing.transaction import SnapshotChanged, Write, check, commit
from gazette.dynamodb.batches import batch_get
from gazette.dynamodb.items import serialize
from gazette.errors import Invalid, Unavailable

TRIES = 6
PLAIN, SILENT = PublishOptions(), Withdrawal()


class Publisher:
    """What turns drafts into what readers get. `site` is asked for late: its address may be a stored parameter.

    `by` does it, `now` is the present moment, `write` names this write, so that it is known again when its answer
    was lost. `ticks` counts seconds, so that a commit that others have held up bears a moment of its own.
    """

    def __init__(
        self,
        dynamodb: Any,
        tables: TableNames,
        site: Callable[[], Site],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._dynamodb, self._tables, self._site, self._ticks = dynamodb, tables, site, monotonic
        self._drafts = DraftRepository(dynamodb, tables.drafts)

    def publish(
        self, article: Article, *, by: Person, at: datetime, now: datetime, write: str, order: PublishOptions = PLAIN
    ) -> Article:
        """Publish the last save. `at` is the time that readers are told.

        `Invalid` without title or text, `SlugTaken` by an explicit slug, `CategoryMissing`, `StaleVersion`.
        """
        _check_ready(article, order)

        def next_version(slug: str) -> Article:
            return lifecycle.publish(
                article, slug=slug, by=by, at=at, now=now, minor=order.minor, correction=order.correction
            )

        moment = self._clock(now)
        return _until_nothing_moves(lambda: self._publish(article, next_version, moment, write))

    def withdraw(
        self, article: Article, *, by: Person, now: datetime, write: str, withdrawal: Withdrawal = SILENT
    ) -> Article:
        """Take a published article from the readers; its addresses say that it is gone, or what came in its place."""
        after = lifecycle.withdraw(article, by=by, at=now)
        if withdrawal.redirect_to is not None:
            self._check_successor(article, withdrawal.redirect_to)

        moment = self._clock(now)

        def withdraw() -> Article:
            self._withdraw(article, after, withdrawal, moment, write=write)
            return after

        return _until_nothing_moves(withdraw)

    def schedule(self, before: Article, after: Article, *, write: str) -> Article:
        """Save other times, and tell the published view when it ends."""

        def schedule() -> Article:
            steps = self._drafts.steps(before, after, action="schedule", write=write)
            if after.published_version is not None and before.unpublish_at != after.unpublish_at:
                document = snapshot.load_snapshot(self._dynamodb, self._tables, before).document
                steps += views.set_view_end(self._tables.articles, document, after.unpublish_at)
            commit(self._dynamodb, steps, write)
            return after

        return _until_nothing_moves(schedule)

    def check_size(self, article: Article) -> None:
        """Render as a publication would; `TooLarge` where that could not be stored, `Invalid` where words would go."""
        pack_view(render_article(article, {}, self._site()))

    def _clock(self, now: datetime) -> Callable[[], datetime]:
        """Tells the moment as it goes on from `now`."""
        started = self._ticks()
        return lambda: now + timedelta(seconds=self._ticks() - started)

    def _publish(
        self, article: Article, next_version: Callable[[str], Article], moment: Callable[[], datetime], write: str
    ) -> Article:
        before = snapshot.load_snapshot(self._dynamodb, self._tables, article)
        for slug in self._slugs(article, moment()):
            after = next_version(slug)
            document = render_article(after, before.names, self._site())
            self._prepare(before, document)
            steps = self._publication(article, after, before, document, now=moment(), write=write)
            try:
                commit(self._dynamodb, steps, write)
            except SlugTaken:
                if article.slug is not None:
                    raise
            else:
                return after
        raise AssertionError("there is always another slug")

    def _publication(
        self, article: Article, after: Article, before: Snapshot, document: dict[str, Any], *, now: datetime, write: str
    ) -> list[Write]:
        tables = self._tables
        document["translations"] = translations.translations(before.members, after.lang)
        members = {**before.members, after.lang: translation_entry(document)}
        kind = "updated" if before.document else "published"
        return [
            *self._drafts.steps(article, after, action="publish", write=write),
            *views.put_view(tables.articles, pack_view(document), after, before),
            *(_category_check(tables.taxonomy, slug, now) for slug in article.categories),
            *listings.put_cards(tables.listings, before, document),
            listings.put_change(tables.listings, kind, id=after.id, lang=after.lang, version=after.version, now=now),
            *translations.update_story(tables, after.story, before, members, now),
        ]

    def _slugs(self, article: Article, now: datetime) -> Iterator[str]:
        """The slug to publish under; where none was given, the title's own or the next one that looks free."""
        if article.slug is not None:
            yield article.slug
            return
        ideas = candidates(article.title or "", article.lang, article.id.lower(), now.date())
        keys = [serialize({"address": f"{article.lang}/{slug}"}) for slug in ideas]
        table = self._tables.articles
        found = batch_get(self._dynamodb, {table: keys}, attributes=("address", "id"))[table]
        taken = {item["address"]["S"].partition("/")[2] for item in found if item["id"]["S"] != article.id}
        yield from (slug for slug in ideas if slug not in taken)

    def _prepare(self, before: Snapshot, document: Mapping[str, Any]) -> None:
        """What is made before by idempotent writes of its own: the month of the sitemap, and new tags."""
        if before.document is None:
            self._dynamodb.put_item(TableName=self._tables.listings, Item=serialize(listings.sitemap_month(document)))
        for tag in document["tags"]:
            if document["lang"] not in before.names.get(("tag", tag["slug"]), {}):
                self._make_tag(tag["slug"], document["lang"], tag["name"])

    def _make_tag(self, slug: str, lang: str, name: str) -> None:
        item = {"kind": "tag", "slug": slug, "names": {lang: name}, "version": 1}
        try:
            self._dynamodb.put_item(
                TableName=self._tables.taxonomy, Item=serialize(item), ConditionExpression="attribute_not_exists(kind)"
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            self._dynamodb.update_item(
                TableName=self._tables.taxonomy,
                Key=serialize({"kind": "tag", "slug": slug}),
                UpdateExpression="SET #names.#lang = if_not_exists(#names.#lang, :name)",
                ExpressionAttributeNames={"#names": "names", "#lang": lang},
                ExpressionAttributeValues=serialize({":name": name}),
            )

    def _withdraw(
        self,
        article: Article,
        after: Article,
        withdrawal: Withdrawal,
        moment: Callable[[], datetime],
        *,
        write: str,
    ) -> None:
        before = snapshot.load_snapshot(self._dynamodb, self._tables, article)
        if before.document is None:
            raise SnapshotChanged
        tables, document, now = self._tables, before.document, moment()
        members = {lang: one for lang, one in before.members.items() if lang != article.lang}
        steps = [
            *self._drafts.steps(article, after, action="unpublish", write=write),
            *views.put_tombstones(tables.articles, document, after, withdrawal, now),
            *listings.delete_cards(tables.listings, document),
            listings.put_change(
                tables.listings, "withdrawn", id=after.id, lang=after.lang, version=after.version, now=now
            ),
            *translations.update_story(tables, after.story, before, members, now),
        ]
        commit(self._dynamodb, steps, write)

    def _check_successor(self, article: Article, id: str) -> None:
        key = serialize({"address": id})
        item = self._dynamodb.get_item(TableName=self._tables.articles, Key=key, ConsistentRead=True).get("Item", {})
        if "view" not in item or id == article.id or item["address"] != item["id"]:
            raise Invalid.at("#/redirect_to", "This is not the id of another published article.")


def _check_ready(article: Article, order: PublishOptions) -> None:
    if article.binned_at:
        raise WrongStatus("It is in the bin; undelete it first.", article_status=article.status)
    seen = {
        "title": article.title,
        "body": article.body and not shows_nothing(render_body(article.body, article.format)),
    }
    missing = [name for name, there in seen.items() if not there]
    if missing:
        errors = [{"pointer": f"#/{name}", "detail": "Publishing needs it."} for name in missing]
        raise Invalid(f"Publishing needs {' and '.join(missing)}.", errors=errors)
    if order.correction and not article.published_at:
        raise Invalid.at("#/correction", "What was never published has nothing to correct.")


def _category_check(table: str, slug: str, now: datetime) -> Write:
    """That it is there and not being removed: a removal that was broken off counts for a minute only."""
    still_there = check(
        table,
        {"kind": "category", "slug": slug},
        ConditionExpression="attribute_exists(kind) AND (attribute_not_exists(closing) OR closed_until < :now)",
        ExpressionAttributeValues=serialize({":now": int(now.timestamp())}),
    )
    return Write(still_there.item, lambda found: CategoryMissing(f"The category {slug} is no longer there."))


def _until_nothing_moves(attempt: Callable[[], Article]) -> Article:
    """Do it, and anew where what it was made from has changed in between."""
    for _ in range(TRIES):
        try:
            return attempt()
        except SnapshotChanged:
            continue
    raise Unavailable()
