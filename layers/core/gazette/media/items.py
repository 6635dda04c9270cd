"""Items of the Media table."""

import json
from collections.abc import Mapping
from typing import Any

from gazette.encoding import compact_json
from gazette.errors import Malformed
from gazette.media.model import Media, Status

CURRENT, DELETED, USE = "current", "deleted", "use/"
AUTHOR_USE = "author/"
"""Begins the name of a use by an author; behind it is the slug. Ids of articles begin with a digit."""


def build_key(id: str, part: str = CURRENT) -> dict[str, str]:
    """Plain key of a picture, or of another item of it."""
    return {"id": id, "part": part}


def build_item(media: Media, write_id: str = "") -> dict[str, Any]:
    """The item of a picture. `folded_name` is what a search by name looks in."""
    return {
        **build_key(media.id),
        "revision": media.revision,
        "status": media.status,
        "changed": f"{media.changed_at}#{media.id}",
        "folded_name": media.upload.name.casefold(),
        "content": compact_json(media.model_dump(exclude={"status"}, exclude_none=True)),
        "closed_until": media.closed_until,
        "write_id": write_id or None,
        **build_due_attributes(media.due_at),
    }


def build_due_attributes(due_at: str | None) -> dict[str, str]:
    """The attributes that put an item into the index Due; empty without a time."""
    return {"due": "due", "due_at": due_at} if due_at else {}


def parse_media(item: Mapping[str, Any]) -> Media:
    return Media.model_validate(json.loads(item["content"]))


def build_status_key(status: Status, position: str) -> dict[str, str]:
    """Plain key of a picture in the index ByStatus. Raises `Malformed` for a position that no picture can have."""
    _, separator, id = position.rpartition("#")
    if not (separator and id):
        raise Malformed("The cursor is damaged.")
    return {"status": status, "changed": position, **build_key(id)}
