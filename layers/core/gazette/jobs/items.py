"""Items of the Jobs table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from gazette.errors import Malformed
from gazette.jobs.model import Job

_DUE, _LISTED = {"due": "due"}, {"listed": "listed"}
"""The attributes that put an item into the indexes Due and Listed."""


def build_item(job: Job) -> dict[str, Any]:
    """The item without empty members: an index allows no empty key, and a job without `expires_at` never expires."""
    members = {name: value for name, value in asdict(job).items() if value not in ("", 0, {})}
    return {**members, "version": job.version, **_LISTED, **(_DUE if job.due_at else {})}


def parse_job(item: Mapping[str, Any]) -> Job:
    members = {name: value for name, value in item.items() if name not in (*_DUE, *_LISTED)}
    return Job(**{"parameters": {}, **members})


def build_concurrency_key(job: Job) -> dict[str, str]:
    """Plain key of the item that says which job of the concurrency key is under way."""
    return {"id": f"concurrency-key/{job.concurrency_key}"}


def build_position(item: Mapping[str, Any]) -> str:
    """The position of a job in the index Listed, from its plain item or key."""
    return f"{item['created_at']}#{item['id']}"


def build_listed_key(position: str) -> dict[str, str]:
    """Plain key of a job in the index Listed. Raises `Malformed` for a position that no job can have."""
    created_at, _, id = position.partition("#")
    if not (created_at and id):
        raise Malformed("The cursor is damaged.")
    return {**_LISTED, "created_at": created_at, "id": id}
