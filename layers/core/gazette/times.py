"""Times as Gazette writes them: RFC 3339, UTC, whole seconds (`2025-12-18T07:00:00Z`). Lean."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment. Only handlers call it; rules are given their time."""
    return datetime.now(UTC)


def timestamp(at: datetime) -> str:
    """`2025-12-18T07:00:00Z`. A datetime without a zone is a mistake of the caller: ValueError."""
    if at.tzinfo is None:
        raise ValueError("a time without a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """The datetime of a text that `timestamp` wrote, or of any RFC 3339 time with an offset; ValueError otherwise."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without an offset")
    return at.astimezone(UTC)
