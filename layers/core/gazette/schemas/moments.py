"""Types of the fields that hold a moment: RFC 3339 with an offset."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, TypeAdapter

from gazette.text import RFC3339
from gazette.times import timestamp


def _check_rfc3339(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not RFC3339.fullmatch(value)):
        raise ValueError("a time has its offset, such as 2025-12-18T09:00:00+05:00 or 2025-12-18T04:00:00Z")
    return value


def _check_calendar(time: datetime | None) -> datetime | None:
    """Raises ValueError for a time that leaves the calendar when it is converted to UTC and rounded up to a second."""
    try:
        if time is not None:
            time.astimezone(UTC) + timedelta(seconds=1)
    except OverflowError:
        raise ValueError("there is no such time in UTC") from None
    return time


def _to_timestamp(value: Any) -> Any:
    """The time as it is stored: in UTC, rounded up to a second."""
    time = _MOMENT.validate_python(value)
    return time and timestamp(time + timedelta(seconds=1) if time.microsecond else time)


Moment = Annotated[AwareDatetime | None, BeforeValidator(_check_rfc3339), AfterValidator(_check_calendar)]
_MOMENT = TypeAdapter[datetime | None](Moment)
StoredMoment = Annotated[
    Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None, BeforeValidator(_to_timestamp)
]
"""A moment that is stored as a text in UTC."""
