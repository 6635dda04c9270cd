"""One export: writes the records of all stages, and notes after each page how far the file is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.moving.exporting import listing
from cli.moving.exporting.pictures import PictureFiles, delete_others
from cli.moving.exporting.stages import Page, Stages, list_names
from cli.moving.exporting.state import State
from cli.moving.records import FILE_NAME, FORMAT, AnyRecord, End, Header, format_record
from cli.moving.stack import THREADS, Stack
from gazette import __version__
from gazette.times import timestamp

if TYPE_CHECKING:
    from gazette.jobs.model import Job


class OtherStack(Exception):
    """The unfinished export in the folder is one of another stack, or of an export with other options."""


class Export:
    """One run into a folder, which must exist.

    `report` gets a sentence for each file of a picture that the bucket lacks, and for each article that cannot be read;
    `missing` and `damaged` are their numbers, with those of the runs before that this one continues.
    """

    def __init__(
        self, stack: Stack, folder: Path, *, with_files: bool, at: datetime, report: Callable[[str], None]
    ) -> None:
        self._stack, self._folder, self._at, self._report = stack, folder, at, report
        self._with_files = with_files
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
        files = PictureFiles(self._stack, self._folder) if self._with_files else None
        with ThreadPoolExecutor(THREADS) as pool:
            stages = Stages(self._stack, self._state, files, pool, at=self._at, report=self._report)
            for name, stage in stages.list_all():
                yield from self._write_stage(name, stage, stages)
        done = self._show("done")
        self._finish()
        yield done

    def _begin(self) -> None:
        """Open the unfinished file, without what a killed run has written behind the state."""
        stack = f"{self._stack.tables.drafts} {self._stack.bucket}{'' if self._with_files else ' without files'}"
        present = self._state.get("stack")
        if present is not None and present != stack:
            raise OtherStack(
                f"{self._state.part} was begun for another stack or with other options; delete it to begin anew"
            )
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

    def _find(self) -> Iterator[Job]:
        """The scans. One that was interrupted begins anew: it only reads."""
        for name, find in (("pictures", listing.find_pictures), ("articles", listing.find_articles)):
            if not self._state.get(f"{name}_found"):
                for _ in find(self._stack, self._state):
                    yield self._show("running")
                self._state.begin()
                self._state.commit(**{f"{name}_found": 1})
        self._total = self._state.count("articles")

    def _write_stage(self, name: str, stage: Callable[[str], Iterator[Page]], stages: Stages) -> Iterator[Job]:
        """Write the records of a stage, each page with the position behind it."""
        if self._state.get(f"{name}_written"):
            return
        for page in stage(self._state.get(f"{name}_position", "")):
            self.missing, self.damaged = stages.missing, stages.damaged
            self._write(page, **{f"{name}_position": page.position})
            yield self._show("running")
        self._state.begin()
        self._state.commit(**{f"{name}_written": 1})

    def _write(self, page: Page, **facts: str) -> None:
        """Append records, then note how far the file is."""
        records = page.records
        length = self._append(records, self._state.get("length"))
        self._state.begin()
        self._state.add("written", [name for record in records for name in list_names(record)])
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
        if self._with_files:
            delete_others(self._folder, lambda key: self._state.has("file", key))
        self._state.part.replace(self._folder / FILE_NAME)
        self._state.remove()

    def _show(self, status: str) -> Job:
        from gazette.jobs.model import Job

        done = self._state.get("articles_done", 0)
        total = done if status == "done" else self._total
        return Job("export", "", {}, done=done, total=total, unit="articles", status=status)  # type: ignore[arg-type]
