"""The Drafts table: the articles of editors in their present and in all earlier versions.

    id           part                what
    <id>         current             the article; indexes ByStatus (`status`, `changed`) and Due (`due`, `due_at`)
    <id>         revision#000007     its seventh version, never changed
    story/<id>   en                  the article of the story in this language (`article`)

`content` is the packed text, `summary` has the fields that lists show.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from gazette.articles.drafts import items
from gazette.articles.errors import ArticleNotFound
from gazette.articles.kinds import Kind
from gazette.articles.model import Article, Status, Summary
from gazette.articles.schemas import Revision, Translation
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit, try_commit
from gazette.dynamodb.conditions import if_absent, if_equal, if_version
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.queries import query_due, query_page
from gazette.dynamodb.writes import Refusal, Write, assign, check, delete, update
from gazette.errors import StaleVersion

_BATCH = 100
"""Items that DynamoDB reads in one request."""

_EQUAL = "{} = {}"

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
        """A version of an article as it was. Raises `ArticleNotFound`."""
        key = serialize(items.build_revision_key(id, version))
        reply = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True)
        if "Item" not in reply:
            raise ArticleNotFound()
        return items.parse_article(deserialize(reply["Item"]))

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

    def list_by_status(
        self,
        status: Status,
        *,
        limit: int,
        after: str | None,
        lang: str | None = None,
        owner: str | None = None,
        kind: Kind | None = None,
    ) -> tuple[list[Summary], str | None]:
        """A page of the articles of one status, and the position of its last article if there are more.

        The latest change comes first. Scheduled articles are in the order of their times.
        """
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "ByStatus",
            "KeyConditionExpression": "#status = :status",
            "ExpressionAttributeNames": {"#status": "status"},
            "ExpressionAttributeValues": serialize({":status": status}),
            "ScanIndexForward": status == "scheduled",
        }
        # Articles that were saved before there were kinds have none.
        is_kind = _EQUAL if kind == "page" else "NOT {} = {}"
        filters = {
            "lang": (("lang",), lang, _EQUAL),
            "owner": (("created_by", "id"), owner, _EQUAL),
            "kind": (("kind",), kind and "page", is_kind),
        }
        _add_filters(request, filters)
        if after is not None:
            request["ExclusiveStartKey"] = items.build_status_key(status, after)
        found, last = query_page(self._dynamodb, request, limit)
        return [items.parse_summary(item) for item in found], last["changed"] if last else None

    def list_revisions(self, id: str, *, limit: int, before: int | None) -> tuple[list[Revision], int | None]:
        """A page of an article's versions, the newest first, and its last version if there are earlier ones."""
        last = f"revision#{before - 1:06}" if before is not None else "revision#999999"
        attributes = {"#version": "version", "#action": "action", "#at": "at", "#by": "by", "#changed": "fields"}
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :id AND part BETWEEN :first AND :last",
            ExpressionAttributeValues=serialize({":id": id, ":first": "revision#000000", ":last": last}),
            ProjectionExpression=", ".join(attributes),
            ExpressionAttributeNames=attributes,
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        revisions = [deserialize(item) for item in reply["Items"]]
        page = [Revision.model_validate({"changed": item.pop("fields"), **item}) for item in revisions[:limit]]
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

    def find_media_uses(self, media: str, ids: Sequence[str]) -> list[Summary]:
        """Of the articles with these ids, those whose last save or published version shows a picture."""
        found: list[Summary] = []
        for start in range(0, len(ids), _BATCH):
            keys = [serialize(items.build_current_key(id)) for id in ids[start : start + _BATCH]]
            stored = batch_get(self._dynamodb, {self._table: keys}, attributes=("id", "summary"))[self._table]
            found += [items.parse_summary(deserialize(item)) for item in stored]
        return [summary for summary in found if media in (*summary.media, *summary.published_media)]

    def list_translations(self, article: Article, *, owner: str | None = None) -> list[Translation]:
        """The other articles of the article's story, without those in the bin, by language.

        With an owner, the published ones and those that the owner created.
        """
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :story",
            ExpressionAttributeValues=serialize({":story": f"story/{article.story}"}),
            ConsistentRead=True,
        )
        members = [deserialize(item) for item in reply["Items"]]
        others = {item["part"]: item["article"] for item in members if item["article"] != article.id}
        keys = [serialize(items.build_current_key(id)) for id in others.values()]
        stored = batch_get(self._dynamodb, {self._table: keys}, attributes=("id", "summary"))[self._table]
        summaries = {item["id"]["S"]: items.parse_summary(deserialize(item)) for item in stored}
        return [
            Translation(lang=lang, id=id, status=summaries[id].status)
            for lang, id in others.items()
            if id in summaries
            and (owner is None or summaries[id].status == "published" or summaries[id].created_by.id == owner)
        ]


def _add_filters(request: dict[str, Any], filters: dict[str, tuple[tuple[str, ...], str | None, str]]) -> None:
    """Filter a query by fields of the summary. A filter is the path of a field, a value and the condition of the two.

    None as the value filters nothing.
    """
    conditions = []
    for name, (path, value, condition) in filters.items():
        if value is not None:
            names = {f"#{member}": member for member in ("summary", *path)}
            conditions.append(condition.format(".".join(names), f":{name}"))
            request["ExpressionAttributeNames"] |= names
            request["ExpressionAttributeValues"] |= serialize({f":{name}": value})
    if conditions:
        request["FilterExpression"] = " AND ".join(conditions)
