"""HTTP of functions that write or serve staff: Powertools' resolver with our errors and our checks of the request.

app = build_resolver()

@app.post("/v1/…")
def create(draft: Draft) -> …: …

handler = build_handler(app)
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver, Response
from aws_lambda_powertools.event_handler.middlewares import NextMiddleware
from aws_lambda_powertools.event_handler.openapi.exceptions import RequestValidationError
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2
from aws_lambda_powertools.utilities.typing import LambdaContext

from gazette import encoding
from gazette.cursors import link_header
from gazette.errors import Invalid, NotFound
from gazette.http.auth import Principal, authenticate
from gazette.http.header_values import with_printable_headers
from gazette.http.problems import build_problem_parts
from gazette.http.public import parse_query
from gazette.http.request_body import JSON, MERGE_PATCH, normalize_body
from gazette.http.responses import FAST_LEVEL, accepts_gzip

Handler = Callable[[dict[str, Any], LambdaContext], dict[str, Any]]

SHORT = 1_000
"""Characters of a body that is sent as it is: compressed, it would save no packet."""


class _Resolver(APIGatewayHttpResolver):
    """Powertools keeps the event in a class that all resolvers share. The local server runs several functions at the
    same time in one process, so each resolver needs an event of its own."""

    def resolve(self, event: Mapping[str, Any], context: LambdaContext) -> dict[str, Any]:
        self.current_event, self.lambda_context = APIGatewayProxyEventV2(dict(event)), context
        return super().resolve(event, context)


def build_resolver(*, pages: tuple[str, ...] = ()) -> APIGatewayHttpResolver:
    """Powertools' resolver. It validates by signature, sends errors as problem+json, refuses unknown query parameters.

    `pages` are the route keys of links in mails; they ignore unknown query parameters, which mail programs append.
    """
    app = _Resolver(enable_validation=True, response_validation_error_http_code=500)

    def check_query() -> None:
        if app.current_event.raw_event["routeKey"].replace("HEAD ", "GET ") not in pages:
            _check_query(app)

    def query_middleware(app: APIGatewayHttpResolver, next_middleware: NextMiddleware) -> Response[Any]:
        check_query()
        return next_middleware(app)

    app.use([query_middleware])

    def error_response(error: Exception) -> Response[str]:
        if isinstance(error, RequestValidationError):  # Powertools validates values before any middleware runs
            try:
                check_query()
            except Invalid as query_error:
                error = query_error
        return Response(**build_problem_parts(error, app.current_event.raw_event))

    app.exception_handler([Exception])(error_response)
    return app


def require_group(app: APIGatewayHttpResolver, group: str) -> Principal:
    """The signed-in member of staff of the present request.

    Raises `Forbidden` if no group of the person has the permissions of `group`.
    """
    staff = authenticate(app.current_event.raw_event)
    staff.require(group)
    return staff


def staff_response(
    body: Any,
    status: int = 200,
    *,
    etag: str | None = None,
    location: str | None = None,
    cache: str = "private, no-store",
) -> Response[Any]:
    """Response of a staff route, which no cache stores; `etag` comes without quotes."""
    headers = {"cache-control": cache}
    if etag is not None:
        headers["etag"] = f'"{etag}"'
    if location is not None:
        headers["location"] = location
    # With the media type of JSON, Powertools would write an empty body as `null`.
    return Response(status_code=status, content_type=JSON if body is not None else None, body=body, headers=headers)


def page_response(app: APIGatewayHttpResolver, body: Any) -> Response[Any]:
    """Response with one page of a list, and the `Link` header to the next page if `body.next` is a cursor."""
    event, response = app.current_event.raw_event, staff_response(body)
    response.headers |= link_header(event["rawPath"], dict(parse_query(event)), body.next)
    return response


def build_handler(
    app: APIGatewayHttpResolver,
    *,
    max_body: int = 1_000_000,
    media_types: tuple[str, ...] = (JSON, MERGE_PATCH),
    form_lists: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
    unread: tuple[str, ...] = (),
    check: Callable[[dict[str, Any]], None] = lambda event: None,
    compresses: bool = True,
) -> Handler:
    """Lambda handler of an app. Bodies over `max_body` bytes are 413, other media types 415, broken JSON 400.

    A form becomes the JSON that a client would have sent, if `media_types` has forms; `form_lists` names by route key
    the fields that may be repeated. Bodies of the route keys in `unread` are not checked. `check` raises for an event
    whose body is not worth reading. HEAD runs the GET route; the gateway drops the body and sends its length.
    `compresses`: long bodies are packed. Not for a handler within another one, which reads them.
    """

    def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
        try:
            _check_path(event)
            check(event)
            if event["routeKey"] not in unread:
                normalize_body(event, max_body, media_types, form_lists.get(event["routeKey"], ()))
            response = with_printable_headers(_resolve(app, event, context))
            return _compress(response, event) if compresses else response
        except Exception as error:
            return with_printable_headers(_build_problem(error, event))

    return handler


def _resolve(app: APIGatewayHttpResolver, event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    request = event["requestContext"]
    if request["http"]["method"] != "HEAD":
        return app.resolve(event, context)
    get_event = {**event, "requestContext": {**request, "http": {**request["http"], "method": "GET"}}}
    return app.resolve(get_event, context)


def _compress(response: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
    """gzip of a long body: CloudFront compresses only what it may cache. The ETag stays; it is that of a version."""
    body = response.get("body") or ""
    if (
        response.get("isBase64Encoded")
        or len(body) < SHORT
        or not accepts_gzip(event["headers"].get("accept-encoding", ""))
    ):
        return response
    headers = {**response["headers"], "content-encoding": "gzip", "vary": "Accept-Encoding"}
    return {**response, "headers": headers, "body": encoding.pack_view(body, FAST_LEVEL), "isBase64Encoded": True}


def _build_problem(error: Exception, event: dict[str, Any]) -> dict[str, Any]:
    """The response to an error outside the routes, in payload format 2.0."""
    parts = build_problem_parts(error, event)
    return {
        "statusCode": parts["status_code"],
        "headers": {**parts["headers"], "content-type": parts["content_type"]},
        "body": parts["body"],
        "isBase64Encoded": False,
    }


def _check_path(event: dict[str, Any]) -> None:
    """Raise `NotFound` for control characters: Powertools' patterns match a path with a line feed at its end."""
    if not event["rawPath"].isprintable():
        raise NotFound()


def _check_query(app: APIGatewayHttpResolver) -> None:
    query = parse_query(app.current_event.raw_event)
    names = [name for name, _ in query]
    declared = {field.alias for field in app.context["_route"].dependant.query_params} if names else set()
    for name in names:
        if name not in declared:
            raise Invalid.at(f"?{name}", "This parameter is not known here.")
        if names.count(name) > 1:
            raise Invalid.at(f"?{name}", "This parameter is given more than once.")
    for name, value in query:
        if not value:
            raise Invalid.at(f"?{name}", "This parameter is empty.")
