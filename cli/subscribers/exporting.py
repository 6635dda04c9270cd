"""An export: all active people of the mailing lists, in the order of their addresses.

The index of lists names them, so that letters and consent records are not read. A temporary database sorts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cli.csv_files import write_rows
from cli.scratch import open_scratch, split
from cli.subscribers.rows import COLUMNS

if TYPE_CHECKING:
    import sqlite3

    from gazette.jobs.model import Job

PEOPLE_AT_ONCE = 25
"""Each has a profile and at most three lists: 100 keys of one BatchGetItem."""
_TABLES = (
    "CREATE TABLE members (subscriber TEXT, part TEXT, PRIMARY KEY (subscriber, part)) WITHOUT ROWID",
    f"CREATE TABLE people ({', '.join(COLUMNS)})",
)
_INSERT = f"INSERT INTO people VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 (only question marks)
DOUBLE_OPT_IN = "double opt-in"


def export_people(dynamodb: Any, table: str, path: Path) -> Iterator[Job]:
    """Write the file. The jobs are states of the progress bar. An interrupted export leaves the former file."""
    from gazette.jobs.model import Job

    def state(done: int, **members: Any) -> Job:
        return Job("export", "", {}, done=done, total=total, unit="people", **members)

    total = done = 0
    with open_scratch(*_TABLES) as database:
        yield state(0, status="running")
        _load_members(dynamodb, table, database)
        [(total,)] = database.execute("SELECT COUNT(DISTINCT subscriber) FROM members")
        subscribers = (row[0] for row in database.execute("SELECT DISTINCT subscriber FROM members"))
        for batch in split(subscribers, PEOPLE_AT_ONCE):
            rows = list(_load_people(dynamodb, table, database, batch))
            database.executemany(_INSERT, rows)
            done += len(batch)
            yield state(done, status="running")
        _write(database, path)
        yield state(total, status="done")


def _load_members(dynamodb: Any, table: str, database: sqlite3.Connection) -> None:
    pages = dynamodb.get_paginator("scan").paginate(TableName=table, IndexName="Segments")
    for page in pages:
        keys = [(item["subscriber"]["S"], item["part"]["S"]) for item in page["Items"]]
        database.executemany("INSERT OR IGNORE INTO members VALUES (?, ?)", keys)


def _load_people(
    dynamodb: Any, table: str, database: sqlite3.Connection, subscribers: tuple[str, ...]
) -> Iterator[list[str]]:
    """The rows of those who are active now: the index lags behind."""
    from gazette.dynamodb.batch_get import batch_get
    from gazette.dynamodb.items import deserialize, serialize

    places = ", ".join("?" * len(subscribers))
    members = database.execute(f"SELECT subscriber, part FROM members WHERE subscriber IN ({places})", subscribers)  # noqa: S608 (only question marks)
    keys = [*((subscriber, "profile") for subscriber in subscribers), *members]
    wanted = [serialize({"subscriber": subscriber, "part": part}) for subscriber, part in keys]
    items = map(deserialize, batch_get(dynamodb, {table: wanted})[table])
    people: dict[str, dict[str, Any]] = {}
    for item in items:
        people.setdefault(item["subscriber"], {})[item["part"]] = item
    for parts in people.values():
        if parts.get("profile", {}).get("state") == "active":
            yield _describe(parts)


def _describe(parts: Mapping[str, Any]) -> list[str]:
    """The cells of a person. A list in another language than the person's has it behind a colon."""
    profile = parts["profile"]
    lists = {part.removeprefix("list/"): item["lang"] for part, item in parts.items() if part.startswith("list/")}
    names = [name if lang == profile["lang"] else f"{name}:{lang}" for name, lang in sorted(lists.items())]
    confirmed_at, paused_until = int(profile.get("confirmed_at", 0)), int(profile.get("paused_until", 0))
    imported = "consent_source" in profile and profile.get("consent_source_of") == confirmed_at
    return [
        profile["email"],
        "active",
        profile["lang"],
        " ".join(names),
        _format(paused_until),
        _format(confirmed_at),
        profile["consent_source"] if imported else DOUBLE_OPT_IN if confirmed_at else "",
        str(profile.get("consent", "")),
    ]


def _format(seconds: int) -> str:
    """A time in seconds since 1970; empty without one."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if seconds else ""


def _write(database: sqlite3.Connection, path: Path) -> None:
    """Only the owner may read the file, from its first byte on."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    rows = database.execute("SELECT * FROM people ORDER BY email")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, [COLUMNS])
            write_rows(file, rows)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
