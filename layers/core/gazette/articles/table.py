"""The Drafts table: what editors wrote, in its present version and in every one before.

    id           part                what
    <id>         current             the article; indexes Desk (`shelf`, `changed`) and Due (`due`, `due_at`)
    <id>         revision#000007     its seventh version, never changed
    story/<id>   en                  which article the story has in this language (`article`)

The text is packed (`content`); `summary` is what lists show.
"""

import gzip
import json
from collections.abc import Iterator
from typing import Any

from gazette.articles.answers import Revision, Translation
from gazette.articles.errors import ArticleNotFound, StoryTaken
from gazette.articles.model import Article, Draft, Status, Summary
from gazette.articles.rendering import compact
from gazette.articles.steps import RETURN_FOUND, Step, commit, stale
from gazette.aws.batches import batch_get
from gazette.aws.items import plain, typed
from gazette.errors import StaleVersion

CURRENT = "current"

_PAGES_AT_MOST = 10


class Drafts:
    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def get(self, id: str) -> Article:
        """The article as it was written last; `ArticleNotFound`."""
        key = {"id": {"S": id}, "part": {"S": CURRENT}}
        item = self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item")
        if item is None:
            raise ArticleNotFound()
        return _article(plain(item))

    def save(self, before: Article | None, after: Article, *, action: str, write: str) -> None:
        """Write the next version of an article (`before` is None for its first), and its revision with it.

        `StaleVersion` where somebody else wrote since `before` was read, `StoryTaken` where its story has an article
        in this language.
        """
        commit(self._dynamodb, self.steps(before, after, action=action, write=write), write)

    def steps(self, before: Article | None, after: Article, *, action: str, write: str) -> list[Step]:
        """What a transaction has to hold for that."""
        return [
            self._current(before, after, write),
            self._revision(before, after, action, write),
            *self._claims(before, after),
        ]

    def mark(self, article: Article) -> None:
        """Note `schedule_error` beside the version that it is about; nothing where there is another by now."""
        names = {"#summary": "summary", "#due": "due", "#due_at": "due_at", "#version": "version"}
        values = typed({":summary": _summary(article), ":version": article.version, **_due(article, ":")})
        due = "SET #due = :due, #due_at = :due_at," if article.due_at else "REMOVE #due, #due_at SET"
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=typed({"id": article.id, "part": CURRENT}),
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
        conditions: list[str] = []
        values: dict[str, str] = {":shelf": status}
        names = {"#shelf": "shelf"}
        if lang is not None:
            conditions.append("#summary.#lang = :lang")
            names |= {"#summary": "summary", "#lang": "lang"}
            values[":lang"] = lang
        if owner is not None:
            conditions.append("#summary.#by.#id = :owner")
            names |= {"#summary": "summary", "#by": "created_by", "#id": "id"}
            values[":owner"] = owner
        request: dict[str, Any] = {
            "TableName": self._table,
            "IndexName": "Desk",
            "KeyConditionExpression": "#shelf = :shelf",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": typed(values),
            "ScanIndexForward": status == "scheduled",
            "Limit": limit,
        }
        if conditions:
            request |= {"FilterExpression": " AND ".join(conditions), "Limit": 100}
        if after is not None:
            request["ExclusiveStartKey"] = _desk_key(status, after)
        return self._gathered(request, limit, status)

    def _gathered(self, request: dict[str, Any], limit: int, status: Status) -> tuple[list[Summary], str | None]:
        """Items of as many pages as fill `limit`; with a narrow filter it may end short, and says where to go on."""
        found: list[Summary] = []
        for _ in range(_PAGES_AT_MOST):
            reply = self._dynamodb.query(**request)
            items = [plain(item) for item in reply["Items"]]
            for position, item in enumerate(items, start=1):
                found.append(_summary_of(item))
                if len(found) == limit:
                    more = position < len(items) or "LastEvaluatedKey" in reply
                    return found, item["changed"] if more else None
            if "LastEvaluatedKey" not in reply:
                return found, None
            request["ExclusiveStartKey"] = reply["LastEvaluatedKey"]
        return found, plain(request["ExclusiveStartKey"])["changed"]

    def revisions(self, id: str, *, limit: int, before: int | None) -> tuple[list[Revision], int | None]:
        """A page of an article's versions, the newest first, and the version to go on before."""
        last = f"revision#{before - 1:06}" if before is not None else "revision#999999"
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :id AND part BETWEEN :first AND :last",
            ExpressionAttributeValues=typed({":id": id, ":first": "revision#000000", ":last": last}),
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
        items = [plain(item) for item in reply["Items"]]
        page = [Revision.model_validate({"changed": item.pop("fields"), **item}) for item in items[:limit]]
        return page, page[-1].version if len(items) > limit else None

    def due(self, now: str) -> Iterator[str]:
        """Ids of what is due up to a time, in the order of when it was."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            IndexName="Due",
            KeyConditionExpression="#due = :due AND #due_at <= :now",
            ExpressionAttributeNames={"#due": "due", "#due_at": "due_at"},
            ExpressionAttributeValues=typed({":due": "due", ":now": now}),
        )
        for page in pages:
            yield from (plain(item)["id"] for item in page["Items"])

    def purge(self, article: Article) -> None:
        """Remove a binned article for ever; `StaleVersion` where somebody took it out of the bin.

        Locked first, its present version removed last, so that what is interrupted is taken up again.
        """
        current = typed({"id": article.id, "part": CURRENT})
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key=current,
                UpdateExpression="SET purging = :yes, #version = :none",
                ConditionExpression="#version = :version OR purging = :yes",
                ExpressionAttributeNames={"#version": "version"},
                ExpressionAttributeValues=typed({":yes": True, ":none": 0, ":version": article.version}),
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            raise StaleVersion() from None
        for key in self._parts(article.id):
            if key["part"]["S"] != CURRENT:
                self._dynamodb.delete_item(TableName=self._table, Key=key)
        self._dynamodb.delete_item(TableName=self._table, Key=current)

    def _parts(self, id: str) -> Iterator[dict[str, Any]]:
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="id = :id",
            ExpressionAttributeValues=typed({":id": id}),
            ProjectionExpression="id, part",
        )
        for page in pages:
            yield from page["Items"]

    def translations(self, article: Article) -> list[Translation]:
        """The other articles of its story that are not in the bin, by language."""
        reply = self._dynamodb.query(
            TableName=self._table,
            KeyConditionExpression="id = :story",
            ExpressionAttributeValues=typed({":story": f"story/{article.story}"}),
            ConsistentRead=True,
        )
        others = [plain(item) for item in reply["Items"] if item["article"]["S"] != article.id]
        keys = [typed({"id": one["article"], "part": CURRENT}) for one in others]
        found = batch_get(self._dynamodb, {self._table: keys}, attributes=("id", "shelf"))[self._table]
        shelves = {item["id"]["S"]: item["shelf"]["S"] for item in found}
        return [
            Translation(lang=one["part"], id=one["article"], status=shelves[one["article"]])
            for one in others
            if one["article"] in shelves
        ]

    def _current(self, before: Article | None, after: Article, write: str) -> Step:
        item = {
            "id": after.id,
            "part": CURRENT,
            "version": after.version,
            "write": write,
            "shelf": after.status,
            "changed": f"{after.publish_at if after.status == 'scheduled' else after.changed_at}#{after.id}",
            "summary": _summary(after),
            "content": _content(after),
            **_due(after),
        }
        put: dict[str, Any] = {"TableName": self._table, "Item": typed(item), **RETURN_FOUND}
        if before is None:
            put["ConditionExpression"] = "attribute_not_exists(id)"
        else:
            put |= {
                "ConditionExpression": "#version = :version",
                "ExpressionAttributeNames": {"#version": "version"},
                "ExpressionAttributeValues": typed({":version": before.version}),
            }
        return Step({"Put": put}, stale)

    def _revision(self, before: Article | None, after: Article, action: str, write: str) -> Step:
        item = {
            "id": after.id,
            "part": f"revision#{after.version:06}",
            "version": after.version,
            "write": write,
            "action": action,
            "at": after.changed_at,
            "by": after.changed_by.model_dump(),
            "fields": _changed_fields(before, after),
            "summary": _summary(after),
            "content": _content(after),
        }
        condition = {"ConditionExpression": "attribute_not_exists(id)", **RETURN_FOUND}
        return Step({"Put": {"TableName": self._table, "Item": typed(item), **condition}}, stale)

    def _claims(self, before: Article | None, after: Article) -> list[Step]:
        """Where story or language changed, the place in the story: the new one taken, the old one given back."""
        old, new = _place(before), _place(after)
        if old == new:
            return []
        steps = []
        if new is not None:
            item = {**new, "article": after.id}
            claim = {
                "TableName": self._table,
                "Item": typed(item),
                "ConditionExpression": "attribute_not_exists(id) OR article = :article",
                "ExpressionAttributeValues": typed({":article": after.id}),
                **RETURN_FOUND,
            }
            steps.append(Step({"Put": claim}, lambda found: StoryTaken(article=found.get("article"))))
        if old is not None:
            steps.append(Step({"Delete": {"TableName": self._table, "Key": typed(old)}}))
        return steps


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


def _summary(article: Article) -> dict[str, Any]:
    return article.summary.model_dump(exclude={"status"}, exclude_none=True)


def _content(article: Article) -> bytes:
    return gzip.compress(compact(article.model_dump(exclude=set(Summary.model_fields) | {"status"})).encode(), mtime=0)


def _due(article: Article, prefix: str = "") -> dict[str, str]:
    return {f"{prefix}due": "due", f"{prefix}due_at": article.due_at} if article.due_at else {}


def _article(item: dict[str, Any]) -> Article:
    content: dict[str, Any] = json.loads(gzip.decompress(item["content"]))
    return Article.model_validate({**content, **item["summary"]})


def _summary_of(item: dict[str, Any]) -> Summary:
    return Summary.model_validate(item["summary"])


def _desk_key(status: Status, changed: str) -> dict[str, Any]:
    return typed({"shelf": status, "changed": changed, "id": changed.rpartition("#")[2], "part": CURRENT})
