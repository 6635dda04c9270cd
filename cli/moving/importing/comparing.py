"""Compares the records of a file with what the stack has, in batches: new, the same, or another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from cli.moving.importing.plain_items import build_plain_item
from cli.moving.importing.sameness import CheckedArticle, is_same_article, is_same_picture, is_same_term
from cli.moving.importing.scratch import Scratch
from cli.moving.problems import Problems
from cli.moving.records import (
    AddressRecord,
    ChangeRecord,
    FrontRecord,
    PictureRecord,
    Record,
    RedirectRecord,
    TermRecord,
)
from cli.moving.stack import Stack
from gazette.articles.drafts.items import build_current_key, build_revision_key
from gazette.articles.model import Article
from gazette.articles.publishing.front_page import FRONTS
from gazette.articles.publishing.views import build_slug_address
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.media.items import CURRENT, DELETED, build_key, parse_media
from gazette.taxonomy.items import build_key as build_term_key
from gazette.taxonomy.items import parse_term
from gazette.times import timestamp

SAME, NEWER, KEPT, EXPIRED = "there already", "newer in the stack", "left as the stack has it", "expired"
BATCH = 25
"""Records that are compared at once: an article needs up to four of the 100 keys of a request."""
_ADDRESS = ("address", "id", "kind", "lang", "slug", "version", "redirects_from", "silent", "moved_to", "gone")
_CHANGE = ("change", "expires_at")
_ADDRESS_ATTRIBUTES = (*_ADDRESS, "released_at", "etag")

Key = tuple[str, ...]
Item = Mapping[str, Any]


class Comparison:
    """Notes an outcome for each record: `NEW`, `SAME`, `EXPIRED` at the time `now`, or `NEWER` for an article of which
    the stack has later versions.

    A record of which the stack has something else is an error, or `KEPT` with `keep_existing`. An article whose slug or
    place in a story another article of the stack has is an error in any case.
    """

    def __init__(
        self, stack: Stack, scratch: Scratch, problems: Problems, *, now: datetime, keep_existing: bool
    ) -> None:
        self._stack, self._scratch, self._problems = stack, scratch, problems
        self.now, self._keep_existing = now, keep_existing
        self._articles: list[CheckedArticle] = []
        self._records: dict[str, list[tuple[int, Any]]] = {}
        self._compare: dict[str, Callable[[Sequence[tuple[int, Any]]], None]] = {
            "picture": self._compare_pictures,
            "term": self._compare_terms,
            "address": self._compare_addresses,
            "redirect": self._compare_redirects,
            "front": self._compare_fronts,
            "sitemap": self._compare_plain,
            "story": self._compare_plain,
            "change": self._compare_plain,
        }

    def add(self, line: int, record: Record) -> None:
        """Compare a record that is neither an article nor a revision, now or later."""
        if record.type not in self._compare:
            return
        if isinstance(record, ChangeRecord) and record.expires_at <= self.now.timestamp():
            self._scratch.set_outcome(line, EXPIRED)
            return
        waiting = self._records.setdefault(record.type, [])
        waiting.append((line, record))
        if len(waiting) == BATCH:
            self._compare[record.type](waiting)
            waiting.clear()

    def add_article(self, article: CheckedArticle) -> None:
        self._articles.append(article)
        if len(self._articles) == BATCH:
            self._compare_articles()

    def finish(self) -> None:
        """Compare what still waits."""
        for type, waiting in self._records.items():
            if waiting:
                self._compare[type](waiting)
        self._records.clear()
        self._compare_articles()

    def _note(self, line: int, *, is_same: bool, difference: str) -> None:
        """The outcome of a record of which the stack has something."""
        if is_same:
            self._scratch.set_outcome(line, SAME)
        elif self._keep_existing:
            self._scratch.set_outcome(line, KEPT)
        else:
            self._problems.add(line, difference)

    def _compare_articles(self) -> None:
        articles, self._articles = self._articles, []
        if not articles:
            return
        tables = self._stack.tables
        drafts = [key for article in articles for key in _list_draft_keys(article.present)]
        stored = self._read(tables.drafts, drafts)
        addresses = [{"address": address} for article in articles for address in _list_addresses(article)]
        public = self._read(tables.articles, addresses, _ADDRESS_ATTRIBUTES)
        for article in articles:
            self._compare_article(article, stored, public)

    def _compare_article(self, article: CheckedArticle, stored: Mapping[Key, Item], public: Mapping[Key, Item]) -> None:
        id, line = article.record.id, article.line
        if (article.present.purge_at or "~") <= timestamp(self.now):
            self._scratch.set_outcome(line, EXPIRED)
            return
        current = stored.get((id, "current"))
        if current is not None:
            is_same = is_same_article(article, current)
            if not is_same and self._is_newer(article, current):
                self._scratch.set_outcome(line, NEWER)
                self._scratch.define("newer", id, line)
                return
            self._note(line, is_same=is_same, difference=f"the stack has another article {id}")
            return
        if (id,) in public:
            self._note(line, is_same=False, difference=f"the article {id} was deleted in the stack")
            return
        language = stored.get((f"story/{article.present.story}", article.present.lang), {})
        if not article.present.binned_at and language.get("article", id) != id:
            error = f"its story has the article {language['article']} in this language in the stack"
            self._problems.add(line, error)
        for address in _list_addresses(article):
            other = public.get((address,), {}).get("id")
            if other is not None:
                self._problems.add(line, f"the address {address} is that of the article {other} in the stack")

    def _is_newer(self, article: CheckedArticle, current: Item) -> bool:
        """Whether the version of the file is in the history of the stack's article."""
        if current["version"] <= article.present.version or current.get("purging"):
            return False
        key = build_revision_key(article.present.id, article.present.version)
        stored = self._read(self._stack.tables.drafts, [key], ("id", "part", "write_id")).values()
        return [item["write_id"] for item in stored] == [article.write_id]

    def _compare_pictures(self, records: Sequence[tuple[int, PictureRecord]]) -> None:
        keys = [build_key(record.id, part) for _, record in records for part in (CURRENT, DELETED)]
        stored = self._read(self._stack.tables.media, keys)
        for line, record in records:
            item = stored.get((record.id, CURRENT))
            difference = f"the stack has another picture {record.id}"
            if item is not None:
                is_same = is_same_picture(record.picture, parse_media(item))
                self._note(line, is_same=is_same, difference=difference)
            elif (record.id, DELETED) in stored:
                self._problems.add(
                    line, f"the picture {record.id} is being deleted in the stack; repeat the import later"
                )

    def _compare_terms(self, records: Sequence[tuple[int, TermRecord]]) -> None:
        keys = [build_term_key(record.kind, record.slug) for _, record in records]
        stored = self._read(self._stack.tables.taxonomy, keys)
        for line, record in records:
            item = stored.get((record.kind, record.slug))
            if item is not None:
                is_same = is_same_term(record, parse_term(item))
                self._note(line, is_same=is_same, difference=f"the stack has another {record.kind} {record.slug}")
        new = [(line, record) for line, record in records if (record.kind, record.slug) not in stored]
        self._check_merges([(line, record) for line, record in new if record.merged or record.merged_into])

    def _check_merges(self, records: Sequence[tuple[int, TermRecord]]) -> None:
        """A term and its aliases name one another: an alias of something else would be one that nobody can resolve."""
        names = [
            (record.kind, slug)
            for _, record in records
            for slug in (*record.merged, *([record.merged_into] if record.merged_into else []))
        ]
        stored = self._stack.taxonomy.find(names)
        for line, record in records:
            target = stored.get((record.kind, record.merged_into or ""))
            aliases = [stored[record.kind, slug] for slug in record.merged if (record.kind, slug) in stored]
            others = [alias.slug for alias in aliases if alias.merged_into != record.slug]
            if target is not None and record.slug not in target.merged:
                others.append(target.slug)
            for slug in others:
                error = f"the {record.kind} {slug}, with which it was merged, is another one in the stack"
                self._problems.add(line, error)

    def _compare_addresses(self, records: Sequence[tuple[int, AddressRecord]]) -> None:
        self._compare_articles()
        keys = [{"address": record.address} for _, record in records]
        stored = self._read(self._stack.tables.articles, keys, _ADDRESS_ATTRIBUTES)
        for line, record in records:
            item, article = stored.get((record.address,)), record.moved_to or (record.withdrawn and record.withdrawn.id)
            if article and self._scratch.has("newer", article):
                self._scratch.set_outcome(line, NEWER)
            elif item is not None:
                _, own = build_plain_item(self._stack, record)
                is_same = {name: value for name, value in own.items() if value is not None} == item
                self._note(line, is_same=is_same, difference=f"the stack has something else at {record.address}")

    def _compare_redirects(self, records: Sequence[tuple[int, RedirectRecord]]) -> None:
        keys = [{"address": record.path} for _, record in records]
        stored = self._read(self._stack.tables.articles, keys, _ADDRESS_ATTRIBUTES)
        for line, record in records:
            item = stored.get((record.path,))
            if item is not None:
                is_same = item == build_plain_item(self._stack, record)[1]
                self._note(line, is_same=is_same, difference=f"the stack leads {record.path} to another article")

    def _compare_fronts(self, records: Sequence[tuple[int, FrontRecord]]) -> None:
        keys = [{"listing": FRONTS, "position": record.lang} for _, record in records]
        stored = self._read(self._stack.tables.listings, keys)
        for line, record in records:
            item = stored.get((FRONTS, record.lang))
            if item is not None:
                is_same = (item["version"], item.get("write_id")) == (record.version, record.write_id)
                self._note(line, is_same=is_same, difference=f"the front page of {record.lang} is another one")

    def _compare_plain(self, records: Sequence[tuple[int, Record]]) -> None:
        """A story's item is written with its articles, and a sitemap has nothing but its key."""
        items = [build_plain_item(self._stack, record)[1] for _, record in records]
        keys = [_get_listing_key(item) for item in items]
        stored = self._read(self._stack.tables.listings, keys, ("listing", "position", *_CHANGE))
        for (line, record), key, item in zip(records, keys, items, strict=True):
            found = stored.get(tuple(key.values()))
            if found is not None:
                is_same = all(found.get(name) == item.get(name) for name in _CHANGE)
                self._note(line, is_same=is_same, difference=f"the stack has another {record.type} {key['position']}")

    def _read(
        self, table: str, keys: Iterable[Mapping[str, Any]], attributes: Sequence[str] = ()
    ) -> dict[Key, dict[str, Any]]:
        """Plain items by key."""
        unique = {tuple(key.values()): key for key in keys}
        names = list(next(iter(unique.values()))) if unique else []
        typed = [serialize(key) for key in unique.values()]
        found = batch_get(self._stack.dynamodb, {table: typed}, attributes=attributes)[table]
        return {tuple(item[name] for name in names): item for item in map(deserialize, found)}


def _list_draft_keys(article: Article) -> list[dict[str, Any]]:
    return [build_current_key(article.id), {"id": f"story/{article.story}", "part": article.lang}]


def _list_addresses(article: CheckedArticle) -> list[str]:
    slug = article.published.slug if article.published else None
    return [article.record.id, *([build_slug_address(article.present.lang, slug)] if slug else [])]


def _get_listing_key(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"listing": item["listing"], "position": item["position"]}
