"""Brings the index of a language up to date after changes of articles, and keeps the number of its parts small.

Each change reads the manifest first, then the present states of its articles, and then replaces the manifest on
condition that it is the one that was read. So what a part says is at least as new as all parts before it, whatever the
order and the number of the events that led to it, and whoever else writes. Merged parts stay in their place, and are as
old as the newest of them: a rebuild that has read later states takes their place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from gazette.dynamodb.retry import retry
from gazette.search.indexing.article_states import ArticleStates
from gazette.search.indexing.builder import BuiltPart, build_part
from gazette.search.indexing.store import IndexStore, ManifestReplaced, PartMissing, StoredManifest
from gazette.search.manifest import Manifest, Part
from gazette.search.parts import read_changes
from gazette.times import timestamp

MAX_DELTAS = 6
"""Parts behind the base at most, of which a job then makes fewer. Tantivy would merge eight segments by itself when a
reader deletes from them."""
REBUILT_FROM, REBUILT_SHARE = 1000, 0.2
"""Changes behind the base from which the index is rebuilt: their number, and their share of the base."""
GROWTH = 4
"""A part is merged with those behind it unless it is larger than these by this factor, so that large ones are merged
seldom."""
TRIES = 10


class IndexWriter:
    def __init__(self, store: IndexStore, articles: ArticleStates, clock: Callable[[], datetime]) -> None:
        self._store, self._articles, self._clock = store, articles, clock

    def update(self, lang: str, ids: Iterable[str]) -> tuple[Manifest, BuiltPart]:
        """Add a part with the present states of articles. Raises `Unavailable` if other writers are always first."""
        wanted = list(dict.fromkeys(ids))

        def attempt() -> tuple[Manifest, BuiltPart]:
            stored = self._store.read_manifest(lang)
            deltas = stored.manifest.deltas
            merged = choose_last_parts(deltas, len(wanted)) if len(deltas) >= MAX_DELTAS else ()
            built = self._build(lang, [*self._list_changes(lang, merged), *wanted])
            return self._replace(lang, stored, merged, built, stored.manifest.sequence + 1), built

        return retry(attempt, ManifestReplaced, PartMissing, tries=TRIES)

    def compact(self, lang: str) -> BuiltPart | None:
        """Merge the last parts into one. None if there is nothing to merge, or if another writer has merged them."""
        stored = self._store.read_manifest(lang)
        merged = choose_last_parts(stored.manifest.deltas, 0)
        if len(merged) < 2:
            return None
        built = self._build(lang, self._list_changes(lang, merged))

        def attempt() -> BuiltPart | None:
            present = self._store.read_manifest(lang)
            if not {part.name for part in merged} <= {part.name for part in present.manifest.parts}:
                return None
            self._replace(lang, present, merged, built, max(part.sequence for part in merged))
            return built

        return retry(attempt, ManifestReplaced, tries=TRIES)

    def replace_base(self, lang: str, base: BuiltPart, since: int) -> Manifest:
        """Make a part the base of the index. Parts that were added after the manifest `since` stay behind it."""

        def attempt() -> Manifest:
            stored = self._store.read_manifest(lang)
            sequence = stored.manifest.sequence + 1
            later = [part for part in stored.manifest.deltas if part.sequence > since]
            manifest = Manifest(sequence, timestamp(self._clock()), [base.describe(sequence, is_base=True), *later])
            self._store.put_part(lang, base.name, base.content)
            self._store.replace_manifest(lang, stored, manifest)
            return manifest

        return retry(attempt, ManifestReplaced, tries=TRIES)

    def _build(self, lang: str, ids: Sequence[str]) -> BuiltPart:
        return build_part(lang, self._articles.load(lang, list(dict.fromkeys(ids))))

    def _replace(
        self, lang: str, stored: StoredManifest, merged: Sequence[Part], built: BuiltPart, sequence: int
    ) -> Manifest:
        """Put a part in the place of `merged`, which follow each other; behind all parts if there are none."""
        names = {part.name for part in merged}
        part = built.describe(sequence, is_base=False)
        parts: list[Part] = []
        for one in stored.manifest.parts:
            if one.name not in names:
                parts.append(one)
            elif part not in parts:
                parts.append(part)
        manifest = Manifest(stored.manifest.sequence + 1, timestamp(self._clock()), parts if names else [*parts, part])
        self._store.put_part(lang, built.name, built.content)
        self._store.replace_manifest(lang, stored, manifest)
        return manifest

    def _list_changes(self, lang: str, parts: Sequence[Part]) -> list[str]:
        ids: list[str] = []
        with TemporaryDirectory() as folder:
            for part in parts:
                ids += read_changes(self._store.fetch_part(lang, part.name, Path(folder)))
        return ids


def choose_last_parts(deltas: Sequence[Part], changes: int) -> list[Part]:
    """The last parts that are merged with a part of so many `changes`: at least one, and no much larger one."""
    chosen: list[Part] = []
    total = changes
    for part in reversed(deltas):
        if len(chosen) >= (1 if changes else 2) and part.changes > GROWTH * total:
            break
        chosen.insert(0, part)
        total += part.changes
    return chosen


def needs_base(manifest: Manifest) -> bool:
    """Whether the whole index has to be built: it has no base, or too much behind it."""
    changes = sum(part.changes for part in manifest.deltas)
    return manifest.base is None or changes > max(REBUILT_FROM, manifest.base.documents * REBUILT_SHARE)


def needs_compaction(manifest: Manifest) -> bool:
    return len(manifest.deltas) >= MAX_DELTAS
