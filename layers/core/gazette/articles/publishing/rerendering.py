"""Renders published articles again after a change of what they show: a name, a picture, or the form of views.

An article whose category, tag or author was merged moves to the lists of the other one.

Readers see the new form; the version, all dates and the feed of changes stay, and no event announces it.
"""

from datetime import datetime
from typing import Any

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import ArticleNotFound
from gazette.articles.model import Article
from gazette.articles.publishing import listings, views
from gazette.articles.publishing.pictures import check_ready
from gazette.articles.publishing.serializers import FORMAT, render_article
from gazette.articles.publishing.site import load_site
from gazette.articles.publishing.snapshot import (
    Snapshot,
    SnapshotChanged,
    StoredView,
    TableNames,
    load_snapshot,
    refuse_changed,
)
from gazette.articles.publishing.translations import list_other_members
from gazette.articles.terms import drop_known_names, replace_merged
from gazette.dynamodb.commit import commit
from gazette.dynamodb.retry import retry
from gazette.settings import Settings
from gazette.taxonomy.repository import TaxonomyRepository


class Rerendering:
    def __init__(self, dynamodb: Any, settings: Settings) -> None:
        self._dynamodb, self._settings = dynamodb, settings
        self._tables = TableNames.from_settings(settings)
        self._drafts = DraftRepository(dynamodb, self._tables.drafts)
        self._taxonomy = TaxonomyRepository(dynamodb, self._tables.taxonomy)

    def refresh(self, id: str, now: datetime) -> bool:
        """Render the published version of an article again. Returns whether readers see another form now.

        Idempotent. Does nothing for an article that is not published. Raises `Invalid` or `TooLarge` for an article
        that cannot be rendered any more; its present form stays.
        """
        return retry(lambda: self._refresh_once(id, now), SnapshotChanged)

    def _refresh_once(self, id: str, now: datetime) -> bool:
        try:
            article = self._drafts.get(id)
        except ArticleNotFound:  # no failure: it was purged
            return False
        if article.published_version is None:
            return False
        published = self._drafts.get_revision(id, article.published_version)
        snapshot = load_snapshot(self._dynamodb, self._tables, published)
        if snapshot.document is None or snapshot.document["version"] != published.version:
            raise SnapshotChanged
        published = drop_known_names(replace_merged(published, snapshot.aliases), snapshot.names)
        if removed := _list_removed_authors(published, snapshot):
            self._taxonomy.create_missing("author", published.lang, removed)
            raise SnapshotChanged
        check_ready(published, snapshot.pictures)
        document = render_article(published, snapshot.names, snapshot.pictures, load_site(self._settings))
        document["translations"] = list_other_members(snapshot.members, published.lang)
        if document == snapshot.document and snapshot.format == FORMAT:
            return False
        self._write(article, snapshot, document, now)
        return True

    def _write(self, article: Article, snapshot: Snapshot, document: dict[str, Any], now: datetime) -> None:
        """At most 41 writes: the view at both addresses, the cards, the sitemap, and a check of the draft."""
        assert snapshot.document is not None and snapshot.etag is not None  # noqa: S101 (it is published)
        present = StoredView(snapshot.document, snapshot.etag)
        writes = [
            self._drafts.check_version(article, refusal=refuse_changed),
            *views.update_view(self._tables.articles, present, document, now, format=FORMAT),
            *listings.put_cards(self._tables.listings, snapshot, document, article.unpublish_at, now),
        ]
        commit(self._dynamodb, writes)


def _list_removed_authors(published: Article, snapshot: Snapshot) -> list[dict[str, str]]:
    """The authors (`{slug, name}`) whose removal did not see the article, because its publication committed later."""
    assert snapshot.document is not None  # noqa: S101 (it is published)
    names = {author["slug"]: author["name"] for author in snapshot.document["authors"]}
    slugs = [author.slug for author in published.authors if author.slug]
    return [{"slug": slug, "name": names.get(slug, slug)} for slug in slugs if ("author", slug) not in snapshot.names]
