"""Addresses of published articles: which slugs are free, which are released, and where an address may redirect."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from gazette.articles.drafts.repository import DraftRepository
from gazette.articles.errors import SlugInUse, SlugNotFound
from gazette.articles.model import Article
from gazette.articles.public.article import REDIRECT_LIFETIME
from gazette.articles.public.redirects import normalize_path
from gazette.articles.publishing.slugs import build_candidates
from gazette.articles.publishing.snapshot import Snapshot
from gazette.articles.publishing.views import build_slug_address, release_address
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit
from gazette.dynamodb.items import deserialize, serialize
from gazette.errors import Invalid
from gazette.times import timestamp

_ATTRIBUTES = ("address", "id", "moved_to", "gone", "released_at", "unpublish_at", "etag")
"""All but the bytes of the view. Only an item with a view has an `etag`."""


class Addresses:
    """Reads of the Articles table, consistent, and the release of a slug."""

    def __init__(self, dynamodb: Any, table: str, drafts: DraftRepository) -> None:
        self._dynamodb, self._table, self._drafts = dynamodb, table, drafts

    def find_free_slugs(self, article: Article, day: date) -> list[str]:
        """Slugs from the article's title that no other article has. The last slug has the id and is always free."""
        candidates = build_candidates(article.title or "", article.lang, article.id.lower(), day)
        addresses = {build_slug_address(article.lang, slug): slug for slug in candidates}
        taken = {item["address"] for item in self._find(list(addresses)) if item.get("id", article.id) != article.id}
        return [slug for address, slug in addresses.items() if address not in taken]

    def check_successor(self, article: Article, id: str, now: datetime) -> None:
        """Raises `Invalid` if `id` is not that of another article that readers see now."""
        shown = [
            item
            for item in self._find([id])
            if "etag" in item and item["id"] == id != article.id and item.get("unpublish_at", "~") > timestamp(now)
        ]
        if not shown:
            raise Invalid.at("#/redirect_to", "This is not the id of another published article.")

    def plan_redirects(self, snapshot: Snapshot, after: Article, now: datetime) -> str | None:
        """The time from which former addresses redirect to the article `after`; None if they do so at once.

        A cache may still have a redirect away from an address at which the article appears now: from its slug of
        before a renaming, to its successor after a withdrawal, or from an old path that is its slug now. Together with
        a redirect to this address a browser would go round in a circle. So the former addresses show the article itself
        until those copies have expired.
        """
        was_redirect = snapshot.successor is not None
        if after.slug != snapshot.slug:
            address = build_slug_address(after.lang, str(after.slug))
            was_redirect |= bool(self._find([address, normalize_path(f"/{address}")]))
        return timestamp(now + REDIRECT_LIFETIME) if was_redirect else snapshot.redirects_from

    def release_slug(self, lang: str, slug: str, now: datetime) -> None:
        """Let any article take a former slug, or the slug of an article that is in the bin or purged.

        Its redirect or its 410 ends. Raises `SlugNotFound` if no article has it or had it, `SlugInUse` if readers see
        an article under it or may see it again, `SnapshotChanged` if somebody else changes it at the same time.
        """
        item = next(iter(self._find([build_slug_address(lang, slug)])), {})
        if "id" not in item:
            raise SlugNotFound()
        if "etag" in item:
            raise SlugInUse("Readers see an article under it.", article=item["id"])
        writes = [release_address(self._table, item, now)]
        if "gone" in item:
            writes.append(self._drafts.check_deleted(item["id"], refusal=_refuse_withdrawn))
        commit(self._dynamodb, writes)

    def _find(self, addresses: Sequence[str]) -> list[dict[str, Any]]:
        """The items at addresses, without their views."""
        keys = [serialize({"address": address}) for address in addresses]
        items = batch_get(self._dynamodb, {self._table: keys}, attributes=_ATTRIBUTES)
        return [deserialize(item) for item in items[self._table]]


def _refuse_withdrawn(stored: Mapping[str, Any]) -> SlugInUse:
    return SlugInUse("Its article is withdrawn and may be published again; delete it first.", article=stored.get("id"))
