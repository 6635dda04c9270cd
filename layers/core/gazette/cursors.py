"""Cursors of lists: opaque, bound to their query, and without a secret.

A cursor is the base64url text of a checksum and a position. The checksum covers the identity of the query, so that a
damaged cursor and a cursor of another query are refused. A secret is not needed, because a forged cursor reaches only
items that the query itself reaches.
"""

import base64
import binascii
from urllib.parse import quote, urlencode
from zlib import crc32

from gazette.errors import Malformed


def encode(query_identity: str, position: str) -> str:
    """A cursor. `query_identity` has all that selects items: the listing and the filters, but not the page size."""
    checksum = crc32(f"{query_identity}\0{position}".encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(checksum + position.encode()).decode().rstrip("=")


MAX_CURSOR = 400
"""Characters. No position of ours makes a longer cursor."""


def decode(query_identity: str, cursor: str) -> str:
    """Position of a cursor that `encode` returned for the same query. Raises `Malformed` for other texts."""
    try:
        if len(cursor) > MAX_CURSOR:
            raise ValueError("too long")
        position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[4:].decode()
    except (binascii.Error, ValueError):  # no failure: the empty position is refused below
        position = ""
    if not position or encode(query_identity, position) != cursor:
        raise Malformed("The cursor is damaged or comes from another query.")
    return position


def link_header(path: str, query: dict[str, str], cursor: str | None) -> dict[str, str]:
    """The `Link` header to the next page of the same query; empty if there is no next page."""
    if cursor is None:
        return {}
    return {"link": f'<{quote(path)}?{urlencode({**query, "cursor": cursor})}>; rel="next"'}
