"""The routes of Pages. They are the site, not the API, and answer with HTML; here so that no route goes unmentioned."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from cli.openapi.responses import IfNoneMatch, get, moved, read, refused

app = APIGatewayHttpResolver()
TAG = "Site"

PathLang = Annotated[str, Path(description="A language of the site")]


@get(app, "/", "Open the site", TAG, read("The front page of the site's first language", media_types=("text/html",)))
def open_site(if_none_match: IfNoneMatch = None) -> None:
    """HTML for browsers."""


@get(
    app,
    "/{lang}",
    "Open a front page",
    TAG,
    read("The front page", media_types=("text/html",)) | moved("The language is written in other letter cases"),
)
def open_front(lang: PathLang, if_none_match: IfNoneMatch = None) -> None:
    """HTML for browsers."""


@get(
    app,
    "/{lang}/rates",
    "Open the page of the official rates",
    TAG,
    read("The sheet, a converter, and the history of a currency with its chart", media_types=("text/html",))
    | moved("The language is written in other letter cases"),
)
def open_rates(
    *,
    lang: PathLang,
    source: Annotated[str | None, Query(description="The bank")] = None,
    date: Annotated[str | None, Query(description="Day of the sheet")] = None,
    currency: Annotated[str | None, Query(description="Currency of the history")] = None,
    from_: Annotated[str | None, Query(alias="from", description="First day of the history")] = None,
    to: Annotated[str | None, Query(description="Last day of the history")] = None,
    amount: Annotated[str | None, Query(description="Amount to convert, as people write it")] = None,
    have: Annotated[str | None, Query(description="Currency of the amount")] = None,
    want: Annotated[str | None, Query(description="Currency that it is converted to")] = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """HTML for browsers, without script. A value that means nothing is told at its field, with 422, by a page that is
    whole otherwise; other parameters are ignored."""


@get(
    app,
    "/{lang}/{slug}",
    "Open an article's page",
    TAG,
    read("The article's page", media_types=("text/html",))
    | moved("It has another address now")
    | refused(_410="The article was withdrawn"),
)
def open_article(lang: PathLang, slug: Annotated[str, Path()], if_none_match: IfNoneMatch = None) -> None:
    """HTML for browsers and crawlers."""


@get(
    app,
    "/assets/{file}",
    "Load a file of the site",
    TAG,
    read("Style sheet, script or icon", media_types=("text/css", "text/javascript", "image/svg+xml")),
)
def load_asset(file: Annotated[str, Path()], if_none_match: IfNoneMatch = None) -> None:
    """Under a name that changes with its content, so that it may be kept for ever."""
