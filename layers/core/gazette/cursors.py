"""Cursors of lists: opaque, bound to the query they came from, without a secret.

A cursor is the base64url of a checksum and a position. The checksum covers the query's identity, so that a damaged or
foreign cursor is told apart; who forges one reaches only positions that the query itself reaches. Lean.
"""

import base64
import binascii
from urllib.parse import quote, urlencode
from zlib import crc32

from gazette.errors import Malformed


def encode(query_identity: str, position: str) -> str:
    """`query_identity` names all that selects the items: listing and filters, not the page's size."""
    checksum = crc32(f"{query_identity}\0{position}".encode()).to_bytes(4, "big")
    return base64.urlsafe_b64encode(checksum + position.encode()).decode().rstrip("=")


def decode(query_identity: str, cursor: str) -> str:
    """The position that a cursor of the same query holds; `Malformed` for any other text."""
    try:
        position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[4:].decode()
    except (binascii.Error, ValueError):
        position = ""
    if not position or encode(query_identity, position) != cursor:
        raise Malformed("The cursor is damaged or comes from another query.")
    return position


def link(path: str, given: dict[str, str], cursor: str | None) -> dict[str, str]:
    """The header that names the next page, with all of the query; none where there is no next page."""
    if cursor is None:
        return {}
    return {"link": f'<{quote(path)}?{urlencode({**given, "cursor": cursor})}>; rel="next"'}
