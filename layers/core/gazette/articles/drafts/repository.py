"""The Drafts table: what editors wrote, in its present version and in every one before.

    id           part                what
    <id>         current             the article; indexes Desk (`shelf`, `changed`) and Due (`due`, `due_at`)
    <id>         revision#000007     its seventh version, never changed
    story/<id>   en                  which article the story has in this language (`article`)

The text is packed (`content`); `summary` is what lists show.
"""

from collections.abc import Iterator
from typing import Any

from gazette.articles.drafts import items as records
from gazette.articles.errors import ArticleNotFound
from gazette.articles.model import Article, Status, Summary
from gazette.articles.publishing.transaction import Write, commit
from gazette.articles.schemas import Revision, Translation
from gazette.dynamodb.batches import batch_get
from gazette.dynamodb.items import deserialize, serialize
from gazette.errors import StaleVersion

_PAGES_AT_MOST, _FILTERED = 10, 100
"""Of a narrowed list: pages that are read for one answer, and items in each."""


_LONGEST_ID = 100
"""Whatever is longer is no id of ours, and may be more than a key can hold."""


class DraftRepository:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def get(self, id: str) -> Article:
        """The article as it was written last; `ArticleNotFound`."""
        if not 1 <= len(id) <= _LONGEST_ID:
            raise ArticleNotFound()
        reply = self._dynamodb.get_item(TableName=self._table, Key=records.key(id), ConsistentRead=True)
        if "Item" not in reply:
            raise ArticleNotFound()
        return records.article_of(deserialize(reply["Item"]))

    def save(self, before: Article | None, after: Article, *, action: str, write: str) -> None:
        """Write the next version of an article (`before` is None for its first), and its revision with it.

        `StaleVersion` where somebody else wrote since `before` was read, `StoryTaken` where its story has an article
        in this language.
        """
        commit(self._dynamodb, self.steps(before, after, action=action, write=write), write)

    def steps(self, before: Article | None, after: Article, *, action: str, write: str) -> list[Write]:
        """What a transaction has to hold for that."""
        return records.next_version(self._table, before, after, action, write)

    def mark(self, article: Article) -> None:
        """Note `schedule_error` beside the version that it is about; nothing where there is another by now."""
        names = {"#summary": "summary", "#due": "due", "#due_at": "due_at", "#version": "version"}
        values = serialize(
            {":summary": records.summary(article), ":version": article.version, **records.due(article, ":")}
        )
        due = "SET #due = :due, #due_at = :due_at," if article.due_at else "REMOVE #due, #due_at SET"
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=records.key(article.id),
                UpdateExpression=f"{due} #summary = :summary",
                ConditionExpression="#version = :version",
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            return

    def shelf(
        self, status: Status, *, limit: int, after: str | None, lang: str | None = None, owner: str | None = None
    ) -> tuple[list[Summary], str | None]:
        """A page of one shelf of the desk, and the position to go on from.

        Newest change first, the scheduled ones by their time, the next one first.
        """
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "Desk",
            "KeyConditionExpression": "#shelf = :shelf",
            "ExpressionAttributeNames": {"#shelf": "shelf"},
            "ExpressionAttributeValues": serialize({":shelf": status}),
            "ScanIndexForward": status == "scheduled",
            "Limit": limit,
        }
        _narrow(request, {"lang": (("lang",), lang), "owner": (("created_by", "id"), owner)})
        if after is not None:
            request["ExclusiveStartKey"] = records.desk_key(status, after)
        return self._gathered(request, limit)

    def _gathered(self, request: dict[str, Any], limit: int) -> tuple[list[Summary], str | None]:
        """Items of as many pages as fill `limit`; with a narrow filter it may end short, and says where to go on."""
        found: list[Summary] = []
        for _ in range(_PAGES_AT_MOST):
            reply = self._dynamodb.query(**request)
            items = [deserialize(item) for item in reply["Items"]]
            for position, item in enumerate(items, start=1):
                found.append(records.summary_of(item))
                if len(found) == limit:
                    more = position < len(items) or "LastEvaluatedKey" in reply
                    return found, item["changed"] if more else None
            if "LastEvaluatedKey" not in reply:
                return found, None
            request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]
        return found, deserialize(request["ExclusiveStartKey"])["changed"]

    def revisions(self, id: str, *, limit: int, before: int | None) -> tuple[list[Revision], int | None]:
        """A page of an article's versions, the newest first, and the version to go on before."""
        last = f"revision#{before - 1:06}" if before is not None else "revision#999999"
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :id AND part BETWEEN :first AND :last",
            ExpressionAttributeValues=serialize({":id": id, ":first": "revision#000000", ":last": last}),
            ProjectionExpression="#version, #action, #at, #by, #changed",
            ExpressionAttributeNames={
                "#version": "version",
                "#action": "action",
                "#at": "at",
                "#by": "by",
                "#changed": "fields",
            },
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        items = [deserialize(item) for item in reply["Items"]]
        page = [Revision.model_validate({"changed": item.pop("fields"), **item}) for item in items[:limit]]
        return page, page[-1].version if len(items) > limit else None

    def due(self, now: str) -> Iterator[str]:
        """Ids of what is due up to a time, in the order of when it was."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="Due",
            KeyConditionExpression="#due = :due AND #due_at <= :now",
            ExpressionAttributeNames={"#due": "due", "#due_at": "due_at"},
            ExpressionAttributeValues=serialize({":due": "due", ":now": now}),
        )
        for page in pages:
            yield from (deserialize(item)["id"] for item in page["Items"])

    def purge(self, article: Article) -> None:
        """Remove a binned article for ever; `StaleVersion` where somebody took it out of the bin.

        Locked first, its present version removed last, so that what is interrupted is taken up again.
        """
        current = records.key(article.id)
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=current,
                UpdateExpression="SET purging = :yes, #version = :none",
                ConditionExpression="#version = :version OR purging = :yes",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues=serialize({":yes": True, ":none": 0, ":version": article.version}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise StaleVersion() from None
        for key in self._parts(article.id):
            if key["part"]["S"] != records.CURRENT:
                self._dynamodb.delete_item(TableName=self._table, Key=key)
        self._dynamodb.delete_item(TableName=self._table, Key=current)

    def _parts(self, id: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues=serialize({":id": id}),
            ProjectionExpression="id, part",
        )
        for page in pages:
            yield from page["Items"]

    def translations(self, article: Article) -> list[Translation]:
        """The other articles of its story that are not in the bin, by language."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :story",
            ExpressionAttributeValues=serialize({":story": f"story/{article.story}"}),
            ConsistentRead=True,
        )
        others = [deserialize(item) for item in reply["Items"] if item["article"]["S"] != article.id]
        keys = [records.key(one["article"]) for one in others]
        found = batch_get(self._dynamodb, {self._table: keys}, attributes=("id", "shelf"))[self._table]
        shelves = {item["id"]["S"]: item["shelf"]["S"] for item in found}
        return [
            Translation(lang=one["part"], id=one["article"], status=shelves[one["article"]])
            for one in others
            if one["article"] in shelves
        ]


def _narrow(request: dict[str, Any], wanted: dict[str, tuple[tuple[str, ...], str | None]]) -> None:
    """Let only those summaries through whose member (a path) has the wanted value; None wants nothing of it."""
    conditions = []
    for name, (path, value) in wanted.items():
        if value is not None:
            names = {f"#{step}": step for step in ("summary", *path)}
            conditions.append(f"{'.'.join(names)} = :{name}")
            request["ExpressionAttributeNames"] |= names
            request["ExpressionAttributeValues"] |= serialize({f":{name}": value})
    if conditions:
        request |= {"FilterExpression": " AND ".join(conditions), "Limit": _FILTERED}
