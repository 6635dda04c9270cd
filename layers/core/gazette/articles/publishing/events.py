"""What a record of the Articles stream means to the rest of the world. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gazette.settings import Settings
from gazette.urls import article_path

Kind = Literal["article.published", "article.updated", "article.withdrawn"]


@dataclass(frozen=True)
class Event:
    """`detail` is what goes onto the event bus: {id, lang, slug, version, at, silent}."""

    kind: Kind
    detail: dict[str, Any]


def event_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> Event | None:
    """The event of a change of the item under an article's id (plain values; empty where there was or is none).

    None where the version is the same (a translation was published, a form of view renewed), and for any record that
    does not concern what readers see.
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
        "lang": new["lang"],
        "slug": new["slug"],
        "version": new["version"],
        "at": new["gone"]["at"] if "gone" in new else new["updated_at"],
        "silent": bool(new.get("silent", False)),
    }
    return Event(kind, detail)


def paths(detail: Mapping[str, Any], settings: Settings) -> list[str]:
    """The paths under which the CDN may keep the article; lists forget it within seconds by themselves."""
    lang, slug, id = detail["lang"], detail["slug"], detail["id"]
    return [f"/v1/articles/{id}", f"/v1/articles/{lang}/{slug}", article_path(settings, lang, slug)]


def _version(image: Mapping[str, Any]) -> tuple[Any, bool]:
    return image.get("version"), "view" in image
