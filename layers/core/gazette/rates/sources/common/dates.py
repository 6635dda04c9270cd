"""Dates in the banks' answers."""

from __future__ import annotations

from datetime import date, datetime

from gazette.rates.model import Unusable


def parse_dotted_date(text: str) -> date:
    """The date of a text such as 18.12.2025. Raises `Unusable`."""
    try:
        return datetime.strptime(text, "%d.%m.%Y").date()  # noqa: DTZ007 (a day, no moment)
    except ValueError:
        raise Unusable(f"{text[:20]!r} is no date") from None
