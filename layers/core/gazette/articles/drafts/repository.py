"""The Drafts table: the articles of editors in their present and in all earlier versions.

    id           part                what
    <id>         current             the article; indexes ByStatus (`status`, `changed`) and Due (`due`, `due_at`)
    <id>         revision#000007     its seventh version, never changed
    <id>         autosave#<person>#000006   the text that a person has not saved yet (autosaves.py)
    <id>         autosaves           who has such texts
    <id>         preview#<hash>      a link that shows the draft to whoever has it (preview/links.py)
    story/<id>   en                  the article of the story in this language (`article`)

`content` is the packed text, `summary` has the fields that lists show.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from gazette.articles.drafts import items
from gazette.articles.errors import ArticleNotFound, RevisionNotFound
from gazette.articles.model import Article, Summary
from gazette.articles.schemas import Revision, Translation
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit, try_commit
from gazette.dynamodb.conditions import if_absent, if_equal, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due
from gazette.dynamodb.writes import Refusal, Write, assign, check, delete, update
from gazette.errors import StaleVersion

_BATCH = 100
"""Items that DynamoDB reads in one request."""

_MAX_ID = 100
"""Characters. No id of an article is longer, and DynamoDB refuses keys over a limit."""


class DraftRepository:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def get(self, id: str) -> Article:
        """The present version of an article. Raises `ArticleNotFound`."""
        if not 1 <= len(id) <= _MAX_ID:
            raise ArticleNotFound()
        key = serialize(items.build_current_key(id))
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in reply:
            raise ArticleNotFound()
        return items.parse_article(deserialize(reply["Item"]))

    def get_revision(self, id: str, version: int) -> Article:
        """A version of an article as it was. Raises `RevisionNotFound`."""
        return items.parse_article(self._get_revision_item(id, version))

    def describe_revision(self, id: str, version: int) -> tuple[Revision, Article]:
        """A version, with who made it, when and how. Raises `RevisionNotFound`."""
        item = self._get_revision_item(id, version)
        return items.parse_revision(item), items.parse_article(item)

    def _get_revision_item(self, id: str, version: int) -> dict[str, Any]:
        if not 1 <= version <= items.MAX_VERSION:
            raise RevisionNotFound()
        key = serialize(items.build_revision_key(id, version))
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in reply:
            raise RevisionNotFound()
        return deserialize(reply["Item"])

    def save(
        self, before: Article | None, after: Article, *, action: str, write_id: str, also: Sequence[Write] = ()
    ) -> None:
        """Write the next version of an article (`before` is None for its first) and its revision, with further writes.

        Raises `StaleVersion` if somebody else has written the article since `before` was read, `StoryTaken` if its
        story has another article in this language.
        """
        writes = self.put_version(before, after, action=action, write_id=write_id)
        commit(self._dynamodb, [*writes, *also], write_id=write_id)

    def put_version(self, before: Article | None, after: Article, *, action: str, write_id: str) -> list[Write]:
        """The writes of `save`, for a transaction with further writes."""
        return items.put_version(self._table, before, after, action, write_id)

    def check_version(self, article: Article, *, refusal: Refusal) -> Write:
        """The check that nobody has written the article since it was read."""
        return check(self._table, items.build_current_key(article.id), if_version(article.version), refusal=refusal)

    def check_deleted(self, id: str, *, refusal: Refusal) -> Write:
        """The check that an article is in the bin or purged."""
        deleted = if_absent("id") | if_equal("status", "binned")
        return check(self._table, items.build_current_key(id), deleted, refusal=refusal)

    def save_schedule_error(self, article: Article) -> None:
        """Store `schedule_error` in the version that has the error. Does nothing if the stored version is newer."""
        changes = {"due": None, "due_at": None, **items.build_due_attributes(article)}
        write = update(
            self._table,
            items.build_current_key(article.id),
            *assign(summary=items.build_summary(article), **changes),
            if_version(article.version),
        )
        try_commit(self._dynamodb, [write])

    def list_revisions(self, id: str, *, limit: int, before: int | None) -> tuple[list[Revision], int | None]:
        """A page of an article's versions, the newest first, and its last version if there are earlier ones."""
        last = items.build_revision_key(id, items.MAX_VERSION if before is None else before - 1)["part"]
        names = ("version", "action", "at", "by", "fields", "note")
        attributes = {f"#{name}": name for name in names}
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :id AND part BETWEEN :first AND :last",
            ExpressionAttributeValues=serialize({":id": id, ":first": items.REVISION, ":last": last}),
            ProjectionExpression=", ".join(attributes),
            ExpressionAttributeNames=attributes,
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        revisions = [deserialize(item) for item in reply["Items"]]
        page = [items.parse_revision(item) for item in revisions[:limit]]
        return page, page[-1].version if len(revisions) > limit else None

    def list_due(self, now: str) -> Iterator[str]:
        """Ids of articles with a task that is due at a time; the longest overdue one first."""
        return (item["id"] for item in query_due(self._dynamodb, self._table, now))

    def purge(self, article: Article) -> None:
        """Delete a binned article for ever. Raises `StaleVersion` if somebody has taken it out of the bin.

        The present version is locked first and deleted last, so that the next run finishes an interrupted purge.
        """
        current = items.build_current_key(article.id)
        lock = update(
            self._table,
            current,
            "SET #purging = :yes, #version = :none",
            {"yes": True, "none": 0},
            if_version(article.version) | if_equal("purging", True),
            refusal=lambda stored: StaleVersion(),
        )
        commit(self._dynamodb, [lock])
        for part in self._list_parts(article.id):
            if part != items.CURRENT:
                commit(self._dynamodb, [delete(self._table, {"id": article.id, "part": part})])
        commit(self._dynamodb, [delete(self._table, current)])

    def _list_parts(self, id: str) -> Iterator[str]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues=serialize({":id": id}),
            ProjectionExpression="part",
        )
        for page in pages:
            yield from (item["part"]["S"] for item in page["Items"])

    def find_summaries(self, ids: Sequence[str]) -> dict[str, Summary]:
        """What lists show of the articles with these ids, read consistently. Unknown ids are left out."""
        keys = [items.build_current_key(id) for id in ids]
        stored = self._get_all(keys, ("id", "summary"))
        return {item["id"]: items.parse_summary(item) for item in stored}

    def list_translations(self, article: Article, *, owner: str | None = None) -> tuple[Translation, ...]:
        """The other articles of the article's story, without those in the bin, by language.

        With an owner, the published ones and those that the owner created.
        """
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :story",
            ExpressionAttributeValues=serialize({":story": f"story/{article.story}"}),
            ConsistentRead=True,
        )
        return self._show_translations([article], map(deserialize, reply["Items"]), owner)[article.id]

    def find_translations(
        self, articles: Sequence[Summary], languages: Sequence[str], *, owner: str | None = None
    ) -> dict[str, tuple[Translation, ...]]:
        """`list_translations` of several articles, by id, in these languages, with fewer requests."""
        stories = dict.fromkeys(article.story for article in articles)
        keys = [items.build_language_key(story, lang) for story in stories for lang in languages]
        return self._show_translations(articles, self._get_all(keys), owner)

    def _show_translations(
        self, articles: Sequence[Summary], members: Iterable[Mapping[str, Any]], owner: str | None
    ) -> dict[str, tuple[Translation, ...]]:
        """By id of an article, its translations. `members` are the items of the articles' stories."""
        ids: dict[str, dict[str, str]] = {article.story: {} for article in articles}
        for member in sorted(members, key=lambda member: str(member["part"])):
            ids[member["id"].removeprefix("story/")][member["part"]] = member["article"]
        own = {article.id for article in articles if len(ids[article.story]) == 1}
        others = {id for members in ids.values() for id in members.values()} - own
        summaries = self.find_summaries(sorted(others))
        return {
            article.id: tuple(
                Translation(lang=lang, id=id, status=summaries[id].status)
                for lang, id in ids[article.story].items()
                if id != article.id and id in summaries and _may_see(summaries[id], owner)
            )
            for article in articles
        }

    def _get_all(self, keys: Sequence[Mapping[str, str]], attributes: Sequence[str] = ()) -> list[dict[str, Any]]:
        """Plain items by their keys, in no order."""
        found: list[dict[str, Any]] = []
        for start in range(0, len(keys), _BATCH):
            batch = [serialize(key) for key in keys[start : start + _BATCH]]
            stored = batch_get(self._dynamodb, {self._table: batch}, attributes=attributes)
            found += map(deserialize, stored[self._table])
        return found


def _may_see(summary: Summary, owner: str | None) -> bool:
    return owner is None or summary.status == "published" or summary.created_by.id == owner
