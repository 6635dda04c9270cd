"""An index of one language on the disk of this function, brought up to date while it serves.

The manifest is asked for at most every two seconds, and only what is new is fetched. This happens in a thread: readers
wait a moment for it, and otherwise get the index that is there. Without an index they wait as long as they can.
"""

from __future__ import annotations

import shutil
import time
from io import BytesIO
from pathlib import Path
from threading import Thread

import tantivy

from gazette.aws.public.objects import ObjectMissing, ObjectReader
from gazette.embedded_metrics import count_swallowed
from gazette.search.errors import SearchUnavailable
from gazette.search.manifest import Manifest, Part, build_manifest_key, build_part_key
from gazette.search.parts import is_whole, open_parts, unpack_part

CHECK_SECONDS = 2.0
"""The manifest is not asked for again for this time."""
WAIT_SECONDS = 0.15
"""Time in which a small part usually arrives. A reader who has an index waits no longer."""
DISCARD_SECONDS = 60.0
"""The files of an index are fetched anew at most this often after searches that failed. Tries to bring it up to date
that fail follow each other in growing intervals, up to this one."""


class NoIndex(Exception):
    """There is no manifest, or one without a base: the whole index is not built yet."""


class Opened:
    """An index that can be searched."""

    __slots__ = ("etag", "folder", "searcher")

    def __init__(self, searcher: tantivy.Searcher, etag: str, folder: Path) -> None:
        self.searcher, self.etag, self.folder = searcher, etag, folder


class LocalIndex:
    def __init__(self, objects: ObjectReader, folder: Path, lang: str) -> None:
        self._objects, self._lang = objects, lang
        self._parts, self._joined = folder / lang / "parts", folder / lang / "joined"
        self._opened: Opened | None = None
        self._checked = self._discarded = float("-inf")
        self._failures = 0
        self._refresh: Thread | None = None

    def open(self, deadline: float) -> Opened:
        """The index. Raises `SearchUnavailable` if there is none by `deadline`, a reading of `time.monotonic()`."""
        pause = min(CHECK_SECONDS * 2**self._failures, DISCARD_SECONDS)
        if self._refresh is None and time.monotonic() >= self._checked + pause:
            self._refresh = Thread(target=self._try_refresh, daemon=True)
            self._refresh.start()
        if self._refresh is not None:
            left = max(0.0, deadline - time.monotonic())
            self._refresh.join(left if self._opened is None else min(left, WAIT_SECONDS))
            if not self._refresh.is_alive():
                self._refresh = None
        if self._opened is None:
            raise SearchUnavailable()
        return self._opened

    def discard(self) -> None:
        """Fetch everything anew: a file on the disk may be damaged. Not again within `DISCARD_SECONDS`."""
        if time.monotonic() < self._discarded + DISCARD_SECONDS:
            return
        self._discarded = time.monotonic()
        self._opened = None
        self._checked = float("-inf")
        shutil.rmtree(self._parts, ignore_errors=True)

    def _try_refresh(self) -> None:
        failures, self._failures = self._failures, 0
        try:
            self._bring_up_to_date()
        except NoIndex:  # no failure: readers without an index get a 503
            pass
        except BaseException as error:  # a panic of Tantivy's is no Exception; this is a thread
            self._failures = min(failures + 1, 10)
            count_swallowed("index-not-refreshed", error, lang=self._lang)
        self._checked = time.monotonic()

    def _bring_up_to_date(self) -> None:
        content = BytesIO()
        try:
            etag = self._objects.read(
                build_manifest_key(self._lang), content, unless=self._opened.etag if self._opened else None
            )
        except ObjectMissing:
            raise NoIndex from None
        if etag is None:
            return
        manifest = Manifest.parse(content.getvalue())
        if manifest.base is None:
            raise NoIndex
        for part in manifest.parts:
            self._fetch(part)
        self._replace(self._join(manifest, etag), manifest)

    def _fetch(self, part: Part) -> None:
        """Fetch a part that is not there whole. If it arrives damaged, the next refresh fetches it again."""
        folder = self._parts / part.name
        if is_whole(folder):
            return
        shutil.rmtree(folder, ignore_errors=True)
        self._parts.mkdir(parents=True, exist_ok=True)
        file = self._parts / f"{part.name}.zip"
        try:
            with file.open("wb") as target:
                self._objects.read(build_part_key(self._lang, part.name), target)
            unpack_part(file, folder)
        finally:
            file.unlink(missing_ok=True)

    def _join(self, manifest: Manifest, etag: str) -> Opened:
        folders = [self._parts / part.name for part in manifest.parts]
        joined = self._joined / f"{manifest.sequence}-{time.monotonic_ns()}"
        try:
            index = open_parts(manifest.parts, folders, joined)
            return Opened(index.searcher(), etag, joined)
        except BaseException:  # also a panic
            shutil.rmtree(joined, ignore_errors=True)
            shutil.rmtree(self._parts, ignore_errors=True)
            raise

    def _replace(self, opened: Opened, manifest: Manifest) -> None:
        """Use another index, and remove the files that it does not need. Open files stay readable until they are
        closed."""
        self._opened = opened
        needed = {part.name for part in manifest.parts}
        for entry in self._parts.iterdir():
            if entry.is_file():  # of a process that ended while it fetched
                entry.unlink(missing_ok=True)
            elif entry.name not in needed:
                shutil.rmtree(entry, ignore_errors=True)
        for folder in self._joined.iterdir():
            if folder != opened.folder:
                shutil.rmtree(folder, ignore_errors=True)
