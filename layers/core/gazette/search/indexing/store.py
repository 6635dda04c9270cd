"""Indexes in S3. A manifest is replaced only if nobody has replaced it since it was read: this is the only lock."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from gazette.search.manifest import Manifest, build_manifest_key, build_part_key, build_parts_prefix
from gazette.search.parts import unpack_part

REPLACED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""Codes of a refused conditional put: another manifest is there, is being put, or was removed."""
NOT_FOUND = ("404", "NoSuchKey")
DELETED_AT_ONCE = 1000


class ManifestReplaced(Exception):
    """Another writer has replaced the manifest since it was read."""


class PartMissing(Exception):
    """The file of a part was deleted: no manifest has named it for a day, or somebody removed it."""


class StoredManifest(NamedTuple):
    """`etag` is None where no manifest is stored yet; the manifest is empty then."""

    manifest: Manifest
    etag: str | None


class StoredFile(NamedTuple):
    name: str
    modified: datetime


class IndexStore:
    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket, self._s3 = bucket, s3

    def read_manifest(self, lang: str) -> StoredManifest:
        try:
            reply = self._s3.get_object(Bucket=self._bucket, Key=build_manifest_key(lang))
        except ClientError as error:  # no failure: the index of this language is new
            if error.response["Error"]["Code"] == "NoSuchKey":
                return StoredManifest(Manifest(), None)
            raise
        return StoredManifest(Manifest.parse(reply["Body"].read()), reply["ETag"])

    def replace_manifest(self, lang: str, before: StoredManifest, after: Manifest) -> None:
        """Raises `ManifestReplaced`."""
        condition = {"IfNoneMatch": "*"} if before.etag is None else {"IfMatch": before.etag}
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=build_manifest_key(lang),
                Body=after.render(),
                ContentType="application/json",
                **condition,
            )
        except ClientError as error:
            if error.response["Error"]["Code"] in REPLACED:
                raise ManifestReplaced from error
            raise

    def put_part(self, lang: str, name: str, content: bytes) -> None:
        self._s3.put_object(
            Bucket=self._bucket, Key=build_part_key(lang, name), Body=content, ContentType="application/zip"
        )

    def fetch_part(self, lang: str, name: str, folder: Path) -> Path:
        """Unpack a part into a folder within `folder`. Raises `PartMissing`."""
        file, unpacked = folder / f"{name}.zip", folder / name
        try:
            self._s3.download_file(self._bucket, build_part_key(lang, name), str(file))
        except ClientError as error:
            if error.response["Error"]["Code"] in NOT_FOUND:
                raise PartMissing(name) from error
            raise
        unpack_part(file, unpacked)
        file.unlink()
        return unpacked

    def list_parts(self, lang: str) -> Iterator[StoredFile]:
        prefix = build_parts_prefix(lang)
        for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
            for entry in page.get("Contents", ()):
                name = entry["Key"].removeprefix(prefix).removesuffix(".zip")
                yield StoredFile(name, entry["LastModified"])

    def delete_parts(self, lang: str, names: Iterable[str]) -> None:
        keys = [{"Key": build_part_key(lang, name)} for name in names]
        for start in range(0, len(keys), DELETED_AT_ONCE):
            objects: Any = {"Objects": keys[start : start + DELETED_AT_ONCE], "Quiet": True}
            self._s3.delete_objects(Bucket=self._bucket, Delete=objects)
