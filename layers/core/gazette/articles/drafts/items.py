"""Items of the Drafts table, and the writes that save one version of an article."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gazette.articles.errors import ArticleNotFound, StoryTaken
from gazette.articles.model import COMPUTED, Article, Draft, Summary
from gazette.articles.schemas import Revision
from gazette.dynamodb.conditions import if_absent, if_equal, if_version
from gazette.dynamodb.writes import Write, delete, put
from gazette.encoding import compact_json, pack, unpack
from gazette.errors import StaleVersion, TooLarge

CURRENT, REVISION = "current", "revision#"
MAX_VERSION = 999_999
"""Versions sort as texts, by six digits."""
MAX_CONTENT = 280_000
"""Bytes of a packed content. It is in two items of each write, and DynamoDB stores at most 400 kB in one."""


def build_current_key(id: str) -> dict[str, Any]:
    """Key of the present version, plain."""
    return {"id": id, "part": CURRENT}


def build_revision_key(id: str, version: int) -> dict[str, Any]:
    """Key of a version in an article's history, plain."""
    return {"id": id, "part": f"{REVISION}{version:06}"}


def build_position(summary: Summary) -> str:
    """The place of an article on its shelf: the time of its last change, or the planned time, and its id."""
    return f"{summary.publish_at if summary.status == 'scheduled' else summary.changed_at}#{summary.id}"


def build_language_key(story: str, lang: str) -> dict[str, str]:
    """Key of a language in a story, plain. Its item names the article."""
    return {"id": f"story/{story}", "part": lang}


def parse_article(item: dict[str, Any]) -> Article:
    content: dict[str, Any] = json.loads(unpack(item["content"]))
    return Article.model_validate({**content, **item["summary"]})


def parse_revision(item: dict[str, Any]) -> Revision:
    """Who made a version, when and how. The item may have more attributes."""
    members = {name: item[name] for name in ("version", "action", "at", "by")}
    return Revision.model_validate({**members, "changed": item["fields"], "note": item.get("note")})


def parse_summary(item: dict[str, Any]) -> Summary:
    return Summary.model_validate(item["summary"])


def put_version(table: str, before: Article | None, after: Article, action: str, write_id: str) -> list[Write]:
    """The writes that save a version; `before` is None for the first."""
    return [
        _put_current(table, before, after, write_id),
        _put_revision(table, before, after, action, write_id),
        *reserve_language(table, before, after),
    ]


def build_due_attributes(article: Article) -> dict[str, str]:
    """The attributes that put an article into the index Due; empty if it has no task."""
    return {"due": "due", "due_at": article.due_at} if article.due_at else {}


def build_summary(article: Article) -> dict[str, Any]:
    """The fields that lists show, without those that follow from others."""
    return article.summary.model_dump(exclude=COMPUTED, exclude_none=True)


def build_current(article: Article, write_id: str) -> dict[str, Any]:
    """The item of the present version."""
    return {
        **build_current_key(article.id),
        "version": article.version,
        "write_id": write_id,
        "status": article.shelf,
        "changed": build_position(article),
        "summary": build_summary(article),
        "content": _pack_content(article),
        **build_due_attributes(article),
    }


def build_revision(article: Article, *, action: str, changed: Sequence[str], write_id: str) -> dict[str, Any]:
    """The item of a version in the article's history. `changed` are names of fields."""
    return {
        **build_revision_key(article.id, article.version),
        "version": article.version,
        "write_id": write_id,
        "action": action,
        "at": article.changed_at,
        "by": article.changed_by.model_dump(),
        "fields": list(changed),
        "note": article.review.note if article.review and action in ("submit", "return") else None,
        "summary": build_summary(article),
        "content": _pack_content(article),
    }


def _put_current(table: str, before: Article | None, after: Article, write_id: str) -> Write:
    """The present version, on condition that the stored version is still `before`."""
    unchanged = if_version(before.version if before else 0)
    return put(table, build_current(after, write_id), unchanged, refusal=_refuse_stale)


def _put_revision(table: str, before: Article | None, after: Article, action: str, write_id: str) -> Write:
    """The version as an item of the article's history, which never changes."""
    item = build_revision(after, action=action, changed=_list_changed_fields(before, after), write_id=write_id)
    return put(table, item, if_absent("id"), refusal=_refuse_stale)


def reserve_language(table: str, before: Article | None, after: Article) -> list[Write]:
    """If story or language changes: reserves the new language of the story and releases the old one."""
    old, new = _find_language_key(before), _find_language_key(after)
    if old == new:
        return []
    free_or_own = if_absent("id") | if_equal("article", after.id)
    return [
        *([put(table, {**new, "article": after.id}, free_or_own, refusal=_refuse_taken)] if new else []),
        *([delete(table, old)] if old else []),
    ]


def _refuse_stale(stored: dict[str, Any]) -> Exception:
    return StaleVersion.of(stored["summary"]) if stored else ArticleNotFound()


def _refuse_taken(stored: dict[str, Any]) -> Exception:
    return StoryTaken(article=stored.get("article"))


def _find_language_key(article: Article | None) -> dict[str, str] | None:
    """Key of an article's language in its story; None for an article in the bin, which reserves none."""
    if article is None or article.binned_at:
        return None
    return build_language_key(article.story, article.lang)


def _list_changed_fields(before: Article | None, after: Article) -> list[str]:
    names = sorted(Draft.model_fields)
    old = before or Draft(lang="")
    return [name for name in names if getattr(after, name) != getattr(old, name)]


def _pack_content(article: Article) -> bytes:
    """Raises `TooLarge` over `MAX_CONTENT` bytes."""
    return pack_members(article.model_dump(exclude=set(Summary.model_fields) | COMPUTED))


def pack_members(members: Mapping[str, Any]) -> bytes:
    """The packed members of an article or a draft. Raises `TooLarge` over `MAX_CONTENT` bytes."""
    content = pack(compact_json(members))
    if len(content) > MAX_CONTENT:
        raise TooLarge(f"The article has {len(content)} bytes when packed; {MAX_CONTENT} are possible.")
    return content
