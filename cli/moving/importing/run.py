"""The second pass: writes what the stack lacks, kind by kind, in an order in which nothing names what is not there yet.

Each record is one conditional write or transaction, so that a run may be killed anywhere and the next one goes on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cli.moving.files import FileWrong
from cli.moving.importing.articles import ArticleWriter
from cli.moving.importing.front_pages import write_front
from cli.moving.importing.lines import read_record
from cli.moving.importing.outcomes import CHANGED, FAILED, WRITTEN
from cli.moving.importing.pictures import PictureWriter
from cli.moving.importing.plain_items import build_plain_item
from cli.moving.importing.plain_writes import find_missing, write_item
from cli.moving.importing.scratch import NEW, Scratch, StoryInFile
from cli.moving.importing.terms import write_term
from cli.moving.listings import query_listing
from cli.moving.problems import describe_error
from cli.moving.records import FrontRecord, PictureRecord, TermRecord
from cli.moving.stack import THREADS, Clock, Stack
from gazette.articles.publishing.category_blocks import CategoryBlocks
from gazette.errors import GazetteError, Unavailable
from gazette.media.items import USE, build_key

if TYPE_CHECKING:
    from gazette.jobs.model import Job

PAGE = 100
"""Records that are handed to the writers at once, and keys of one read."""
ORDER = ("picture", "term", "sitemap", "article", "address", "redirect", "story", "front", "change")

_NO_STORY = StoryInFile(1, {})


@dataclass
class Import:
    """One run over a file that was checked. `report` gets a sentence for each record that could not be written."""

    stack: Stack
    folder: Path
    path: Path
    scratch: Scratch
    clock: Clock
    report: Callable[[str], None]
    with_files: bool = True
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Numbers of records by (type, outcome)."""

    @property
    def has_failures(self) -> bool:
        return any(outcome in (CHANGED, FAILED) for (_, outcome), count in self.outcomes.items() if count)

    def run(self) -> Iterator[Job]:
        """Write everything that is new. The jobs are states of the progress bar only. Raises `Unavailable`."""
        from gazette.jobs.model import Job

        counted = self.scratch.count()
        self.outcomes.update({key: count for key, count in counted.items() if key[1] != NEW})
        total = sum(count for (_, outcome), count in counted.items() if outcome == NEW)
        done = 0
        yield Job("import", "", {}, done=0, total=total, unit="records", status="running")
        with ThreadPoolExecutor(THREADS) as pool:
            for type in ORDER:
                write = None
                for page in self.scratch.list_new(type, PAGE):
                    write = write or self._choose_writer(type)
                    self._write_page(type, page, write, pool)
                    done += len(page)
                    yield Job("import", "", {}, done=done, total=total, unit="records", status="running")
                if type == "picture":
                    self._write_uses(pool)
        if any(outcome == WRITTEN and type in ("article", "term") for type, outcome in self.outcomes):
            CategoryBlocks(self.stack.dynamodb, self.stack.settings).rebuild()
        yield Job("import", "", {}, done=total, total=total, unit="records", status="done")

    def _choose_writer(self, type: str) -> Callable[[int, StoryInFile], str]:
        """A function of the place of a record, and of the story of an article. It returns the outcome."""
        if type == "article":
            is_change = {lang: self._has_others(lang) for lang in self.stack.languages}
            return ArticleWriter(self.stack, self.path, self.clock, is_change).write
        pictures = PictureWriter(self.stack, self.folder, self.with_files)

        def write(start: int, _story: StoryInFile) -> str:
            record = read_record(self.path, start)
            match record:
                case PictureRecord():
                    return pictures.write(record)
                case TermRecord():
                    return write_term(self.stack, record, self.clock)
                case FrontRecord():
                    return write_front(self.stack, record)
            return write_item(self.stack, *build_plain_item(self.stack, record))  # type: ignore[arg-type]

        return write

    def _write_page(
        self,
        type: str,
        page: Sequence[tuple[int, int]],
        write: Callable[[int, StoryInFile], str],
        pool: ThreadPoolExecutor,
    ) -> None:
        stories = [self.scratch.load_story(number) if type == "article" else _NO_STORY for number, _ in page]
        found = pool.map(lambda line, story: self._write_line(type, line, story, write), page, stories)
        self.outcomes.update((type, outcome) for outcome in found)

    def _write_line(
        self, type: str, line: tuple[int, int], story: StoryInFile, write: Callable[[int, StoryInFile], str]
    ) -> str:
        """The outcome. What cannot be written is reported, and the others are written."""
        number, start = line
        try:
            outcome = write(start, story)
        except Unavailable:
            raise
        except (GazetteError, FileWrong) as error:
            outcome = FAILED
            self.report(f"line {number:,}: {'; '.join(describe_error(error))}")
        if outcome == CHANGED:
            self.report(f"line {number:,}: somebody wrote something else in the stack since it was checked")
        return outcome

    def _write_uses(self, pool: ThreadPoolExecutor) -> None:
        """The uses of all pictures of the file, before the articles that have them."""
        table = self.stack.tables.media
        for page in self.scratch.list_uses(PAGE):
            rows = [dict(build_key(picture, f"{USE}{user}")) for picture, user in page]
            missing = find_missing(self.stack, table, rows, ("id", "part"))
            found = pool.map(lambda row: write_item(self.stack, table, row), missing)
            self.outcomes.update(("use", outcome) for outcome in found)

    def _has_others(self, lang: str) -> bool:
        """Whether readers see an article of this language that is not in the file.

        Then somebody may follow the feed of changes, which tells of the imported ones too.
        """
        positions = (item["position"] for item in query_listing(self.stack, lang, attributes=("position",)))
        return any(not self.scratch.has("article", position.rpartition("#")[2]) for position in positions)
