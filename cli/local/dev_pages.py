"""Pages of the local server itself, below `/_dev`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from cli.local.outbox import split_links
from cli.local.telegram.routes import show_call

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, trim_blocks=True
)
_environment.globals.update(split_links=split_links, show_call=show_call)


def render_page(name: str, *, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any) -> Response:
    return HTMLResponse(_environment.get_template(name).render(values), status, headers)


def refuse_other_origins(request: Request) -> None:
    """Raises a 403 for a page of another site in the same browser: it must not invoke functions."""
    origin = request.headers.get("origin")
    if origin and origin != f"{request.url.scheme}://{request.headers.get('host')}":
        raise HTTPException(403, f"{origin} may not do this")
