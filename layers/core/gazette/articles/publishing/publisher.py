"""Publication and withdrawal. Each is one transaction, which writes everything that readers, lists and crawlers see.

    draft (version check) 1, revision 1, view 2, former slug 1, checks of categories 5, main list 1,
    listings of categories, tags and authors before and after 2 x 35, front page 1, sitemap 1, changes 1,
    story 1, views of translations 3 x 2 and their sitemap entries 3: 94 of 100 items at most.

A publication together with changes also ends an autosave (2) and notes the uses of new pictures (2 for each).

The writes are built from a snapshot of the public state. If another writer changes that state before the commit, a
condition fails with `SnapshotChanged`, and the caller repeats the whole method.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import AuthorMissing, CategoryMissing
from gazette.articles.model import Article
from gazette.articles.publishing import listings, translations, views
from gazette.articles.publishing.addresses import Addresses
from gazette.articles.publishing.pictures import check_ready
from gazette.articles.publishing.related_stories import RelatedStories
from gazette.articles.publishing.serializers import (
    Site,
    pack_view,
    render_article,
    render_translation,
)
from gazette.articles.publishing.snapshot import Snapshot, SnapshotChanged, TableNames, load_snapshot
from gazette.articles.requests import PublishOptions, Withdrawal
from gazette.articles.terms import replace_merged
from gazette.dynamodb.commit import commit
from gazette.dynamodb.writes import Write
from gazette.embedded_metrics import count_swallowed
from gazette.errors import Conflict, TooLarge, Unavailable
from gazette.taxonomy.repository import TaxonomyRepository

MAX_WRITES = 100
"""Items of one transaction of DynamoDB."""

Clock = Callable[[], datetime]
"""Returns the present moment. If other writers delay a commit, each try gets a moment of its own."""


class Publisher:
    """Writes the public state of articles.

    `before` is the stored article, `after` its next version. `write_id` names a commit, so that a repetition by the
    SDK after a lost response is recognized. `load_site` is not called before it is needed, because the address of the
    site may be a stored parameter.
    """

    def __init__(
        self,
        dynamodb: Any,
        tables: TableNames,
        drafts: DraftRepository,
        taxonomy: TaxonomyRepository,
        load_site: Callable[[], Site],
        *,
        related: RelatedStories,
    ) -> None:
        self._dynamodb, self._tables = dynamodb, tables
        self._drafts, self._taxonomy, self._load_site = drafts, taxonomy, load_site
        self._related = related
        self.addresses = Addresses(dynamodb, tables.articles, drafts)

    def publish(
        self,
        before: Article | None,
        after: Article,
        options: PublishOptions,
        *,
        clock: Clock,
        write_id: str,
        also: Sequence[Write] = (),
    ) -> Article:
        """Write `after`, publicly too, and return it. `options` mark its event, `also` are further writes.

        `before` is None for an article that is not stored. Where a category, tag or author was merged, the article gets
        the other one. Raises `SlugTaken`, `CategoryMissing`, `AuthorMissing`, `StaleVersion`, `SnapshotChanged`, and
        `TooLarge` if the further writes do not fit into the transaction.
        """
        snapshot = load_snapshot(self._dynamodb, self._tables, after)
        after = replace_merged(after, snapshot.aliases)
        _check_authors(after, snapshot)
        check_ready(after, snapshot.pictures)
        document = render_article(after, snapshot.names, snapshot.pictures, self._load_site())
        if snapshot.document is None:  # idempotent, and not in the transaction, where publications would conflict
            commit(self._dynamodb, [listings.put_sitemap(self._tables.listings, document)])
        related = self._related.choose(document, snapshot.related)
        now = clock()
        redirects_from = self.addresses.plan_redirects(snapshot, after, now)
        document["translations"] = translations.list_other_members(snapshot.members, after.lang)
        members = {**snapshot.members, after.lang: render_translation(document)}
        writes = [
            *self._drafts.put_version(before, after, action="publish", write_id=write_id),
            *views.put_view(
                self._tables.articles,
                pack_view(document),
                after,
                snapshot,
                redirects_from,
                related=related,
                silent=options.is_silent,
                alert=options.alert,
            ),
            *(self._check_category(place, slug, now) for place, slug in enumerate(after.categories)),
            *listings.put_cards(self._tables.listings, snapshot, document, after.unpublish_at, now),
            listings.put_change(self._tables.listings, "updated" if snapshot.document else "published", after, now),
            *translations.update_story(self._tables, after.story, snapshot, members, now),
            *also,
        ]
        if len(writes) > MAX_WRITES:
            raise TooLarge("It changes too much at once: save the changes first, and publish them then.")
        commit(self._dynamodb, writes, write_id=write_id)
        self._save_new_tags(snapshot, document)
        return after

    def withdraw(self, before: Article, after: Article, withdrawal: Withdrawal, *, clock: Clock, write_id: str) -> None:
        """Write `after`, and tombstones at the article's addresses. Raises `StaleVersion`, `SnapshotChanged`."""
        snapshot = load_snapshot(self._dynamodb, self._tables, before)
        document = snapshot.document
        if document is None:
            raise SnapshotChanged
        now = clock()
        members = {lang: member for lang, member in snapshot.members.items() if lang != before.lang}
        writes = [
            *self._drafts.put_version(before, after, action="unpublish", write_id=write_id),
            *views.put_tombstones(self._tables.articles, snapshot, after, withdrawal, now),
            *listings.delete_cards(self._tables.listings, document),
            listings.put_change(self._tables.listings, "withdrawn", after, now),
            *translations.update_story(self._tables, after.story, snapshot, members, now),
        ]
        commit(self._dynamodb, writes, write_id=write_id)

    def set_end(self, before: Article, after: Article, *, write_id: str) -> None:
        """Save a new time of withdrawal in the draft, the published view and the cards. Raises `SnapshotChanged`.

        Readers do not see the article from that time on, even before the scheduler withdraws it.
        """
        snapshot = load_snapshot(self._dynamodb, self._tables, before)
        document = snapshot.document
        if document is None:
            raise SnapshotChanged
        writes = [
            *self._drafts.put_version(before, after, action="schedule", write_id=write_id),
            *views.set_end(self._tables.articles, document, after.unpublish_at),
            *listings.set_end(self._tables.listings, snapshot, document, after.unpublish_at),
        ]
        commit(self._dynamodb, writes, write_id=write_id)

    def _save_new_tags(self, snapshot: Snapshot, document: Mapping[str, Any]) -> None:
        """Make new tags public, now that the article is. ArticleEvents repeats it if it fails here.

        A tag that exists gets its name in one more language from ArticleEvents, which renders its articles again.
        """
        lang = document["lang"]
        new = [tag for tag in document["tags"] if ("tag", tag["slug"]) not in snapshot.names]
        if new:
            try:
                self._taxonomy.create_missing("tag", lang, new)
            except (Unavailable, BotoCoreError, ClientError) as error:
                count_swallowed("tags-wait", error, article=document["id"])

    def _check_category(self, place: int, slug: str, now: datetime) -> Write:
        def refuse(stored: Mapping[str, Any]) -> Exception:
            if "merged_into" in stored:  # after the snapshot was read
                return SnapshotChanged()
            return _report_missing(CategoryMissing, f"#/categories/{place}", f"The category {slug} is no longer there.")

        return self._taxonomy.check_category(slug, now, refusal=refuse)


def _check_authors(article: Article, snapshot: Snapshot) -> None:
    """Raises `AuthorMissing` for an author who was removed since the article was saved."""
    for place, author in enumerate(article.authors):
        if author.slug and ("author", author.slug) not in snapshot.names:
            detail = f"The author {author.slug} is no longer there."
            raise _report_missing(AuthorMissing, f"#/authors/{place}/slug", detail)


def _report_missing(kind: type[Conflict], pointer: str, detail: str) -> Conflict:
    return kind(detail, errors=[{"pointer": pointer, "detail": detail}])
