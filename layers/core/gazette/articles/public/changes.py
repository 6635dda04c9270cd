"""The feed of changes: what an app's cache, a site's rebuild and the digest go by. Lean.

Its positions begin with the moment of the change, so that a reader goes on from the last one that it has seen.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gazette import cursors
from gazette.articles.public.lists import LONGEST, envelope
from gazette.errors import Malformed
from gazette.times import timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LAG = timedelta(seconds=40)
"""A change may become visible after a younger one; after this long all are there.

A change bears the moment just before its commit. One commit takes 37 s at most: three tries of three
calls, each given up after 3 s (gazette/dynamodb/transactions.py, clients.py), and the pauses in between.
"""
PAGE = 100
"""Changes on one page."""


class Changes:
    """A page of the changes of a language, oldest first, from a cursor on up to `LAG` ago."""

    def __init__(self, given: dict[str, str], lang: str, now: datetime) -> None:
        self.listing = f"{lang}/changes"
        self.after = cursors.decode(self.listing, given["cursor"]) if "cursor" in given else "0"
        if len(self.after) > LONGEST:
            raise Malformed("The cursor is damaged.")
        self.up_to = timestamp(now - LAG).removesuffix("Z")

    def request(self, table: str) -> dict[str, Any] | None:
        """One Query; None where the cursor stands at the end already."""
        if self.after >= self.up_to:
            return None
        return {
            "TableName": table,
            "KeyConditionExpression": "listing = :listing AND #position BETWEEN :after AND :up_to",
            "ExpressionAttributeNames": {"#position": "position", "#change": "change"},
            "ExpressionAttributeValues": {
                ":listing": {"S": self.listing},
                ":after": {"S": f"{self.after}\0"},
                ":up_to": {"S": self.up_to},
            },
            "ProjectionExpression": "#position, #change",
            "Limit": PAGE,
        }

    def page(self, reply: dict[str, Any]) -> tuple[str, str]:
        """The page of a reply as JSON, and a cursor that goes on from it: now, or later, when more has happened."""
        items = reply["Items"]
        cursor = cursors.encode(self.listing, items[-1]["position"]["S"] if items else self.after)
        return envelope([item["change"]["S"] for item in items], cursor), cursor
