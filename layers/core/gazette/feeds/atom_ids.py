"""Ids of feeds and entries in Atom, which wants a URI that is unique in the world and never changes (RFC 4287, 4.2.6).

Neither has an address in it: a site may move to another host, and an article may get another slug.
"""

from __future__ import annotations

from uuid import UUID, uuid5

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits of a ULID (Crockford's base 32)."""
MAX_ULID = "7ZZZZZZZZZZZZZZZZZZZZZZZZZ"


def build_article_urn(site_id: str, id: str) -> str:
    """The id of an article as `urn:uuid:`. A ULID and a UUID have the same 128 bits.

    An id that is no ULID gets a UUID that is made from it and the UUID of the deployment.
    """
    if len(id) == len(MAX_ULID) and id <= MAX_ULID and not set(id) - set(DIGITS):
        number = 0
        for digit in id:
            number = number * len(DIGITS) + DIGITS.index(digit)
        return UUID(int=number).urn
    return uuid5(UUID(site_id), id).urn


def build_feed_urn(site_id: str, path: str) -> str:
    """The id of a feed: `site_id` is the UUID of the deployment, which no change of its settings changes."""
    return uuid5(UUID(site_id), path).urn
