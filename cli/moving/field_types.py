"""Types of the values in records. They are as strict as what Gazette itself stores, because anybody may edit a file."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from gazette.text import SLUG, normalize_prose
from gazette.times import parse_timestamp, timestamp

MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z", re.ASCII)
_ID = r"^[0-9][0-9A-Za-z]{0,25}$"
_POSITION = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z#[0-9][0-9A-Za-z]{0,25}$"
_LANG = r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"


def check_time(text: str) -> str:
    """Raises ValueError for another text than those that `timestamp` makes."""
    if timestamp(parse_timestamp(text)) != text:
        raise ValueError("a time is such as 2025-12-18T07:00:00Z")
    return text


def _check_moment(text: str) -> str:
    if not _MOMENT.fullmatch(text):
        raise ValueError("a moment is such as 2025-12-18T07:00:00.000Z")
    parse_timestamp(text)
    return text


def _check_prose(text: str) -> str:
    if normalize_prose(text) != text:
        raise ValueError("blank texts and control characters are not taken here")
    return text


Time = Annotated[str, AfterValidator(check_time)]
Moment = Annotated[str, AfterValidator(_check_moment)]
"""A time with milliseconds, as changes have it."""
Id = Annotated[str, Field(pattern=_ID)]
Lang = Annotated[str, Field(pattern=_LANG, max_length=35)]
Position = Annotated[str, Field(pattern=_POSITION)]
"""`<published_at>#<id>`"""
Address = Annotated[str, Field(pattern=rf"({_ID}|{_LANG[:-1]}/{SLUG[1:]})", max_length=200)]
"""An id, or language and slug."""
WriteId = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[\x21-\x7e]+$")]
Note = Annotated[str, Field(min_length=1, max_length=1000), AfterValidator(_check_prose)]
Version = Annotated[int, Field(ge=1, le=999_999)]
