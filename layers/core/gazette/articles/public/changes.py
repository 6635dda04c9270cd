"""The feed of changes, for caches of apps, rebuilds of sites and the digest.

The position of a change begins with its moment, so that a client continues after the last change that it has read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from gazette import cursors
from gazette.articles.errors import ChangesExpired
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
LIFETIME = timedelta(days=30)
"""A change is kept for this long. A cursor before it may have missed changes that are deleted by now."""
PAGE_SIZE = 100
"""Changes."""


class Changes:
    """A page of the changes of a language, oldest first, from a cursor up to `LAG` ago.

    Raises `ChangesExpired` for a cursor that is older than `LIFETIME`.
    """

    def __init__(self, parameters: dict[str, str], lang: str, now: datetime) -> None:
        self.listing = f"{lang}/changes"
        self.after = cursors.decode(self.listing, parameters["cursor"]) if "cursor" in parameters else "0"
        if len(self.after) > MAX_TEXT:
            raise Malformed("The cursor is damaged.")
        self.end = timestamp(now - LAG).removesuffix("Z")
        if "cursor" in parameters and self.after < timestamp(now - LIFETIME).removesuffix("Z"):
            raise ChangesExpired(lang, cursors.encode(self.listing, self.end))

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
        last = items[-1]["position"]["S"] if items else self.after
        # At the end of the feed the cursor follows the clock, so that it does not expire while nothing changes. It
        # moves once an hour, because a page that is the same keeps its ETag.
        cursor = cursors.encode(self.listing, last if len(items) == PAGE_SIZE else max(last, f"{self.end[:13]}:00:00"))
        return render_page([item["change"]["S"] for item in items], cursor), cursor
