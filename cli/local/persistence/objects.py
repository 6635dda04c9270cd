"""Keeps the files of S3, with all their versions."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import unquote

from moto.s3.models import FakeDeleteMarker, FakeKey, S3Backend

from cli.local.persistence.services import Entry, Service


class Objects(Service):
    """Buckets themselves are the template's."""

    kind = "object"

    def __init__(self, backend: S3Backend) -> None:
        self._backend = backend

    def scope(self, path: str) -> str | None:
        """One file if the path names one that is there: there may be thousands."""
        if not path:
            return None
        bucket, _, name = unquote(path).removeprefix("/").partition("/")
        store = self._backend.buckets.get(bucket)
        return f"{bucket}/{name}\n" if store and name in store.keys else ""

    def entries(self, scope: str = "") -> Iterator[Entry]:
        bucket, _, name = scope.removesuffix("\n").partition("/")
        for store in [self._backend.buckets[bucket]] if bucket else list(self._backend.buckets.values()):
            for file in [name] if name else list(store.keys):
                for number, version in enumerate(store.keys.getlist(file, [])):
                    described = partial(_describe, version)
                    key = f"{store.name}/{file}\n{number:09}"
                    yield Entry(key, (version.version_id, version.last_modified), described)

    def restore(self, key: str, value: Any, content: bytes | None) -> None:
        bucket = self._backend.buckets.get(key.partition("/")[0])
        if bucket is None:
            return
        stored = FakeKey(
            value["name"],
            content or b"",
            self._backend.account_id,
            bucket.region_name,
            etag=value["etag"],
            is_versioned=value["versioned"],
            version_id=value["version"],
            bucket_name=bucket.name,
            checksum_value=value["checksum"],
        )
        stored.checksum_algorithm = value["algorithm"]
        stored.set_metadata(value["metadata"], replace=True)
        stored.last_modified = datetime.fromisoformat(value["modified"])
        bucket.keys[stored.name] = _deleted(stored) if content is None else stored


def _describe(version: FakeKey | FakeDeleteMarker) -> tuple[dict[str, Any], bytes | None]:
    """A deletion has no content."""
    stored = version.key if isinstance(version, FakeDeleteMarker) else version
    value = {
        "name": stored.name,
        "etag": stored.etag.strip('"'),
        "versioned": stored._is_versioned,
        "version": version.version_id,
        "checksum": stored.checksum_value,
        "algorithm": stored.checksum_algorithm,
        "metadata": dict(stored.metadata),
        "modified": version.last_modified.isoformat(),
    }
    return value, None if isinstance(version, FakeDeleteMarker) else stored.value


def _deleted(stored: FakeKey) -> FakeDeleteMarker:
    marker = FakeDeleteMarker(stored)
    marker._version_id, marker.last_modified = stored.version_id, stored.last_modified
    return marker
