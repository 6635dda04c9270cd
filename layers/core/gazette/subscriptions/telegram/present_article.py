"""An article as readers see it now: the item at its id in the Articles table."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from gazette.dynamodb.items import deserialize, serialize
from gazette.encoding import unpack
from gazette.times import timestamp

MAX_AGE = timedelta(hours=6)
"""An older article is no news: its first publication is not announced."""


@dataclass(frozen=True)
class PresentArticle:
    """`document` is the public article, None after a withdrawal, whose public `note` may say why.

    `telegram` is the text of the post that an editor wrote, False for no post, or None.
    """

    id: str
    kind: str
    lang: str
    version: int
    telegram: str | bool | None = None
    document: Mapping[str, Any] | None = field(default=None, repr=False)
    note: str = field(default="", repr=False)

    @property
    def is_wanted(self) -> bool:
        """Whether the channel should have a post of it."""
        return self.document is not None and self.kind != "page" and self.telegram is not False

    def is_news(self, now: datetime) -> bool:
        """Whether its publication may be announced: it is wanted and recent."""
        return self.is_wanted and str((self.document or {})["published_at"]) >= timestamp(now - MAX_AGE)


class PresentArticles:
    def __init__(self, table: str, dynamodb: Any) -> None:
        self._table, self._dynamodb = table, dynamodb

    def find(self, id: str) -> PresentArticle | None:
        """The article by a consistent read; None if it was never published."""
        reply = self._dynamodb.get_item(TableName=self._table, Key=serialize({"address": id}), ConsistentRead=True)
        item = deserialize(reply.get("Item", {}))
        if not ("view" in item or "gone" in item):
            return None
        return PresentArticle(
            id=item["id"],
            kind=item.get("kind", "news"),
            lang=item["lang"],
            version=item["version"],
            telegram=item.get("telegram"),
            document=json.loads(unpack(item["view"])) if "view" in item else None,
            note=item.get("gone", {}).get("note", ""),
        )
