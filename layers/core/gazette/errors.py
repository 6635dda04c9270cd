"""All errors that clients see, and their mapping to problem documents (RFC 9457).

GazetteError
├── Malformed 400           not JSON; a damaged cursor, or one of another query
├── Unauthenticated 401
├── Forbidden 403
├── NotFound 404            ArticleNotFound, CategoryNotFound, …: in the `errors.py` of each noun
├── MethodNotAllowed 405
├── Conflict 409            SlugTaken, …
├── Gone 410
├── StaleVersion 412
├── TooLarge 413
├── UnsupportedMediaType 415
├── Invalid 422             with `errors`: the place and the reason of each
├── VersionRequired 428
├── Failed 500
└── Unavailable 503         with Retry-After
"""

from collections.abc import Mapping, Sequence
from urllib.parse import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self


class GazetteError(Exception):
    """An error that the client sees as a problem document. `extensions` become members of the document."""

    status = 500
    code = "internal-error"
    title = "Something went wrong here"

    def __init__(self, detail: str = "", *, headers: dict[str, str] | None = None, **extensions: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.headers = headers or {}
        self.extensions = extensions


class Malformed(GazetteError):
    status, code, title = 400, "malformed", "The request could not be read"


class Unauthenticated(GazetteError):
    status, code, title = 401, "unauthenticated", "A valid token is needed"


class Forbidden(GazetteError):
    status, code, title = 403, "forbidden", "Your groups do not allow this"


class NotFound(GazetteError):
    status, code, title = 404, "not-found", "There is nothing here"


class MethodNotAllowed(GazetteError):
    status, code, title = 405, "method-not-allowed", "This address does not take that method"


class Conflict(GazetteError):
    status, code, title = 409, "conflict", "The request contradicts what is stored"


class Gone(GazetteError):
    status, code, title = 410, "gone", "What was here is gone"


class StaleVersion(GazetteError):
    """`current` is the stored version: {version, changed_by, changed_at}."""

    status, code, title = 412, "stale-version", "Somebody changed it since you read it"

    @classmethod
    def of(cls, stored: Mapping[str, object]) -> "StaleVersion":
        """The error of a write to another version than the stored one. `stored` has the members of that version."""
        return cls(current={name: stored[name] for name in ("version", "changed_by", "changed_at")})


class TooLarge(GazetteError):
    status, code, title = 413, "too-large", "The request is too large"


class UnsupportedMediaType(GazetteError):
    status, code, title = 415, "unsupported-media-type", "The body's media type is not taken here"


class Invalid(GazetteError):
    """`errors` is a list of {"pointer": "#/title" or "?limit", "detail": …}."""

    status, code, title = 422, "invalid", "A value is not valid"

    @classmethod
    def at(cls, pointer: str, detail: str) -> "Self":
        return cls.of([{"pointer": pointer, "detail": detail}])

    @classmethod
    def of(cls, errors: Sequence[Mapping[str, str]], *, described: int | None = None) -> "Self":
        """The error of all `errors`. Its detail describes the first `described` of them, or all."""
        text = "; ".join(f"{error['pointer']}: {error['detail']}" for error in errors[:described])
        return cls(text, errors=errors)


class VersionRequired(GazetteError):
    status, code, title = 428, "version-required", "If-Match with the version you read is needed"


class Failed(GazetteError):
    """An error of the server. The detail goes to the log and never into the response."""


class Unavailable(GazetteError):
    status, code, title = 503, "unavailable", "Busy just now; try again"

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail, headers={"retry-after": str(retry_after)})

    @classmethod
    def without_connection(cls, environ: Mapping[str, str]) -> "Unavailable":
        """The error of a service that cannot be reached. Says what to start if it is an emulator, as never on AWS."""
        emulator = environ.get("AWS_ENDPOINT_URL")
        start = "run `make dev CONTAINERS=1`, or `make invoke`"
        return cls(f"No emulator answers at {emulator}: {start}" if emulator else "")


def pointer(*path: str) -> str:
    """JSON Pointer into a body, as a URI fragment (RFC 6901, section 6); `#`, the whole body, for an empty path."""
    tokens = (token.replace("~", "~0").replace("/", "~1") for token in path)
    return "#" + "".join(f"/{quote(token, safe=_PATH_SAFE, errors='replace')}" for token in tokens)


_PATH_SAFE = "~!$&'()*+,;=:@"
"""Characters that a path segment of a URI may have unescaped, beside letters and digits (RFC 3986, section 3.3)."""

PROBLEM_TYPE = "application/problem+json"


def problem_document(error: GazetteError, instance: str, request_id: str) -> dict[str, object]:
    """Problem document of an error (RFC 9457, section 3), with `request_id` and the extensions of the error.

    `instance` is the request's path, percent-decoded. The document has it as a URI reference.
    """
    document: dict[str, object] = {
        "type": f"urn:gazette:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": error.title if error.status == 500 else error.detail or error.title,
        "instance": quote(instance, safe="/" + _PATH_SAFE, errors="replace"),
        "request_id": request_id,
    }
    # An extension never replaces a member of the RFC.
    return {**document, **{name: value for name, value in error.extensions.items() if name not in document}}


def problem_headers(error: GazetteError, *, private: bool = False) -> dict[str, str]:
    """Response headers of an error. Caches may store a public 404 or 410 for 10 s, and no other error."""
    cache = "public, max-age=10" if error.status in (404, 410) and not private else "no-store"
    return {"content-type": PROBLEM_TYPE, "cache-control": cache, **error.headers}
