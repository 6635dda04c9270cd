"""Times as Gazette stores and serves them: RFC 3339, UTC, whole seconds (`2025-12-18T07:00:00Z`)."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment. Only handlers call this function; they pass the time on as a value."""
    return datetime.now(UTC)


def timestamp(at: datetime) -> str:
    """`2025-12-18T07:00:00Z`. Raises ValueError for a datetime without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    # strftime writes the year 999 with three digits, which would sort after 2025.
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_timestamp(text: str) -> datetime:
    """The UTC datetime of an RFC 3339 text with an offset. Raises ValueError for other texts."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at.astimezone(UTC)


def to_seconds(text: str) -> int:
    """The seconds since 1970 of an RFC 3339 text. Negative before."""
    return int(parse_timestamp(text).timestamp())
