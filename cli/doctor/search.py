"""Check of the search indexes against the articles that readers see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from cli.checks import Finding, failed, get_document, ok, warning
from cli.http_client import Site
from cli.target import Target

if TYPE_CHECKING:
    from gazette.search.indexing.store import IndexStore
    from gazette.search.manifest import Manifest


class Content(NamedTuple):
    """What an index or a list has: the number of articles, and the time of the newest one."""

    total: int
    newest: str


def check_search(target: Target) -> Iterator[Finding]:
    """Whether the index of each language has the articles of the tables. Fetches the whole index."""
    from gazette.search.indexing.store import IndexStore

    store = IndexStore(target.physical_name("IndexBucket"), target.client("s3"))
    for language in get_document(Site(target.api_url), "/v1").json["site"]["languages"]:
        yield _compare(target, store, language["lang"])


def _compare(target: Target, store: IndexStore, lang: str) -> Finding:
    manifest, listed = store.read_manifest(lang).manifest, _read_list(target, lang)
    if manifest.base is None:
        if not listed.total:
            return ok(f"{lang} has no article yet; the first one builds the index")
        return failed(f"{lang} has no index yet: `gazette reindex {lang}` builds it")
    indexed = _read_index(store, lang, manifest)
    if indexed != listed:
        return warning(
            f"{lang}: the index of {manifest.at} has {indexed.total:,} articles up to {indexed.newest}, "
            f"the tables have {listed.total:,} up to {listed.newest}; "
            f"if this lasts for a minute: `gazette reindex {lang}`"
        )
    parts = len(manifest.parts)
    return ok(f"{lang}: {indexed.total:,} articles, {parts} part{'s'[: parts - 1]}, changed {manifest.at}")


def _read_index(store: IndexStore, lang: str, manifest: Manifest) -> Content:
    from tantivy import Query

    from gazette.search.parts import open_parts

    with TemporaryDirectory() as name:
        folder, parts = Path(name), manifest.parts
        folders = [store.fetch_part(lang, part.name, folder) for part in parts]
        searcher = open_parts(parts, folders, folder / "joined").searcher()
        hits = searcher.search(Query.all_query(), 1, order_by_field="order").hits
        newest = [bytes(searcher.doc(address)["position"][0]).decode() for _, address in hits]
        return Content(searcher.num_docs, _read_time(newest))


def _read_list(target: Target, lang: str) -> Content:
    from gazette.articles.public.lists import build_listing_request, build_newest_request

    dynamodb: Any = target.client("dynamodb")
    table = target.physical_name("ListingsTable")
    pages = dynamodb.get_paginator("query").paginate(**build_listing_request(table, lang), Select="COUNT")
    newest = dynamodb.query(**build_newest_request(table, lang, 1))["Items"]
    return Content(sum(page["Count"] for page in pages), _read_time([item["position"]["S"] for item in newest]))


def _read_time(positions: list[str]) -> str:
    """The time of the newest article. Of one second the index and the list may have another order."""
    return positions[0].partition("#")[0] if positions else "none"
