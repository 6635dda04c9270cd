"""The articles that readers see now, for an index: read consistently, so that no earlier state replaces a later one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from gazette.articles.public.lists import build_listing_request
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.encoding import unpack

BATCH = 50
"""Articles of a request. A view has up to 287,000 bytes, and a reply 16 MB."""
THREADS = 8

States = Mapping[str, Mapping[str, Any] | None]
"""The public article of each id; None for one that readers do not see or that is in no list."""


class IdPage(NamedTuple):
    """`last` is the position of the last article, None at the end."""

    ids: list[str]
    last: str | None


class ArticleStates:
    def __init__(self, dynamodb: Any, articles_table: str, listings_table: str) -> None:
        self._dynamodb, self._articles, self._listings = dynamodb, articles_table, listings_table

    def load(self, lang: str, ids: Sequence[str]) -> States:
        """The present states of articles. A page of the site, such as the imprint, is in no list and in no index."""
        batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
        states: dict[str, Mapping[str, Any] | None] = dict.fromkeys(ids)
        with ThreadPoolExecutor(THREADS) as threads:
            for articles in threads.map(self._load_batch, batches):
                for article in articles:
                    if article["lang"] == lang and article.get("kind") != "page":
                        states[article["id"]] = article
        return states

    def count(self, lang: str) -> int:
        pages = self._dynamodb.get_paginator("query").paginate(**self._build_query(lang), Select="COUNT")
        return sum(page["Count"] for page in pages)

    def list_page(self, lang: str, after: str | None, limit: int) -> IdPage:
        """Ids behind a position, oldest first: newer articles come behind."""
        request = {**self._build_query(lang), "ProjectionExpression": "#position", "Limit": limit}
        if after is not None:
            request["ExclusiveStartKey"] = serialize({"listing": lang, "position": after})
        reply = self._dynamodb.query(**request, ExpressionAttributeNames={"#position": "position"})
        ids = [item["position"]["S"].rpartition("#")[2] for item in reply["Items"]]
        last = reply.get("LastEvaluatedKey")
        return IdPage(ids, last and last["position"]["S"])

    def _load_batch(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        keys = [serialize({"address": id}) for id in ids]
        items = batch_get(self._dynamodb, {self._articles: keys}, attributes=["view"])[self._articles]
        views = [deserialize(item).get("view") for item in items]
        return [_parse_view(view) for view in views if view is not None]

    def _build_query(self, lang: str) -> dict[str, Any]:
        return {**build_listing_request(self._listings, lang), "ConsistentRead": True}


def _parse_view(view: bytes) -> dict[str, Any]:
    article: dict[str, Any] = json.loads(unpack(view))
    return article
