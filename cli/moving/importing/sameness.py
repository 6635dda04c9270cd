"""Whether the stack has what a record says. What Gazette itself changes later, without staff, makes no difference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cli.moving.records import ArticleRecord, TermRecord
from gazette.articles.drafts.items import parse_article
from gazette.articles.model import Article
from gazette.media.model import Media, Texts
from gazette.taxonomy.model import Term


@dataclass(frozen=True)
class CheckedArticle:
    """An article of the file: the line of its record, how it is now, and the revision that readers see."""

    line: int
    record: ArticleRecord
    present: Article
    published: Article | None
    write_id: str


def is_same_article(article: CheckedArticle, item: Mapping[str, Any]) -> bool:
    if item.get("purging") or item["write_id"] != article.write_id:
        return False
    return parse_article(dict(item)) == article.present


def is_same_picture(picture: Media, stored: Media) -> bool:
    """MediaIntake may have worked on it since: refused a file that did not arrive, or made crops anew."""
    names = (*Texts.model_fields, "version", "created_at", "created_by", "changed_at", "changed_by")
    upload = ("number", "name", "type", "size", "at")
    return all(getattr(picture, name) == getattr(stored, name) for name in names) and all(
        getattr(picture.upload, name) == getattr(stored.upload, name) for name in upload
    )


def is_same_term(record: TermRecord, stored: Term) -> bool:
    """Publications may have given a tag more names and made it public since; they change no time."""
    names = ("order", "text", "picture", "merged", "merged_into", "changed_at", "changed_by")
    if any(getattr(record, name) != getattr(stored, name) for name in names):
        return False
    if record.kind == "tag":
        return record.names.items() <= stored.names.items() and record.version <= stored.version
    return record.names == stored.names and record.version == stored.version
