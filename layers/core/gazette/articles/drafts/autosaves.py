"""Texts that members of staff have not saved yet, each beside the draft: one for each person and article, for 30 days.

An item `autosave#<person>` has the text. The small item `autosaves` of an article says who has one, so that a list of
articles reads no texts. Neither is a version, and nothing of them is ever published.
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
from gazette.dynamodb.items import deserialize, serialize
from gazette.dynamodb.writes import Write, delete, put, update
from gazette.encoding import unpack
from gazette.times import parse_timestamp, timestamp

LIFETIME = timedelta(days=30)
_NOTE = "by#"
"""Begins the name of an attribute with the note of a person, whose id follows."""


class AutosaveRepository:
    """`at` is the present moment. DynamoDB deletes expired items within days, so they are left out here."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb, self._table = dynamodb, table

    def put(self, id: str, autosave: Autosave) -> None:
        """Keep the text of a person, in place of that person's earlier one."""
        note = autosave.model_dump(exclude={"draft"})
        attributes = {"note": note, "expires_at": int((parse_timestamp(autosave.at) + LIFETIME).timestamp())}
        content = pack_members(autosave.draft.model_dump(exclude_none=True))
        expression = "SET #person = :note, #expires_at = :expires_at"
        names = {"person": f"{_NOTE}{autosave.by.id}"}
        writes = [
            put(self._table, {**_build_text_key(id, autosave.by.id), **attributes, "content": content}),
            update(self._table, _build_notes_key(id), expression, attributes, names=names),
        ]
        commit(self._dynamodb, writes)

    def get(self, id: str, person: str, at: datetime) -> Autosave:
        """The text of a person. Raises `AutosaveNotFound`."""
        key = serialize(_build_text_key(id, person))
        item = deserialize(self._dynamodb.get_item(TableName=self._table, Key=key, ConsistentRead=True).get("Item", {}))
        if not item or not _is_kept(item["note"], at):
            raise AutosaveNotFound()
        draft = Draft.model_validate(json.loads(unpack(item["content"])))
        return Autosave(**item["note"], draft=draft)

    def list_notes(self, id: str, at: datetime) -> tuple[AutosaveNote, ...]:
        return self.find_notes([id], at)[id]

    def find_notes(self, ids: Sequence[str], at: datetime) -> dict[str, tuple[AutosaveNote, ...]]:
        """By id of an article (at most 100): who has unsaved text there, the latest first."""
        keys = [serialize(_build_notes_key(id)) for id in ids]
        stored = map(deserialize, batch_get(self._dynamodb, {self._table: keys})[self._table])
        return {**dict.fromkeys(ids, ()), **{item["id"]: _parse_notes(item, at) for item in stored}}

    def delete(self, id: str, person: str, at: datetime) -> None:
        """End the text of a person, if there is one."""
        if writes := self.end(id, person, at):
            commit(self._dynamodb, writes)

    def end(self, id: str, person: str, at: datetime) -> list[Write]:
        """The writes that end the text of a person, for the transaction of a save; none if there is no text."""
        if person not in [note.by.id for note in self.list_notes(id, at)]:
            return []
        names = {"person": f"{_NOTE}{person}"}
        return [
            delete(self._table, _build_text_key(id, person)),
            update(self._table, _build_notes_key(id), "REMOVE #person", {}, names=names),
        ]


def _build_text_key(id: str, person: str) -> dict[str, str]:
    return {"id": id, "part": f"autosave#{person}"}


def _build_notes_key(id: str) -> dict[str, str]:
    return {"id": id, "part": "autosaves"}


def _parse_notes(item: Mapping[str, Any], at: datetime) -> tuple[AutosaveNote, ...]:
    notes = [value for name, value in item.items() if name.startswith(_NOTE) and _is_kept(value, at)]
    return tuple(sorted(map(AutosaveNote.model_validate, notes), key=lambda note: note.at, reverse=True))


def _is_kept(note: Mapping[str, Any], at: datetime) -> bool:
    return str(note["at"]) > timestamp(at - LIFETIME)
