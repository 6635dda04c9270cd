"""The stamp of a write: who, when, and the id by which a repeated commit is recognized."""

from datetime import datetime
from typing import TypedDict

from ulid import ULID

from gazette.http.auth import Principal
from gazette.schemas.person import Person


class Stamp(TypedDict):
    """Keyword arguments of the commands of staff."""

    by: Person
    at: datetime
    write_id: str


def build_stamp(staff: Principal, at: datetime) -> Stamp:
    return Stamp(by=Person(id=staff.id, name=staff.name), at=at, write_id=str(ULID()))
