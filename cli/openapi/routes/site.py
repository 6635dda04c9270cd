"""The routes of Pages. They are the site, not the API, and answer with HTML; here so that no route goes unmentioned."""

from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path

from cli.openapi.answers import IfNoneMatch, get, moved, read, refused

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
