"""The routes of Default: the API about itself."""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path

from cli.openapi.models.about import INDEX, Health, Index
from cli.openapi.responses import IfNoneMatch, get, read
from gazette import __version__

app = APIGatewayHttpResolver()
TAG = "About"


@get(app, "/v1", "Find your way", TAG, read("Links, the site, how to sign in", Index, INDEX))
def read_index(if_none_match: IfNoneMatch = None) -> None:
    """Where everything is, which site this is, and how its staff get a token."""


@get(app, "/v1/health", "Ask whether it is up", TAG, read("It is up", Health, {"status": "ok", "version": __version__}))
def read_health() -> None:
    """Says that the API answers, and which version of it; it asks nothing else whether it is well."""


@get(app, "/v1/openapi.json", "Read this document", TAG, read("OpenAPI 3.1", dict[str, Any]))
def read_openapi(if_none_match: IfNoneMatch = None) -> None:
    """One document for the whole API."""


@get(app, "/v1/docs", "Open the documentation", TAG, read("A page for browsers", media_types=("text/html",)))
def open_docs(if_none_match: IfNoneMatch = None) -> None:
    """Swagger UI over this document; it loads nothing from another host."""


@get(
    app,
    "/v1/docs/{file}",
    "Load a file of the documentation",
    TAG,
    read("The file", media_types=("text/javascript", "text/css")),
)
def load_docs_file(
    file: Annotated[str, Path(description="`page.js`, `page.css`, `swagger-ui.js` or `swagger-ui.css`")],
    if_none_match: IfNoneMatch = None,
) -> None:
    """What the documentation page is made of."""
