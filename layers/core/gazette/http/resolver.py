"""HTTP for functions that write or are called by staff: Powertools' resolver with our errors and our checks of a body.

A handler is its routes and one line:

    app = resolver()

    @app.post("/v1/…")
    def create(draft: Draft) -> …: …

    handler = serve(app)
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette.cursors import link
from gazette.errors import Invalid, NotFound
from gazette.http.problems import problem_parts
from gazette.http.request_body import JSON, MERGE_PATCH, normalize_body

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]


def build_resolver(*, pages: tuple[str, ...] = ()) -> APIGatewayHttpResolver:
    """Powertools' resolver: validation by signature, every error as problem+json, unknown query parameters refused.

    Addresses that stand in letters, whose query mailers append to, are the route keys in `pages`: they ignore it.
    """
    app = APIGatewayHttpResolver(enable_validation=True, response_validation_error_http_code=500)

    def check_query() -> None:
        if app.current_event.raw_event["routeKey"].replace("HEAD ", "GET ") not in pages:
            _check_query(app)

    def strict_query(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        check_query()
        return next_middleware(app)

    app.use([strict_query])

    def mapped(error: Exception) -> Response[str]:
        if isinstance(error, RequestValidationError):  # Powertools looks at values before any middleware runs
            try:
                check_query()
            except Invalid as earlier:
                error = earlier
        return Response(**problem_parts(error, app.current_event.raw_event))

    app.exception_handler([Exception])(mapped)
    return app


def staff_response(
    body: Any,
    status: int = 200,
    *,
    etag: str | None = None,
    location: str | None = None,
    cache: str = "private, no-store",
) -> Response[Any]:
    """An answer of a staff route: never kept by a cache, `etag` quoted here."""
    headers = {"cache-control": cache}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if location is not None:
        headers["location"] = location
    # Without a media type Powertools leaves an empty body alone; as JSON it would be `null`.
    return Response(status_code=status, content_type=JSON if body is not None else None, body=body, headers=headers)


def page_response(app: APIGatewayHttpResolver, body: Any) -> Response[Any]:
    """A page of a list; where its `next` is a cursor, with the header that names the page after it."""
    event, response = app.current_event.raw_event, staff_response(body)
    given = dict(parse_qsl(event.get("rawQueryString", ""), keep_blank_values=True))
    response.headers |= link(event["rawPath"], given, body.next)
    return response


def build_handler(
    app: APIGatewayHttpResolver,
    *,
    max_body: int = 1_000_000,
    media_types: tuple[str, ...] = (JSON, MERGE_PATCH),
    form_lists: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    unread: tuple[str, ...] = (),
) -> Handler:
    """The Lambda handler of an app. Bodies over `max_body` bytes are 413, other media types 415, broken JSON 400.

    Where forms are among the media types, a form becomes the JSON that a client would have sent in its place;
    `form_lists` names by route key its fields that may be repeated; none of them is an empty list. Bodies of the route
    keys in `unread` may be anything. HEAD is answered as GET, without the body.
    """

    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        try:
            _check_path(event)
            if event["routeKey"] not in unread:
                normalize_body(event, max_body, media_types, form_lists.get(event["routeKey"], ()))
            if event["requestContext"]["http"]["method"] == "HEAD":
                return {**app.resolve(_as_get(event), context), "body": "", "isBase64Encoded": False}
            return app.resolve(event, context)
        except Exception as error:
            parts = problem_parts(error, event)
            return {
                "statusCode": parts["status_code"],
                "headers": {**parts["headers"], "content-type": parts["content_type"]},
                "body": parts["body"],
                "isBase64Encoded": False,
            }

    return handler


def _as_get(event: dict[str, Any]) -> dict[str, Any]:
    context = event["requestContext"]
    return {**event, "requestContext": {**context, "http": {**context["http"], "method": "GET"}}}


def _check_path(event: dict[str, Any]) -> None:
    """No address of ours has control characters, and Powertools' patterns would not see a line feed at the end."""
    if not event["rawPath"].isprintable():
        raise NotFound()


def _check_query(app: APIGatewayHttpResolver) -> None:
    route = app.context["_route"]
    given = [
        name for name, _ in parse_qsl(app.current_event.raw_event.get("rawQueryString", ""), keep_blank_values=True)
    ]
    declared = {field.alias for field in route.dependant.query_params} if given else set()
    for name in given:
        if name not in declared:
            raise Invalid.at(f"?{name}", "This parameter is not known here.")
        if given.count(name) > 1:
            raise Invalid.at(f"?{name}", "This parameter is given more than once.")
