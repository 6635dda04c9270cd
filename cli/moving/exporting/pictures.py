"""Reads pictures, and copies their files from the bucket into the folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from cli.moving.files import FOLDER, PREFIXES, Digests, list_keys, read_digests
from cli.moving.records import File, PictureRecord
from cli.moving.stack import Stack
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.media.items import build_key, parse_media
from gazette.media.model import Media

_BLOCK = 1 << 20


class PictureFiles:
    """Copies of the files of pictures in the folder of an export.

    A file never changes under its key, so a copy of the same size and MD5 is kept. Where S3 does not say the MD5 (with
    keys of KMS, say), the size is enough.
    """

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack, self._folder = stack, folder / FOLDER

    def copy(self, picture: Media) -> tuple[list[File], list[str]]:
        """The files of a picture, and the keys of those that the bucket lacks."""
        files, missing = [], []
        for key in list_keys(picture):
            found = self._copy_file(key)
            if found is None:
                missing.append(key)
            else:
                files.append(File(path=key, size=found.size, sha256=found.sha256))
        return files, missing

    def _copy_file(self, key: str) -> Digests | None:
        path = self._folder / key
        try:
            head = self._stack.s3.head_object(Bucket=self._stack.bucket, Key=key)
        except ClientError as error:  # no failure: the picture is exported without it, and the command says so
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        if present := _read_copy(path, head):
            return present
        self._folder.mkdir(exist_ok=True, mode=0o700)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"{path.name}.part")
        body = self._stack.s3.get_object(Bucket=self._stack.bucket, Key=key)["Body"]
        with unfinished.open("wb") as file:
            for block in body.iter_chunks(_BLOCK):
                file.write(block)
        unfinished.replace(path)
        return read_digests(path)


def _read_copy(path: Path, head: dict[str, Any]) -> Digests | None:
    """The digests of a copy that an earlier run has made, if it is the same file."""
    with suppress(FileNotFoundError):
        if path.stat().st_size != head["ContentLength"]:
            return None
        digests, etag = read_digests(path), head["ETag"].strip('"')
        is_md5 = len(etag) == len(digests.md5) and head.get("ServerSideEncryption", "AES256") == "AES256"
        return None if is_md5 and etag != digests.md5 else digests
    return None


def delete_others(folder: Path, is_named: Callable[[str], bool]) -> None:
    """Delete files of an earlier export that no picture has any more. `is_named` says whether the file has a key."""
    root = folder / FOLDER
    for prefix in PREFIXES:
        for path in (root / prefix).rglob("*"):
            if path.is_file() and not is_named(str(path.relative_to(root))):
                path.unlink()


def read_pictures(stack: Stack, ids: Sequence[str]) -> Iterator[PictureRecord]:
    """The pictures with these ids (at most 100), in this order, still without their files."""
    keys = [serialize(build_key(id)) for id in ids]
    items = batch_get(stack.dynamodb, {stack.tables.media: keys})[stack.tables.media] if keys else []
    stored = {item["id"]: item for item in map(deserialize, items)}
    for id in ids:
        if id in stored:
            yield PictureRecord(picture=parse_media(stored[id]), write_id=stored[id].get("write_id"))
