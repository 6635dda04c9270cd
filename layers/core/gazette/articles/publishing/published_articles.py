"""The published articles of a scope, in pages: of a picture, a category, a tag, an author, or all."""

from collections.abc import Sequence
from typing import Any

from gazette.articles.public.pages import PAGES
from gazette.dynamodb.items import deserialize, serialize
from gazette.media.repository import MediaRepository

Position = dict[str, Any]


class PublishedArticles:
    """Scopes are `media/<id>`, `category/<slug>`, `tag/<slug>`, `author/<slug>` and `all`.

    The articles of a picture are those that may show it; some may not be published.
    """

    def __init__(self, dynamodb: Any, listings_table: str, media: MediaRepository, languages: Sequence[str]) -> None:
        self._dynamodb, self._table, self._media, self._languages = dynamodb, listings_table, media, languages

    def count(self, scope: str) -> int:
        kind, _, name = scope.partition("/")
        if kind == "media":
            return len(self._media.list_uses(name))
        pages = self._dynamodb.get_paginator("query")
        return sum(
            page["Count"]
            for listing in self._list_listings(scope)
            for page in pages.paginate(**self._build_query(listing), Select="COUNT")
        )

    def list_page(self, scope: str, after: Position | None, limit: int) -> tuple[list[str], Position | None]:
        """Ids behind a position, and the position of the next page; None after the last page.

        The listings of all languages are read in order, each from its oldest article: newer ones come behind.
        """
        kind, _, name = scope.partition("/")
        if kind == "media":
            ids, last = self._media.list_uses_page(name, (after or {}).get("article"), limit)
            return ids, None if last is None else {"article": last}
        listings, number = self._list_listings(scope), (after or {}).get("listing", 0)
        request = {**self._build_query(listings[number]), "ProjectionExpression": "#position", "Limit": limit}
        if after and "position" in after:
            key = {"listing": listings[number], "position": after["position"]}
            request["ExclusiveStartKey"] = serialize(key)
        reply = self._dynamodb.query(**request, ExpressionAttributeNames={"#position": "position"})
        ids = [deserialize(item)["position"].rpartition("#")[2] for item in reply["Items"]]
        if "LastEvaluatedKey" in reply:
            return ids, {"listing": number, "position": reply["LastEvaluatedKey"]["position"]["S"]}
        return ids, {"listing": number + 1} if number + 1 < len(listings) else None

    def _list_listings(self, scope: str) -> list[str]:
        if scope == "all":
            return [listing for lang in self._languages for listing in (lang, f"{lang}/{PAGES}")]
        return [f"{lang}/{scope}" for lang in self._languages]

    def _build_query(self, listing: str) -> dict[str, Any]:
        return {
            "TableName": self._table,
            "KeyConditionExpression": "listing = :listing",
            "ExpressionAttributeValues": serialize({":listing": listing}),
            "ConsistentRead": True,
        }
