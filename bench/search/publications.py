"""What a publication writes: each article is published alone, and the index is compacted when it asks for it."""

import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3

from bench.search.archive import Archive
from bench.search.indexes import put_index
from gazette.search.indexing.index_writer import IndexWriter, needs_base, needs_compaction
from gazette.search.indexing.store import IndexStore

PUBLICATIONS = 300


class Articles:
    """Articles of an archive behind those that the index has, as the table would have them."""

    def __init__(self, archive: Archive) -> None:
        self._states = {str(article["id"]): article for article in archive.articles_behind(PUBLICATIONS)}
        self.ids = list(self._states)

    def load(self, _lang: str, ids: list[str]) -> dict[str, Any]:
        return {id: self._states[id] for id in ids}


class Uploads:
    """Sizes of what a client puts into S3."""

    def __init__(self, s3: Any) -> None:
        self.sizes: list[int] = []
        s3.meta.events.register("provide-client-params.s3.PutObject", self._note)

    def take(self) -> list[int]:
        taken, self.sizes = self.sizes, []
        return taken

    def _note(self, params: dict[str, Any], **_: Any) -> None:
        self.sizes.append(len(params["Body"]))


def measure_publications(folder: Path, archive: Archive, bucket: str) -> None:
    s3, articles = boto3.client("s3"), Articles(archive)
    put_index(archive.lang, folder / archive.lang, archive.count, bucket)
    uploads, writer = Uploads(s3), IndexWriter(IndexStore(bucket, s3), articles, lambda: datetime.now(UTC))  # type: ignore[arg-type]
    own: list[list[int]] = []
    compactions: list[int] = []
    parts = 0
    for id in articles.ids:
        manifest, _ = writer.update(archive.lang, [id])
        own.append(uploads.take())
        parts = max(parts, len(manifest.parts))
        if needs_base(manifest):
            raise SystemExit("the base is due: it has too few articles for this measurement")
        if needs_compaction(manifest):
            writer.compact(archive.lang)
            compactions.append(sum(uploads.take()))
    sizes, objects = [sum(one) for one in own], max(map(len, own))
    print(
        f"{len(own)} publications behind {archive.count:,} articles: {statistics.median(sizes) / 1024:.1f} kB at the "
        f"median, {max(sizes) / 1024:.1f} kB at most, {objects} objects, at most {parts} parts; "
        f"{len(compactions)} compactions wrote {sum(compactions) / len(own) / 1024:.1f} kB for a publication, "
        f"{max(compactions, default=0) / 1024:.1f} kB at most",
        flush=True,
    )
