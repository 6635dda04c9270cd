"""What clients send and receive, and how the OpenAPI document describes the answers: JSON, or a page for browsers."""

from typing import Annotated, Any, Literal

from aws_lambda_powertools.event_handler.openapi.params import Query
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StrictBool

from gazette.schemas.base import StrictModel
from gazette.subscriptions.confirm_code import list_candidates
from gazette.subscriptions.public.channels import DEFAULT_LISTS, LISTS, TOPICS

Lang = Annotated[
    list[str] | None,
    Query(
        description="Language of the page: the first that the site has; else the subscription's or the browser's",
        json_schema_extra={"examples": [["ru"]]},
    ),
]

PAGE = {"text/html": {"schema": {"type": "string"}}}


class Signup(StrictModel):
    """What a visitor sends. `consent` is the version of the text that was shown (from `GET /v1/channels`)."""

    email: Annotated[
        str,
        Field(max_length=320, description="Address that the mails are sent to", json_schema_extra={"format": "email"}),
    ]
    lang: Annotated[str, Field(max_length=35, description="Language of the mails")]
    consent: Annotated[str, Field(max_length=64, description="Version of the consent text that was shown")]
    lists: Annotated[
        list[Annotated[str, Field(max_length=40, json_schema_extra={"enum": list(LISTS)})]],
        Field(min_length=1, max_length=20, description="Lists to subscribe to"),
    ] = Field(list(DEFAULT_LISTS))
    topics: Annotated[
        list[Annotated[str, Field(max_length=120)]],
        Field(max_length=50, description="Empty in this version", json_schema_extra={"maxItems": len(TOPICS)}),
    ] = Field([])
    remark: Annotated[str, Field(description="Hidden from people; leave it empty")] = ""
    website: Annotated[str, Field(description="Not read any more: browsers filled it", deprecated=True)] = ""


class Accepted(BaseModel):
    status: Literal["accepted"] = "accepted"


MAX_CODE_CHARACTERS = 200


def _check_code(text: str) -> str:
    """Raises ValueError for a long text without a code. A short one is taken for a mistyped code."""
    if len(text) > MAX_CODE_CHARACTERS and not list_candidates(text):
        raise ValueError("this contains no code")
    return text


def _read_form_value(value: Any) -> Any:
    """The boolean of a form's text. Anything else stays, and is refused if it is no boolean."""
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value


TokenText = Annotated[
    str,
    Field(max_length=4000, description="The code of the mail, or a text that contains it, such as the whole link"),
    AfterValidator(_check_code),
]


class Confirmation(StrictModel):
    """The code of a confirmation mail. `refuse` declines the signup: the owner of the address did not sign up."""

    token: TokenText
    refuse: Annotated[StrictBool, BeforeValidator(_read_form_value)] = False


class Subscription(BaseModel):
    list: str
    unsubscribe_url: Annotated[str, Field(description="POST unsubscribes from this list by one click; GET is a page")]


class Confirmed(BaseModel):
    status: Literal["confirmed", "refused"]
    lists: list[Subscription]


class Unsubscribed(BaseModel):
    status: Literal["unsubscribed", "subscribed"]


def describe_page(description: str) -> dict[int, Any]:
    """`responses` of a route that answers with a page only."""
    return {200: {"description": description, "content": PAGE}}


def describe_json_or_page(
    description: str, model: type[BaseModel], status: int = 200, *, gone: bool = False
) -> dict[int, Any]:
    """`responses` of a route that answers with the model as JSON, or with a page; with `gone`, also with 410."""
    responses: dict[int, Any] = {
        status: {"description": description, "content": {"application/json": {"model": model}, **PAGE}}
    }
    if gone:
        responses[410] = {"description": "The token is not valid any more, or it is too late to undo", "content": {}}
    return responses
