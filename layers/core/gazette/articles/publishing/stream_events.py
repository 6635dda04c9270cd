"""Events of articles, built from changes of their items in the Articles table."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gazette.encoding import unpack

Kind = Literal["article.published", "article.updated", "article.withdrawn"]


@dataclass(frozen=True)
class Event:
    """`detail` is the detail of the event on the bus: {id, kind, lang, slug, version, published_at, at, silent,
    alert}.

    A `kind` of `page` is announced to nobody either.

    If `silent` is true, consumers update what they keep about the article and announce nothing to readers: the write
    belongs to an import, a restore or a test. `alert` is true if an editor asked for a mail to the list `breaking`,
    false if one took it back, else None.
    """

    kind: Kind
    detail: dict[str, Any]


def build_event(old: Mapping[str, Any], new: Mapping[str, Any]) -> Event | None:
    """The event of a change of the item at an article's id. An image is empty before creation and after deletion.

    None if the version is unchanged (only a translation was published, or the view was rendered again), and for a
    change that readers do not see.
    """
    before, after = _version(old), _version(new)
    if before == after or not new:
        return None
    kind: Kind
    if "view" in new:
        kind = "article.updated" if "view" in old else "article.published"
    elif "view" in old:
        kind = "article.withdrawn"
    else:
        return None
    detail = {
        "id": new["id"],
        "kind": new.get("kind", "news"),
        "lang": new["lang"],
        "slug": new["slug"],
        "version": new["version"],
        "published_at": new.get("published_at"),
        "at": new["gone"]["at"] if "gone" in new else new["updated_at"],
        "silent": bool(new.get("silent", False)),
        "alert": new.get("alert"),
    }
    return Event(kind, detail)


def unpack_document(image: Mapping[str, Any]) -> dict[str, Any]:
    """The published article in an image, whose view is base64 text. Empty if there is none."""
    return json.loads(unpack(base64.b64decode(image["view"]))) if "view" in image else {}


def find_position(document: Mapping[str, Any]) -> str:
    """The position of the article's cards in lists."""
    return f"{document['published_at']}#{document['id']}"


def _version(image: Mapping[str, Any]) -> tuple[Any, bool]:
    return image.get("version"), "view" in image
