"""What the declared routes have in common: a conditional read and its headers, lists with a cursor."""

from collections.abc import Callable
from typing import Annotated, Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Header, Query

Responses = dict[int, Any]
Route = Callable[..., None]

Lang = Annotated[
    str | None,
    Query(
        description="BCP 47 language of the site; its first one where none is given",
        openapi_examples={"english": {"value": "en"}, "uzbek_cyrillic": {"value": "uz-Cyrl"}},
    ),
]
Limit = Annotated[int | None, Query(ge=1, le=100, description="Items on a page; 20 where none is given")]
Cursor = Annotated[str | None, Query(description="`next` of the page before; good for the same query only")]
IfNoneMatch = Annotated[
    str | None,
    Header(
        alias="If-None-Match", description="ETags of what the client has; those of either encoding match, also weak"
    ),
]
IfModifiedSince = Annotated[
    str | None,
    Header(alias="If-Modified-Since", description="HTTP date of what the client has; If-None-Match goes before it"),
]


def header(description: str, example: str) -> dict[str, Any]:
    return {"description": description, "schema": {"type": "string", "examples": [example]}}


HEADERS = {
    "Allow": header("Methods that the address takes", "GET, HEAD, OPTIONS"),
    "Cache-Control": header("How long this may be kept", "public, max-age=30, s-maxage=60, stale-while-revalidate=30"),
    "Content-Disposition": header("Name of the file, where it is one", 'attachment; filename="cbu-USD-2025-12.csv"'),
    "ETag": header("Strong; public reads have one per encoding", '"5b1f0c7e9a3d4426b8e0f1c2d3a4b5c6-gz"'),
    "Last-Modified": header("When the content last changed", "Thu, 18 Dec 2025 07:00:00 GMT"),
    "Link": header("The page after this one; absent on the last", '</v1/articles?lang=en&cursor=MjAyNS0x>; rel="next"'),
    "Location": header("Where it is", "/v1/articles/en/metro-opens-four-stations"),
    "Retry-After": header("Seconds to wait", "1"),
    "Vary": header("What the answer depends on beside the address", "Accept-Encoding"),
    "WWW-Authenticate": header("What is wrong with the token", 'Bearer error="invalid_token"'),
}


def headers(*names: str) -> dict[str, Any]:
    """References to headers by name."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def read(
    description: str,
    model: Any = None,
    example: Any = None,
    *,
    media_types: tuple[str, ...] = ("application/json",),
    dated: bool = False,
    listed: bool = False,
    more: tuple[str, ...] = (),
) -> Responses:
    """200 with a model (or a text) and 304, as every public read answers them; `more` are headers of its own."""
    always = ("ETag", "Cache-Control", "Vary", *(("Last-Modified",) if dated else ()), *more)
    content: dict[str, Any] = {"model": model} if model else {"schema": {"type": "string"}}
    if example is not None:
        content["examples"] = {"example": {"value": example}}
    return {
        200: {
            "description": description,
            "headers": headers(*always, "Link") if listed else headers(*always),
            "content": dict.fromkeys(media_types, content),
        },
        304: {"description": "The client has it already", "headers": headers(*always), "content": {}},
    }


def moved(description: str, model: Any = None, example: Any = None) -> Responses:
    """301, with a body (but for pages) for clients that do not follow."""
    body = {"application/json": {"model": model, "examples": {"example": {"value": example}}}} if model else {}
    return {301: {"description": description, "headers": headers("Location", "Cache-Control"), "content": body}}


def refused(**descriptions: str) -> Responses:
    """Errors of this route alone, `_410="…"`; `problems.py` gives them their form."""
    return {int(status[1:]): {"description": text, "content": {}} for status, text in descriptions.items()}


def get(
    app: APIGatewayHttpResolver, path: str, summary: str, tag: str, responses: Responses
) -> Callable[[Route], Route]:
    """Declare GET of a path. The function never runs: its name is the operation's id, its docstring what it does."""

    def declare(function: Route) -> Route:
        app.get(
            path.replace("{", "<").replace("}", ">"),
            summary=summary,
            description=function.__doc__,
            tags=[tag],
            responses=responses,
            operation_id=function.__name__,
        )(function)
        return function

    return declare
