"""Links that show a draft for an hour to whoever has them, without an account.

The token of a link is `<article>.<secret>`. Only the hash of its secret is stored, under the article.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from gazette.articles.errors import PreviewEnded
from gazette.dynamodb.commit import commit
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import delete, put
from gazette.schemas.person import Person
from gazette.times import parse_timestamp, timestamp

LIFETIME = timedelta(hours=1)
SECRET_BYTES = 32
MAX_TOKEN = 100
"""Characters. No token of ours is longer."""
_PREVIEW = "preview#"


@dataclass(frozen=True)
class PreviewLink:
    """A valid link to an article. `expires_at` is a timestamp."""

    article: str
    expires_at: str


class PreviewLinks:
    """Items `preview#<hash>` of the Drafts table. `at` is the present moment."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def create(self, article: str, *, by: Person, at: datetime) -> tuple[str, PreviewLink]:
        """The token of a new link, which is stored nowhere, and the link."""
        secret, ends = secrets.token_urlsafe(SECRET_BYTES), at + LIFETIME
        link = PreviewLink(article, timestamp(ends))
        item = {
            **_build_key(article, secret),
            "by": by.model_dump(),
            "ends_at": link.expires_at,
            "expires_at": int(ends.timestamp()) + 1,
        }
        commit(self._dynamodb, [put(self._table, item)])
        return f"{article}.{secret}", link

    def find(self, token: str, at: datetime) -> PreviewLink:
        """The link of a token. Raises `PreviewEnded` for any other text, and for a link that is expired or revoked."""
        article, _, secret = token.partition(".")
        if not (article and secret) or len(token) > MAX_TOKEN:
            raise build_refusal()
        key = serialize(_build_key(article, secret))
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        link = item and PreviewLink(article, deserialize(item)["ends_at"])
        if not link or parse_timestamp(link.expires_at) <= at:
            raise build_refusal()
        return link

    def revoke(self, article: str) -> None:
        """End all links to an article."""
        for part in self._list_parts(article):
            commit(self._dynamodb, [delete(self._table, {"id": article, "part": part})])

    def _list_parts(self, article: str) -> Iterator[str]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="id = :id AND begins_with(part, :preview)",
            ExpressionAttributeValues=serialize({":id": article, ":preview": _PREVIEW}),
            ProjectionExpression="part",
            ConsistentRead=True,
        )
        return (item["part"]["S"] for page in pages for item in page["Items"])


def _build_key(article: str, secret: str) -> dict[str, str]:
    return {"id": article, "part": f"{_PREVIEW}{sha256(secret.encode()).hexdigest()}"}


def build_refusal() -> PreviewEnded:
    """`WWW-Authenticate` is that of RFC 6750, section 3."""
    return PreviewEnded(headers={"www-authenticate": 'Bearer error="invalid_token"', "cache-control": "no-store"})
