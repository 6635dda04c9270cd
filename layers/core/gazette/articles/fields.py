"""Types of the fields of an article, with their limits."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, TypeAdapter

from gazette import text
from gazette.errors import TooLarge
from gazette.text import LINE, MAX_SLUG, PROSE, RFC3339, SLUG, normalize_line
from gazette.times import timestamp

MAX_BODY = 300_000
"""Bytes of UTF-8 in the source of a body."""

RESERVED_SLUGS = frozenset(
    {
        *("related", "rates", "feeds", "feed", "rss", "search", "home", "changes", "channels", "subscriptions"),
        *("subscribe", "category", "categories", "tag", "tags", "author", "authors", "archive", "assets", "media"),
        "sitemap",
    }
)
"""Words that have another meaning in addresses, or will have one in coming versions."""


def _check_reserved(value: Any) -> Any:
    if isinstance(value, str) and value in RESERVED_SLUGS:
        raise ValueError("this word is reserved")
    return normalize_line(value)


def _limit_body(value: Any) -> Any:
    """The body in its normal form. Raises `TooLarge` over `MAX_BODY` bytes."""
    body = text.normalize_prose(value)
    if isinstance(body, str) and len(body.encode()) > MAX_BODY:
        raise TooLarge(f"The body may have {MAX_BODY} bytes at most.")
    return body


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


AnySlug = Annotated[str, Field(max_length=MAX_SLUG, pattern=SLUG)]
"""Slug of a category, tag or author."""

_SHOWN_SLUG = {"pattern": f"^ *({SLUG[1:-1]})? *$", "not": {"enum": sorted(RESERVED_SLUGS)}}
ArticleSlug = Annotated[
    Annotated[AnySlug, Field(json_schema_extra=_SHOWN_SLUG)] | None, BeforeValidator(_check_reserved)
]
Id = Annotated[str, Field(min_length=1, max_length=26)]

_LINE = {"pattern": LINE}
UpTo200 = Annotated[
    Annotated[str, Field(max_length=200, json_schema_extra=_LINE)] | None, BeforeValidator(normalize_line)
]
UpTo300 = Annotated[
    Annotated[str, Field(max_length=300, json_schema_extra=_LINE)] | None, BeforeValidator(normalize_line)
]


def _keep_empty(value: Any) -> Any:
    """A line, or the empty text, which is a choice of its own here."""
    return "" if value == "" else normalize_line(value)


OwnText500 = Annotated[
    Annotated[str, Field(max_length=500, json_schema_extra=_LINE)] | None, BeforeValidator(_keep_empty)
]
OwnText1000 = Annotated[
    Annotated[str, Field(max_length=1000, json_schema_extra=_LINE)] | None, BeforeValidator(_keep_empty)
]
UpTo500 = Annotated[
    Annotated[str, Field(max_length=500, json_schema_extra=_LINE)] | None, BeforeValidator(normalize_line)
]
UpTo1000 = Annotated[
    Annotated[str, Field(max_length=1000, json_schema_extra=_LINE)] | None, BeforeValidator(normalize_line)
]
PageOrder = Annotated[int, Field(strict=True, ge=0, le=9999)] | None
Body = Annotated[
    Annotated[str, Field(json_schema_extra={"pattern": PROSE, "maxLength": MAX_BODY})] | None,
    BeforeValidator(_limit_body),
]
Moment = Annotated[AwareDatetime | None, BeforeValidator(_check_rfc3339), AfterValidator(_check_calendar)]
_MOMENT = TypeAdapter[datetime | None](Moment)
StoredMoment = Annotated[
    Annotated[str, Field(json_schema_extra={"format": "date-time"})] | None, BeforeValidator(_to_timestamp)
]
"""A moment that is stored as a text in UTC."""
