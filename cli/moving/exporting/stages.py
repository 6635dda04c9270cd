"""What an export writes, stage by stage: records in an order in which what a record names comes before it."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cli.moving.exporting import listing, site
from cli.moving.exporting.articles import (
    ArticleDamaged,
    ExportedArticle,
    build_withdrawn,
    read_article,
    read_story_versions,
)
from cli.moving.exporting.pictures import PictureFiles, read_pictures
from cli.moving.exporting.state import State
from cli.moving.exporting.terms import list_terms, read_terms
from cli.moving.records import (
    AddressRecord,
    AnyRecord,
    ArticleRecord,
    PictureRecord,
    RedirectRecord,
    StoryRecord,
    TermRecord,
    UseRecord,
)
from cli.moving.stack import THREADS, Stack
from cli.scratch import split

PAGE = 100
"""Rows of a page of the state, and pictures that are read in one request."""
ALL = "all"
"""The position behind a stage of one page."""


@dataclass(frozen=True)
class Page:
    """Records, and the position behind them. `rows` (table, row) are noted in the state with them."""

    records: Sequence[AnyRecord]
    position: str = ""
    rows: Sequence[tuple[str, tuple[Any, ...]]] = ()


class Stages:
    """Each stage yields pages behind a position, which is empty at its beginning.

    Without `files` those of pictures are left out. `report` gets a sentence for each file that the bucket lacks, and
    for each article that cannot be read; `missing` and `damaged` are their numbers.
    """

    def __init__(
        self,
        stack: Stack,
        state: State,
        files: PictureFiles | None,
        pool: ThreadPoolExecutor,
        *,
        at: datetime,
        report: Callable[[str], None],
    ) -> None:
        self._stack, self._state, self._files, self._pool = stack, state, files, pool
        self._at, self._report = at, report
        self.missing, self.damaged = state.get("missing", 0), state.get("damaged", 0)

    def list_all(self) -> list[tuple[str, Callable[[str], Iterator[Page]]]]:
        """All stages in their order, with their names."""
        return [
            ("pictures", self.export_pictures),
            ("uses", self.export_uses),
            ("terms", self.export_terms),
            ("sitemaps", self.export_sitemaps),
            ("articles", self.export_articles),
            ("addresses", self.export_addresses),
            ("stories", self.export_stories),
            ("fronts", self.export_fronts),
            ("changes", self.export_changes),
        ]

    def export_pictures(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("pictures", ["id"], after, PAGE):
            ids = [id for (id,) in rows]
            yield Page(self._read_pictures(ids), json.dumps(ids[-1:]))

    def export_uses(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("uses", ["picture", "user"], after, PAGE):
            known = [row for row in rows if self._state.has("picture", row[0])]
            yield Page([UseRecord(picture=picture, by=by) for picture, by in known], json.dumps(rows[-1]))

    def export_terms(self, after: str) -> Iterator[Page]:
        if not after:
            terms = list_terms(self._stack)
            yield Page([*self._read_lacking_pictures([term.picture for term in terms], ()), *terms], ALL)

    def export_sitemaps(self, after: str) -> Iterator[Page]:
        if not after:
            yield Page(list(site.list_sitemaps(self._stack)), ALL)

    def export_articles(self, after: str) -> Iterator[Page]:
        """Each article behind the pictures and terms that it has and the file still lacks."""
        for rows in self._state.list_pages("articles", ["id"], after, THREADS):
            ids = [id for (id,) in rows]
            records: list[AnyRecord] = []
            noted: list[tuple[str, tuple[Any, ...]]] = []
            for article in self._pool.map(self._read_article, ids):
                if article is not None:
                    records += [*self._read_lacking(article, records), *article.records]
                    noted += [("written", ("address", address)) for address in article.addresses]
                    noted += [("written", ("published", article.id))] if article.is_published else []
                    noted += [("stories", article.story)] if article.story else []
            yield Page(records, json.dumps(ids[-1:]), noted)

    def export_addresses(self, _after: str) -> Iterator[Page]:
        """Addresses of which no article in the file has said more, and paths of a former site.

        One that leads to an unknown article is left out: the article was written after the export had begun.
        """
        self._state.clear("addresses")
        for _ in listing.find_addresses(self._stack, self._state):
            pass
        for rows in self._state.list_pages("addresses", ["address"], "", PAGE):
            items = [json.loads(text) for _, text in rows]
            new = [item for item in items if not self._state.has("address", item["address"]) and self._is_known(item)]
            purged = [item["id"] for item in new if "gone" in item and item["address"] == item["id"]]
            stories = read_story_versions(self._stack, purged).items()
            yield Page(list(map(_build_address, new)), rows=[("stories", story) for story in stories])

    def _is_known(self, item: dict[str, str]) -> bool:
        target = item.get("moved_to")
        return target is None or self._state.has("article", target) or self._state.contains("addresses", target)

    def export_stories(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("stories", ["id"], after, PAGE):
            yield Page([StoryRecord(id=id, version=version) for id, version in rows], json.dumps(rows[-1][:1]))

    def export_fronts(self, after: str) -> Iterator[Page]:
        if not after:
            fronts = site.list_fronts(self._stack, lambda id: self._state.has("published", id))
            yield Page(list(fronts), ALL)

    def export_changes(self, after: str) -> Iterator[Page]:
        for page in split(site.list_changes(self._stack, after), PAGE):
            unexpired = [change for _, change in page if change.expires_at > self._at.timestamp()]
            yield Page(unexpired, page[-1][0])

    # --- What several stages need -------------------------------------------------------------------------------------

    def _read_article(self, id: str) -> ExportedArticle | None:
        """None for an article that is gone, or damaged: that one is reported."""
        try:
            return read_article(self._stack, id)
        except ArticleDamaged as error:
            self._report(str(error))
            self.damaged += 1
            return None

    def _read_pictures(self, ids: Sequence[str]) -> list[PictureRecord]:
        return list(self._pool.map(self._copy_files, read_pictures(self._stack, ids)))

    def _copy_files(self, record: PictureRecord) -> PictureRecord:
        if self._files is None:
            return record
        files, missing = self._files.copy(record.picture)
        self.missing += len(missing)
        for key in missing:
            self._report(f"the bucket lacks {key}")
        return record.model_copy(update={"files": tuple(files)})

    def _read_lacking(self, article: ExportedArticle, before: Sequence[AnyRecord]) -> list[AnyRecord]:
        """Pictures and terms of an article that were made after those were exported. `before` are new records too."""
        written = {name for record in before for name in list_names(record)}
        terms = [
            (kind, slug)
            for kind, slug in article.terms
            if ("term", f"{kind}/{slug}") not in written and not self._state.has("term", f"{kind}/{slug}")
        ]
        found = read_terms(self._stack, terms) if terms else []
        ids = [*article.pictures, *article.draft_pictures, *(term.picture for term in found)]
        return [*self._read_lacking_pictures(ids, written), *found]

    def _read_lacking_pictures(
        self, ids: Iterable[str | None], written: Collection[tuple[str, str]]
    ) -> list[PictureRecord]:
        new = [id for id in dict.fromkeys(ids) if id and not self._state.has("picture", id)]
        return self._read_pictures([id for id in new if ("picture", id) not in written])


def _build_address(item: dict[str, str]) -> AddressRecord | RedirectRecord:
    if item["address"].startswith("/"):
        return RedirectRecord(path=item["address"], article=item["moved_to"])
    if "gone" in item:
        return AddressRecord(address=item["address"], withdrawn=build_withdrawn(item))
    return AddressRecord(address=item["address"], moved_to=item.get("moved_to"), released_at=item.get("released_at"))


def list_names(record: AnyRecord) -> list[tuple[str, str]]:
    """The names under which a record is noted as written."""
    match record:
        case PictureRecord():
            return [("picture", record.id), *(("file", file.path) for file in record.files)]
        case ArticleRecord():
            return [("article", record.id)]
        case TermRecord():
            return [("term", f"{record.kind}/{record.slug}")]
        case AddressRecord():
            return [("address", record.address)]
        case RedirectRecord():
            return [("address", record.path)]
    return []
