"""Texts that members of staff have not saved yet, each beside the draft, for 30 days: one for each person and version
with which it was begun.

An item `autosave#<person>#000007` has the text. The small item `autosaves` of an article says who has which, so that a
list of articles reads no texts. Neither is a version, and nothing of them is ever published.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from gazette.articles.drafts.items import pack_members
from gazette.articles.errors import AutosaveNotFound
from gazette.articles.model import Draft
from gazette.articles.schemas import Autosave, AutosaveNote
from gazette.dynamodb.batch_get import batch_get
from gazette.dynamodb.commit import commit
from gazette.dynamodb.conditions import Condition, if_absent, if_equal
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Write, delete, put, update
from gazette.encoding import etag, unpack
from gazette.times import parse_timestamp, timestamp

LIFETIME = timedelta(days=30)
_TEXT = "autosave#"
_NOTE = "by#"
"""Begins the name of an attribute with a note. The person and the version follow."""


class AutosaveChanged(Exception):
    """A text that a save would have ended was typed on meanwhile; nothing was written. Compare and save again."""


class AutosaveRepository:
    """`at` is the present moment. DynamoDB deletes expired items within days, so they are left out here."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def put(self, id: str, autosave: Autosave) -> None:
        """Keep a text, in place of that person's earlier one of the same version."""
        note = autosave.model_dump(exclude={"draft"})
        attributes = {"note": note, "expires_at": int((parse_timestamp(autosave.at) + LIFETIME).timestamp())}
        content = _pack(autosave)
        text = {**attributes, "content": content, "digest": etag(content)}
        expression = "SET #note = :note, #expires_at = :expires_at"
        names = {"note": _build_note_name(autosave)}
        writes = [
            put(self._table, {**_build_text_key(id, autosave), **text}),
            update(self._table, _build_notes_key(id), expression, attributes, names=names),
        ]
        commit(self._dynamodb, writes)

    def get(self, id: str, person: str, at: datetime, based_on: int | None = None) -> Autosave:
        """The text of a person, without a version the latest. Raises `AutosaveNotFound`."""
        texts = [text for text in self.list_texts(id, person, at) if based_on in (None, text.based_on)]
        if not texts:
            raise AutosaveNotFound()
        return texts[0]

    def list_texts(self, id: str, person: str, at: datetime) -> list[Autosave]:
        """All texts of a person, the latest first."""
        pages = self._dynamodb.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="id = :id AND begins_with(part, :texts)",
            ExpressionAttributeValues=serialize({":id": id, ":texts": f"{_TEXT}{person}#"}),
            ConsistentRead=True,
        )
        items = [deserialize(item) for page in pages for item in page["Items"]]
        texts = [_parse_text(item) for item in items if _is_kept(item["note"], at)]
        return sorted(texts, key=lambda text: (text.at, text.based_on), reverse=True)

    def list_notes(self, id: str, at: datetime) -> tuple[AutosaveNote, ...]:
        return self.find_notes([id], at)[id]

    def find_notes(self, ids: Sequence[str], at: datetime) -> dict[str, tuple[AutosaveNote, ...]]:
        """By id of an article (at most 100): who has unsaved text there, the latest first."""
        keys = [serialize(_build_notes_key(id)) for id in ids]
        stored = map(deserialize, batch_get(self._dynamodb, {self._table: keys})[self._table])
        return {**dict.fromkeys(ids, ()), **{item["id"]: _parse_notes(item, at) for item in stored}}

    def delete(self, id: str, texts: Sequence[Autosave]) -> None:
        if writes := self.end(id, texts):
            commit(self._dynamodb, writes)

    def end(self, id: str, texts: Sequence[Autosave]) -> list[Write]:
        """The writes that end texts, for the transaction of a save. Refused with `AutosaveChanged` if one of them is
        another text by now: its person types on while the save is under way."""
        if not texts:
            return []
        names = {f"note{number}": _build_note_name(text) for number, text in enumerate(texts)}
        removed = ", ".join(f"#{name}" for name in names)
        return [
            *(delete(self._table, _build_text_key(id, text), _if_unchanged(text), refusal=_refuse) for text in texts),
            update(self._table, _build_notes_key(id), f"REMOVE {removed}", {}, names=names),
        ]


def _build_text_key(id: str, text: AutosaveNote) -> dict[str, str]:
    return {"id": id, "part": f"{_TEXT}{text.by.id}#{text.based_on:06}"}


def _pack(text: Autosave) -> bytes:
    return pack_members(text.draft.model_dump(exclude_none=True))


def _if_unchanged(text: Autosave) -> Condition:
    return if_absent("id") | if_equal("digest", etag(_pack(text)))


def _refuse(stored: Mapping[str, Any]) -> AutosaveChanged:
    return AutosaveChanged()


def _build_note_name(text: AutosaveNote) -> str:
    return f"{_NOTE}{text.by.id}#{text.based_on:06}"


def _parse_text(item: Mapping[str, Any]) -> Autosave:
    return Autosave(**item["note"], draft=Draft.model_validate(json.loads(unpack(item["content"]))))


def _build_notes_key(id: str) -> dict[str, str]:
    return {"id": id, "part": "autosaves"}


def _parse_notes(item: Mapping[str, Any], at: datetime) -> tuple[AutosaveNote, ...]:
    notes = [value for name, value in item.items() if name.startswith(_NOTE) and _is_kept(value, at)]
    return tuple(sorted(map(AutosaveNote.model_validate, notes), key=lambda note: note.at, reverse=True))


def _is_kept(note: Mapping[str, Any], at: datetime) -> bool:
    return str(note["at"]) > timestamp(at - LIFETIME)
