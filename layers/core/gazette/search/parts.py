"""The file of a part: a zip of the segments that Tantivy wrote, and of the ids of all articles that the part changes.

Parts are joined by one list of all their segments, in a folder with links to their files. The result is one index, so
that scores and counts are those of an index that was written at once, apart from what superseded documents add to the
statistics. Documents that a newer part supersedes are deleted in the folder, which writes one small file of Tantivy's.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

import tantivy

from gazette.search.manifest import Part
from gazette.search.schema import build_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHANGES, META, SIZES = "changes.json", "meta.json", "sizes.json"
NOT_COMPRESSED_FROM = 200_000
"""Bytes of a file that is not compressed again. Its texts are, and readers with an empty disk wait for it."""
HEAP_BYTES = 15_000_000
"""Tantivy's minimum. Deletions and small parts are written with it."""


def pack_part(folder: Path, changes: Mapping[str, bool]) -> bytes:
    """The file of a part. `folder` has its index, `changes` says of each article whether the part has it."""
    segments = {segment["segment_id"].replace("-", "") for segment in _read_meta(folder)["segments"]}
    content = BytesIO()
    with zipfile.ZipFile(content, "w", compresslevel=1) as archive:
        for file in sorted(folder.iterdir()):
            if file.name == META or file.name.partition(".")[0] in segments:
                archive.write(file, file.name, _choose_compression(file.stat().st_size))
        changed = json.dumps(changes)
        archive.writestr(CHANGES, changed, _choose_compression(len(changed)))
    return content.getvalue()


def unpack_part(file: Path, folder: Path) -> None:
    """Unpack the file of a part into a folder that is there when it is whole. Raises BadZipFile, or OSError."""
    fresh = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    with zipfile.ZipFile(file) as archive:
        archive.extractall(fresh)  # zipfile drops `..`, and the file is ours
        sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
    (fresh / SIZES).write_text(json.dumps(sizes))
    fresh.rename(folder)


def is_whole(folder: Path) -> bool:
    """Whether an unpacked part is there with all its bytes. To map a file that was cut off would end the process."""
    try:
        sizes = json.loads((folder / SIZES).read_bytes())
        return all((folder / name).stat().st_size == size for name, size in sizes.items())
    except (FileNotFoundError, ValueError):  # no failure: the part is not there, or is fetched again
        return False


def read_changes(folder: Path) -> dict[str, bool]:
    changes: dict[str, bool] = json.loads((folder / CHANGES).read_bytes())
    return changes


def open_parts(parts: Sequence[Part], folders: Sequence[Path], folder: Path) -> tantivy.Index:
    """The index of the parts of a manifest, which are unpacked in `folders`, in a new folder."""
    # What the base changes is not asked for, and may be long.
    changes = [(part, {} if part.is_base else read_changes(one)) for part, one in zip(parts, folders, strict=True)]
    return join_parts(folders, folder, list_superseded(changes))


def list_superseded(parts: Sequence[tuple[Part, Mapping[str, bool]]]) -> list[str]:
    """Keys of the documents of which a newer part says something. Of the base also keys of documents that it lacks."""
    seen: set[str] = set()
    keys = []
    for part, changes in reversed(parts):
        if part.is_base:
            keys += [build_key(id, part.token) for id in seen]
        else:
            keys += [build_key(id, part.token) for id, has_document in changes.items() if has_document and id in seen]
            seen.update(changes)
    return keys


def build_key(id: str, token: str) -> str:
    return f"{id}.{token}"


def join_parts(folders: Iterable[Path], folder: Path, superseded: Sequence[str] = ()) -> tantivy.Index:
    """One index of the parts in `folders`, without the documents with the keys `superseded`, in a new folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    meta: dict[str, Any] = {}
    segments: list[Any] = []
    for part in folders:
        for file in part.iterdir():
            if file.name not in (CHANGES, META, SIZES):
                (folder / file.name).hardlink_to(file)
        meta = _read_meta(part)
        segments += meta["segments"]
    if not meta:
        return tantivy.Index(build_schema())
    (folder / META).write_text(json.dumps({**meta, "segments": segments}))
    index = _read_on_request(tantivy.Index.open(str(folder)))
    if superseded:
        _delete(index, superseded)
    return index


def create_index(folder: Path) -> tantivy.Index:
    """An empty index in a folder."""
    return _read_on_request(tantivy.Index(build_schema(), path=str(folder)))


def _read_on_request(index: tantivy.Index) -> tantivy.Index:
    """Tantivy's own reader looks for commits in a thread, which writes a lock file: perhaps into a folder that is just
    being removed."""
    index.config_reader("manual", 0)
    return index


def _delete(index: tantivy.Index, keys: Sequence[str]) -> None:
    writer = index.writer(HEAP_BYTES, num_threads=1)
    for key in keys:
        writer.delete_documents_by_term("key", key)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()


def _choose_compression(size: int) -> int:
    return zipfile.ZIP_DEFLATED if size < NOT_COMPRESSED_FROM else zipfile.ZIP_STORED


def _read_meta(folder: Path) -> dict[str, Any]:
    meta: dict[str, Any] = json.loads((folder / META).read_bytes())
    return meta
