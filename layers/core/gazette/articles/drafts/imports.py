"""Writes that store an article with its history as another stack had them."""

from collections.abc import Sequence

from gazette.articles.drafts import items
from gazette.articles.model import Article
from gazette.dynamodb.items import serialize
from gazette.dynamodb.writes import Refusal, Write


def put_revision(
    table: str, article: Article, *, action: str, changed: Sequence[str], write_id: str, refusal: Refusal
) -> Write:
    """The write of one version of the history, refused if it is there."""
    _, revision, *_ = items.put_version(table, None, article, action, write_id)
    item = {**revision.request["Item"], **serialize({"fields": list(changed)})}
    return Write(revision.action, {**revision.request, "Item": item}, refusal)


def put_current(table: str, article: Article, *, write_id: str, refusal: Refusal) -> list[Write]:
    """The write of the present version, refused if the article is there, and that of its language in the story."""
    current, _, *language = items.put_version(table, None, article, "", write_id)
    return [Write(current.action, current.request, refusal), *language]
