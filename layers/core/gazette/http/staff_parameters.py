"""Parameters that staff routes share, as the reference shows them and as Powertools validates them.

The headers' own rules are in `auth.parse_if_match` and in `idempotency`, whose errors say more than a pattern can.
"""

from typing import Annotated, Any

from aws_lambda_powertools.event_handler.openapi.params import Header, Path, Query

from gazette.http.auth import VERSION
from gazette.http.idempotency import KEY, MAX_KEY

VALUE = "$value"
"""Names a schema of `cli/openapi/values.yaml`."""

REQUIRED = "x-required"
"""Marks a header without which a route answers 428. For Powertools it is optional: it would answer 422."""


def _if_match(description: str, pattern: str, **extra: Any) -> Any:
    schema = {"pattern": pattern, "examples": ['"7"'], **extra}
    return Header(alias="If-Match", description=description, json_schema_extra=schema)


_READ_VERSION = 'The version that was read: `"7"`'

IfMatch = Annotated[str | None, _if_match(_READ_VERSION, f"^({VERSION})$", **{REQUIRED: True})]
IfMatchOrAny = Annotated[
    str | None, _if_match(f"{_READ_VERSION}, or `*` for any", rf"^({VERSION}|\*)$", **{REQUIRED: True})
]
OptionalIfMatch = Annotated[str | None, _if_match(_READ_VERSION, f"^({VERSION})$")]
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="For 24 hours a repeated key gets the first response again",
        json_schema_extra={
            "minLength": 1,
            "maxLength": MAX_KEY,
            "pattern": KEY,
            "examples": ["6f1c2f0a-publish-metro"],
        },
    ),
]
ArticleId = Annotated[str, Path(description="The article's id (a ULID)", json_schema_extra={VALUE: "ArticleId"})]
Limit = Annotated[int, Query(ge=1, le=100, description="Items on a page", json_schema_extra={"examples": [10]})]
Cursor = Annotated[
    str | None,
    Query(description="`next` of the page before; valid for the same query only", json_schema_extra={VALUE: "Cursor"}),
]
Language = Annotated[
    str | None,
    Query(description="Only articles in this language", json_schema_extra={VALUE: "SiteLanguage"}),
]
