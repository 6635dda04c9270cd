"""Search indexes of the published articles that the tables have, in the bucket of the template."""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
import tantivy

from functions.index import handler as index
from functions.search import handler as search
from gazette.dynamodb.items import serialize
from gazette.encoding import compact_json, pack
from gazette.search.analysis import get_analyzer
from gazette.search.indexing.builder import build_part
from gazette.search.indexing.jobs import build_rebuild_job
from gazette.search.indexing.store import IndexStore
from gazette.search.manifest import Manifest
from gazette.search.parts import open_parts
from gazette.search.public.engine import Hits, Request, SearchEngine
from gazette.search.public.indexes import Indexes
from gazette.search.public.query import parse_query
from gazette.settings import Settings
from gazette.times import now, parse_timestamp
from tests.support.events import Context

NOON = "2025-12-18T07:00:00Z"


def rebuild_indexes() -> None:
    """Build the index of each language anew."""
    for lang in index.settings.languages:
        job = index.jobs.open(build_rebuild_job(lang), now(), again=True)
        assert index.run(job.id, Context())["status"] == "done"


def forget_indexes(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """The Search function begins with an empty disk, and asks for the manifest at each request."""
    monkeypatch.setattr("gazette.search.public.local_index.CHECK_SECONDS", 0.0)
    monkeypatch.setattr("gazette.search.public.local_index.WAIT_SECONDS", 10.0)
    monkeypatch.setattr(search, "indexes", Indexes(Settings({**os.environ, "INDEX_FOLDER": str(folder)})))


def make_article(number: int, title: str, body: str = "", lang: str = "en", **members: Any) -> dict[str, Any]:
    """A public article with the members that an index reads. Later numbers are published later."""
    return {
        "id": f"01{number:024}",
        "lang": lang,
        "kind": "news",
        "slug": f"story-{number}",
        "url": f"https://news.example/{lang}/story-{number}",
        "title": title,
        "dek": None,
        "body_html": f"<p>{body}</p>",
        "categories": [],
        "tags": [],
        "authors": [],
        "image": None,
        "breaking_until": None,
        "published_at": f"2025-12-{1 + number // 24:02}T{number % 24:02}:00:00Z",
        "version": 1,
        **members,
    }


class Newsstand:
    """Published articles in the tables, in the form in which publication stores them."""

    def __init__(self, dynamodb: Any) -> None:
        self._dynamodb = dynamodb

    def publish(self, article: dict[str, Any]) -> str:
        """Returns the id."""
        position = f"{article['published_at']}#{article['id']}"
        card = {name: value for name, value in article.items() if name != "body_html"}
        view = {**_identify(article), "view": pack(compact_json(article))}
        row = {"listing": article["lang"], "position": position, "card": compact_json(card)}
        self._dynamodb.put_item(TableName=os.environ["ARTICLES_TABLE"], Item=serialize(view))
        self._dynamodb.put_item(TableName=os.environ["LISTINGS_TABLE"], Item=serialize(row))
        return str(article["id"])

    def withdraw(self, article: dict[str, Any]) -> str:
        """Returns the id."""
        position = f"{article['published_at']}#{article['id']}"
        gone = {**_identify(article), "gone": {"at": NOON}}
        self._dynamodb.put_item(TableName=os.environ["ARTICLES_TABLE"], Item=serialize(gone))
        key = serialize({"listing": article["lang"], "position": position})
        self._dynamodb.delete_item(TableName=os.environ["LISTINGS_TABLE"], Key=key)
        return str(article["id"])


def _identify(article: dict[str, Any]) -> dict[str, Any]:
    return {"address": article["id"], "id": article["id"], "lang": article["lang"]}


def put_index(bucket: str, s3: Any, lang: str, articles: Sequence[dict[str, Any]]) -> None:
    """Replace the index of a language by one of these articles."""
    store = IndexStore(bucket, s3)
    before = store.read_manifest(lang)
    part = build_part(lang, {article["id"]: article for article in articles})
    store.put_part(lang, part.name, part.content)
    sequence = before.manifest.sequence + 1
    store.replace_manifest(lang, before, Manifest(sequence, NOON, [part.describe(sequence, is_base=True)]))


def open_index(store: IndexStore, folder: Path, lang: str = "en") -> tantivy.Searcher:
    """The index that the manifest of a language describes."""
    manifest = store.read_manifest(lang).manifest
    target = Path(mkdtemp(dir=folder))
    folders = [store.fetch_part(lang, part.name, target) for part in manifest.parts]
    return open_parts(manifest.parts, folders, target / "joined").searcher()


def find(searcher: tantivy.Searcher, text: str, lang: str = "en", **options: Any) -> Hits:
    query = parse_query(text, get_analyzer(lang))
    at = int(parse_timestamp(NOON).timestamp())
    return SearchEngine(searcher, lang).search(Request(query, at=at, **options))


def list_ids(hits: Hits) -> list[int]:
    """The numbers of the articles of `make_article`."""
    return [int(hit.position.rpartition("#")[2][2:]) for hit in hits.hits]
