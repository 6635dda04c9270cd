"""One export: stages that write records, in an order in which what a record names comes before it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
    FILE_NAME,
    FORMAT,
    AddressRecord,
    AnyRecord,
    End,
    Header,
    PictureRecord,
    StoryRecord,
    UseRecord,
    format_record,
)
from cli.moving.stack import THREADS, Stack
from cli.scratch import split
from gazette import __version__
from gazette.times import timestamp

if TYPE_CHECKING:
    from gazette.jobs.model import Job

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


class OtherStack(Exception):
    """The unfinished export in the folder is one of another stack."""


class Export:
    """One run into a folder, which must exist.

    `report` gets a sentence for each file of a picture that the bucket lacks, and for each article that cannot be read;
    `missing` and `damaged` are their numbers, with those of the runs before that this one continues.
    """

    def __init__(
        self, stack: Stack, folder: Path, *, with_files: bool, at: datetime, report: Callable[[str], None]
    ) -> None:
        self._stack, self._folder, self._at, self._report = stack, folder, at, report
        self._files = PictureFiles(stack, folder) if with_files else None
        self._state = State(folder)
        self._total = 0
        self.missing, self.damaged = 0, 0

    def run(self) -> Iterator[Job]:
        """Write what is not written yet. The jobs are states of the progress bar only.

        Raises `OtherStack`, and OSError of the disk.
        """
        try:
            yield from self._run()
        finally:
            self._state.close()

    def _run(self) -> Iterator[Job]:
        self._begin()
        yield from self._find()
        with ThreadPoolExecutor(THREADS) as self._pool:
            for stage in (
                self._export_pictures,
                self._export_uses,
                self._export_terms,
                self._export_sitemaps,
                self._export_articles,
                self._export_addresses,
                self._export_stories,
                self._export_fronts,
                self._export_changes,
            ):
                yield from self._write_stage(stage.__name__.removeprefix("_export_"), stage)
        done = self._show("done")
        self._finish()
        yield done

    def _begin(self) -> None:
        """Open the unfinished file, without what a killed run has written behind the state."""
        stack = f"{self._stack.tables.drafts} {self._stack.bucket}"
        present = self._state.get("stack")
        if present is not None and present != stack:
            raise OtherStack(f"{self._state.part} is an unfinished export of another stack; delete it and its .state")
        if present is None:
            header = Header(
                format=FORMAT,
                gazette=__version__,
                site=self._stack.site.home,
                languages=self._stack.languages,
                exported_at=timestamp(self._at),
            )
            self._state.part.unlink(missing_ok=True)
            self._state.part.touch(mode=0o600)
            length = self._append([header], 0)
            self._state.begin()
            self._state.commit(stack=stack, length=length, records=1, articles_done=0)
        else:
            os.truncate(self._state.part, self._state.get("length"))
            self.missing, self.damaged = self._state.get("missing", 0), self._state.get("damaged", 0)

    def _find(self) -> Iterator[Job]:
        """The scans. One that was interrupted begins anew: it only reads."""
        for name, find in (("pictures", listing.find_pictures), ("articles", listing.find_articles)):
            if not self._state.get(f"{name}_found"):
                for _ in find(self._stack, self._state):
                    yield self._show("running")
                self._state.begin()
                self._state.commit(**{f"{name}_found": 1})
        self._total = self._state.count("articles")

    def _write_stage(self, name: str, stage: Callable[[str], Iterator[Page]]) -> Iterator[Job]:
        """Write the records of a stage, each page with the position behind it."""
        if self._state.get(f"{name}_written"):
            return
        for page in stage(self._state.get(f"{name}_position", "")):
            self._write(page, **{f"{name}_position": page.position})
            yield self._show("running")
        self._state.begin()
        self._state.commit(**{f"{name}_written": 1})

    def _write(self, page: Page, **facts: str) -> None:
        """Append records, then note how far the file is."""
        records = page.records
        length = self._append(records, self._state.get("length"))
        self._state.begin()
        self._state.add("written", [name for record in records if (name := _get_name(record))])
        for table, row in page.rows:
            self._state.add(table, [row])
        done = self._state.get("articles_done") + sum(record.type == "article" for record in records)
        count = self._state.get("records") + len(records)
        lost = {"missing": self.missing, "damaged": self.damaged}
        self._state.commit(length=length, records=count, articles_done=done, **lost, **facts)

    def _append(self, records: Iterable[AnyRecord], length: int) -> int:
        """The length of the file after it. It is on the disk before the state says so."""
        with self._state.part.open("r+b") as file:
            file.seek(length)
            file.writelines(map(format_record, records))
            file.flush()
            os.fsync(file.fileno())
            return file.tell()

    def _finish(self) -> None:
        self._append([End(records=self._state.get("records"))], self._state.get("length"))
        self._state.part.replace(self._folder / FILE_NAME)
        self._state.remove()

    # --- Stages --------------------------------------------------------------------------------------------------

    def _export_pictures(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("pictures", ["id"], after, PAGE):
            ids = [id for (id,) in rows]
            yield Page(self._read_pictures(ids), json.dumps(ids[-1:]))

    def _export_uses(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("uses", ["picture", "user"], after, PAGE):
            known = [row for row in rows if self._state.has("picture", row[0])]
            yield Page([UseRecord(picture=picture, by=by) for picture, by in known], json.dumps(rows[-1]))

    def _export_terms(self, after: str) -> Iterator[Page]:
        if not after:
            terms = list_terms(self._stack)
            yield Page([*self._read_lacking_pictures([term.picture for term in terms], ()), *terms], ALL)

    def _export_sitemaps(self, after: str) -> Iterator[Page]:
        if not after:
            yield Page(list(site.list_sitemaps(self._stack)), ALL)

    def _export_articles(self, after: str) -> Iterator[Page]:
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

    def _export_addresses(self, _after: str) -> Iterator[Page]:
        """Addresses of which no article in the file has said more. One that leads to an unknown article is left out:
        the article was written after the export had begun."""
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

    def _export_stories(self, after: str) -> Iterator[Page]:
        for rows in self._state.list_pages("stories", ["id"], after, PAGE):
            yield Page([StoryRecord(id=id, version=version) for id, version in rows], json.dumps(rows[-1][:1]))

    def _export_fronts(self, after: str) -> Iterator[Page]:
        if not after:
            fronts = site.list_fronts(self._stack, lambda id: self._state.has("published", id))
            yield Page(list(fronts), ALL)

    def _export_changes(self, after: str) -> Iterator[Page]:
        for page in split(site.list_changes(self._stack, after), PAGE):
            unexpired = [change for _, change in page if change.expires_at > self._at.timestamp()]
            yield Page(unexpired, page[-1][0])

    # --- Records of several stages -------------------------------------------------------------------------------

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
        written = {_get_name(record) for record in before}
        terms = [
            (kind, slug)
            for kind, slug in article.terms
            if ("term", f"{kind}/{slug}") not in written and not self._state.has("term", f"{kind}/{slug}")
        ]
        found = read_terms(self._stack, terms) if terms else []
        ids = [*article.pictures, *article.draft_pictures, *(term.picture for term in found)]
        return [*self._read_lacking_pictures(ids, written), *found]

    def _read_lacking_pictures(
        self, ids: Iterable[str | None], written: Collection[tuple[str, str] | None]
    ) -> list[PictureRecord]:
        new = [id for id in dict.fromkeys(ids) if id and not self._state.has("picture", id)]
        return self._read_pictures([id for id in new if ("picture", id) not in written])

    def _show(self, status: str) -> Job:
        from gazette.jobs.model import Job

        done = self._state.get("articles_done", 0)
        total = done if status == "done" else self._total
        return Job("export", "", {}, done=done, total=total, unit="articles", status=status)  # type: ignore[arg-type]


def _build_address(item: dict[str, str]) -> AddressRecord:
    if "gone" in item:
        return AddressRecord(address=item["address"], withdrawn=build_withdrawn(item))
    return AddressRecord(address=item["address"], moved_to=item.get("moved_to"), released_at=item.get("released_at"))


def _get_name(record: AnyRecord) -> tuple[str, str] | None:
    """The name under which a record is noted as written."""
    match record.type:
        case "picture" | "article":
            return record.type, record.id
        case "term":
            return "term", f"{record.kind}/{record.slug}"
        case "address":
            return "address", record.address
    return None
