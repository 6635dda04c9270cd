"""Writes that store an article with its history as another stack had them. Each is refused for what is there."""

from collections.abc import Sequence

from gazette.articles.drafts import items
from gazette.articles.model import Article
from gazette.dynamodb.conditions import if_absent
from gazette.dynamodb.writes import Refusal, Write, put


def put_revision(
    table: str, article: Article, *, action: str, changed: Sequence[str], write_id: str, refusal: Refusal
) -> Write:
    """The write of one version of the history."""
    item = items.build_revision(article, action=action, changed=changed, write_id=write_id)
    return put(table, item, if_absent("id"), refusal=refusal)


def put_current(table: str, article: Article, *, write_id: str, refusal: Refusal) -> list[Write]:
    """The write of the present version, and that of its language in the story."""
    current = put(table, items.build_current(article, write_id), if_absent("id"), refusal=refusal)
    return [current, *items.reserve_language(table, None, article)]
