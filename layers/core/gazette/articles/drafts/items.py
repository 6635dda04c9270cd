"""How a version of an article lies in the Drafts table: its items, and what it takes to write them."""

import gzip
import json
from typing import Any

from gazette.articles.errors import StoryTaken
from gazette.articles.model import Article, Draft, Status, Summary
from gazette.articles.public.lists import compact
from gazette.articles.publishing.transaction import Write, delete, put, stale
from gazette.dynamodb.items import serialize
from gazette.errors import Malformed

CURRENT = "current"


def key(id: str) -> dict[str, Any]:
    """Where the present version stands."""
    return serialize({"id": id, "part": CURRENT})


def desk_key(status: Status, changed: str) -> dict[str, Any]:
    """Where an article stands on its shelf of the desk; `Malformed` where no article can."""
    _, separator, id = changed.rpartition("#")
    if not (separator and id):
        raise Malformed("The cursor is damaged.")
    return serialize({"shelf": status, "changed": changed, "id": id, "part": CURRENT})


def article_of(item: dict[str, Any]) -> Article:
    content: dict[str, Any] = json.loads(gzip.decompress(item["content"]))
    return Article.model_validate({**content, **item["summary"]})


def summary_of(item: dict[str, Any]) -> Summary:
    return Summary.model_validate(item["summary"])


def next_version(table: str, before: Article | None, after: Article, action: str, write: str) -> list[Write]:
    """All that a transaction has to hold to save a version; `before` is None for the first."""
    return [
        current(table, before, after, write),
        revision(table, before, after, action, write),
        *claims(table, before, after),
    ]


def current(table: str, before: Article | None, after: Article, write: str) -> Write:
    """The present version, if the one before it is the one that was read."""
    item = {
        "id": after.id,
        "part": CURRENT,
        "version": after.version,
        "write": write,
        "shelf": after.status,
        "changed": f"{after.publish_at if after.status == 'scheduled' else after.changed_at}#{after.id}",
        "summary": summary(after),
        "content": _content(after),
        **due(after),
    }
    unchanged: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(id)"}
    if before is not None:
        unchanged = {
            "ConditionExpression": "#version = :version",
            "ExpressionAttributeNames": {"#version": "version"},
            "ExpressionAttributeValues": serialize({":version": before.version}),
        }
    return put(table, item, stale, **unchanged)


def revision(table: str, before: Article | None, after: Article, action: str, write: str) -> Write:
    """The version as it is kept for ever."""
    item = {
        "id": after.id,
        "part": f"revision#{after.version:06}",
        "version": after.version,
        "write": write,
        "action": action,
        "at": after.changed_at,
        "by": after.changed_by.model_dump(),
        "fields": _changed_fields(before, after),
        "summary": summary(after),
        "content": _content(after),
    }
    return put(table, item, stale, ConditionExpression="attribute_not_exists(id)")


def claims(table: str, before: Article | None, after: Article) -> list[Write]:
    """Where story or language changed, the place in the story: the new one taken, the old one given back."""
    old, new = _place(before), _place(after)
    if old == new:
        return []
    claim = {
        "ConditionExpression": "attribute_not_exists(id) OR article = :article",
        "ExpressionAttributeValues": serialize({":article": after.id}),
    }
    return [
        *([put(table, {**new, "article": after.id}, _story_taken, **claim)] if new else []),
        *([delete(table, old)] if old else []),
    ]


def _story_taken(found: dict[str, Any]) -> Exception:
    return StoryTaken(article=found.get("article"))


def _place(article: Article | None) -> dict[str, str] | None:
    """The place in its story that an article holds; one in the bin holds none."""
    if article is None or article.binned_at:
        return None
    return {"id": f"story/{article.story}", "part": article.lang}


def _changed_fields(before: Article | None, after: Article) -> list[str]:
    names = sorted(Draft.model_fields)
    if before is None:
        blank = Draft(lang="")
        return [name for name in names if getattr(after, name) != getattr(blank, name)]
    return [name for name in names if getattr(after, name) != getattr(before, name)]


def summary(article: Article) -> dict[str, Any]:
    """What lists show, without what can be told from it."""
    return article.summary.model_dump(exclude={"status"}, exclude_none=True)


def _content(article: Article) -> bytes:
    return gzip.compress(compact(article.model_dump(exclude=set(Summary.model_fields) | {"status"})).encode(), mtime=0)


def due(article: Article, prefix: str = "") -> dict[str, str]:
    """The attributes that put it into the Due index, or none."""
    return {f"{prefix}due": "due", f"{prefix}due_at": article.due_at} if article.due_at else {}
