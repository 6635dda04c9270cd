"""The feed of changes, for caches of apps, rebuilds of sites and the digest.

The position of a change begins with its moment, so that a client continues after the last change that it has read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gazette import cursors
from gazette.articles.public.lists import MAX_TEXT, render_page
from gazette.errors import Malformed
from gazette.times import timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

LAG = timedelta(seconds=40)
"""The feed ends this long before the present moment: a change may become visible after a younger one, but not later.

A change has the moment just before its commit. One commit takes 37 s at most: three tries (gazette/dynamodb/commit.py)
of three calls, each of which times out after 3 s (gazette/aws/clients.py), and the pauses between them.
"""
PAGE_SIZE = 100
"""Changes."""


class Changes:
    """A page of the changes of a language, oldest first, from a cursor up to `LAG` ago."""

    def __init__(self, parameters: dict[str, str], lang: str, now: datetime) -> None:
        self.listing = f"{lang}/changes"
        self.after = cursors.decode(self.listing, parameters["cursor"]) if "cursor" in parameters else "0"
        if len(self.after) > MAX_TEXT:
            raise Malformed("The cursor is damaged.")
        self.end = timestamp(now - LAG).removesuffix("Z")

    def build_request(self, table: str) -> dict[str, Any] | None:
        """The request of one Query; None if the cursor is at the end already."""
        if self.after >= self.end:
            return None
        return {
            "TableName": table,
            "KeyConditionExpression": "listing = :listing AND #position BETWEEN :after AND :end",
            "ExpressionAttributeNames": {"#position": "position", "#change": "change"},
            "ExpressionAttributeValues": {
                ":listing": {"S": self.listing},
                ":after": {"S": f"{self.after}\0"},
                ":end": {"S": self.end},
            },
            "ProjectionExpression": "#position, #change",
            "Limit": PAGE_SIZE,
        }

    def render_page(self, reply: dict[str, Any]) -> tuple[str, str]:
        """The page of a reply as JSON, and a cursor for what follows, which also works after further changes."""
        items = reply["Items"]
        cursor = cursors.encode(self.listing, items[-1]["position"]["S"] if items else self.after)
        return render_page([item["change"]["S"] for item in items], cursor), cursor
