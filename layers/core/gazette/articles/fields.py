"""Types of the fields of an article, with their limits."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from gazette import text
from gazette.errors import TooLarge
from gazette.text import LINE, MAX_SLUG, PROSE, SLUG, normalize_line

MAX_BODY = 300_000
"""Bytes of UTF-8 in the source of a body."""

RESERVED_SLUGS = frozenset(
    {
        *("related", "rates", "feeds", "feed", "rss", "search", "home", "changes", "channels", "subscriptions"),
        *("subscribe", "category", "categories", "tag", "tags", "author", "authors", "archive", "assets", "media"),
        *("sitemap", "preview", "desk"),
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
Note = Annotated[
    Annotated[str, Field(max_length=2000, json_schema_extra={"pattern": PROSE})] | None,
    BeforeValidator(text.normalize_prose),
]
"""What members of staff write to each other, on several lines."""


def _require_prose(value: Any) -> Any:
    """As `normalize_prose`, but the empty text for a blank one, so that the minimum length refuses it."""
    prose = text.normalize_prose(value)
    return "" if prose is None and isinstance(value, str) else prose


RequiredNote = Annotated[
    str, BeforeValidator(_require_prose), Field(min_length=1, max_length=2000, json_schema_extra={"pattern": r"\S"})
]
MAX_TELEGRAM_TEXT = 900
"""Characters. With the label and the link, a text fits into the caption of a picture (1,024)."""


def _read_telegram(value: Any) -> Any:
    """None, False, or a text in its normal form. Raises ValueError for anything else: pydantic would describe an error
    of each member of the union, under a pointer of its own. To pydantic, 0 is False."""
    if value is None or value is False:
        return value
    if not isinstance(value, str):
        raise ValueError("this must be false, or the text of the post")
    post = text.normalize_prose(value)
    if post and len(post) > MAX_TELEGRAM_TEXT:
        raise ValueError(f"at most {MAX_TELEGRAM_TEXT} characters are taken")
    return post


TelegramText = Annotated[
    Literal[False] | Annotated[str, Field(json_schema_extra={"pattern": PROSE}, max_length=MAX_TELEGRAM_TEXT)] | None,
    BeforeValidator(_read_telegram),
]
"""False for no post in the channel, or the text of the post in place of title and dek."""
