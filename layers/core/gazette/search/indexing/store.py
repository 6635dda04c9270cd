"""Indexes in S3. A manifest is replaced only if nobody has replaced it since it was read: this is the only lock."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from gazette.search.manifest import Manifest, build_manifest_key, build_part_key, build_parts_prefix, build_unused_key
from gazette.search.parts import unpack_part
from gazette.times import parse_timestamp, timestamp

REPLACED = frozenset({"PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"})
"""Codes of a refused conditional put: another manifest is there, is being put, or was removed."""
NOT_FOUND = ("404", "NoSuchKey")
DELETED_AT_ONCE = 1000


class ManifestReplaced(Exception):
    """Another writer has replaced the manifest since it was read."""


class PartMissing(Exception):
    """The file of a part is gone: no manifest has named it for a day, or somebody removed it."""


class StoredManifest(NamedTuple):
    """`etag` is None where no manifest is stored yet; the manifest is empty then."""

    manifest: Manifest
    etag: str | None


class Unused(NamedTuple):
    """Parts that no manifest named at a time."""

    at: datetime
    names: frozenset[str]


class IndexStore:
    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket, self._s3 = bucket, s3

    def read_manifest(self, lang: str) -> StoredManifest:
        reply = self._get(build_manifest_key(lang))
        if reply is None:
            return StoredManifest(Manifest(), None)
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

    def list_parts(self, lang: str) -> set[str]:
        prefix = build_parts_prefix(lang)
        pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix)
        keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        return {key.removeprefix(prefix).removesuffix(".zip") for key in keys}

    def read_unused(self, lang: str) -> Unused | None:
        """What `note_unused` has noted last."""
        reply = self._get(build_unused_key(lang))
        if reply is None:
            return None
        values = json.loads(reply["Body"].read())
        return Unused(parse_timestamp(values["at"]), frozenset(values["names"]))

    def note_unused(self, lang: str, unused: Unused) -> None:
        content = json.dumps({"at": timestamp(unused.at), "names": sorted(unused.names)})
        self._s3.put_object(
            Bucket=self._bucket, Key=build_unused_key(lang), Body=content, ContentType="application/json"
        )

    def delete_parts(self, lang: str, names: Iterable[str]) -> None:
        keys = [{"Key": build_part_key(lang, name)} for name in names]
        for start in range(0, len(keys), DELETED_AT_ONCE):
            objects: Any = {"Objects": keys[start : start + DELETED_AT_ONCE], "Quiet": True}
            self._s3.delete_objects(Bucket=self._bucket, Delete=objects)

    def _get(self, key: str) -> Any:
        """The reply to a GET; None for an object that is not there yet."""
        try:
            return self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:  # no failure: the index of this language is new
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
