"""Parameters of the staff routes of articles, as the reference shows them and as Powertools validates them."""

from typing import Annotated, Literal, get_args

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from gazette.articles.drafts.items import MAX_VERSION
from gazette.articles.drafts.shelf import NOT_BINNED
from gazette.articles.fields import AnySlug
from gazette.articles.kinds import Kind
from gazette.articles.model import Shelf
from gazette.errors import Invalid
from gazette.http.auth import MAX_DIGITS
from gazette.http.staff_parameters import VALUE
from gazette.text import VISIBLE_LINE

ALL = "all"
"""The statuses of all articles that are not in the bin."""
_SHELF = f"({'|'.join(get_args(Shelf))})"
Statuses = Annotated[
    str,
    Query(
        max_length=100,
        description="One or several with commas between them, or `all` but the bin. `submitted`: waits for an editor",
        json_schema_extra={"pattern": f"^({ALL}|{_SHELF}(,{_SHELF})*)$", "examples": ["draft,submitted"]},
    ),
]
TermSlug = Annotated[AnySlug | None, Query(description="Slug", json_schema_extra={"examples": ["economy"]})]
TitleWords = Annotated[
    str | None,
    Query(
        max_length=200,
        pattern=VISIBLE_LINE,
        description="Words, or beginnings of words, that the title has",
        json_schema_extra={"examples": ["metro"]},
    ),
]
Mine = Annotated[bool, Query(description="Only articles that the signed-in person created")]
IsAutosave = Annotated[
    bool, Query(description="Keep the text beside the draft: no version, never published, until the person saves")
]
SlugLanguage = Annotated[str, Path(description="Language of the slug", json_schema_extra={VALUE: "SiteLanguage"})]
FormerSlug = Annotated[AnySlug, Path(description="The slug", json_schema_extra={"examples": ["metro-opens-2"]})]
KindOfArticle = Annotated[
    Kind | None, Query(description="Only news, or only pages of the site", json_schema_extra={"examples": ["page"]})
]
BodyForm = Annotated[
    Literal["source", "html"],
    Query(
        description="`html` for the body in the grammar of HTML, also of a draft in Markdown, with `media:` addresses",
        json_schema_extra={"examples": ["html"]},
    ),
]
Version = Annotated[
    int, Path(ge=1, le=MAX_VERSION, description="Number of the version", json_schema_extra={"examples": [2]})
]
Against = Annotated[
    int | None,
    Query(
        ge=1,
        le=MAX_VERSION,
        description="The version to compare with, by default the one before",
        json_schema_extra={"examples": [1]},
    ),
]
BasedOn = Annotated[
    int | None,
    Query(
        ge=1,
        le=10**MAX_DIGITS,
        description="Only the text that was begun with this version",
        json_schema_extra={"examples": [1]},
    ),
]
PersonId = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=100,
        pattern=r"^[0-9A-Za-z_-]+$",
        description="Id of the person whose text it is, as in `autosaves`; by default one's own",
        json_schema_extra={"examples": ["5b1c8f0e-1f0a-4c2e-9d6a-3f6b0c9f1a11"]},
    ),
]


def parse_statuses(status: str) -> tuple[Shelf, ...]:
    """The statuses of a query. Raises `Invalid` for an unknown one."""
    if status == ALL:
        return NOT_BINNED
    names, known = status.split(","), get_args(Shelf)
    if not set(names) <= set(known):
        raise Invalid.at("?status", f"It is {ALL}, or some of {', '.join(known)}, with commas between them.")
    return tuple(name for name in known if name in names)
