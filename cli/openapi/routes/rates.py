"""The routes of Rates. Rates, changes, percents and amounts are texts with the bank's own digits."""

from datetime import date as Day
from typing import Annotated

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Query

from cli.openapi.answers import IfNoneMatch, get, read, refused
from cli.openapi.models.rates import (
    CONVERSION,
    CURRENCY,
    SHEET,
    SOURCE,
    Conversion,
    Currencies,
    Sheet,
    Sources,
)

app = APIGatewayHttpResolver()
TAG = "Rates"


MISSING = refused(_404="No sheet of that day or before it, or none that has the currency")

Bank = Annotated[
    str | None, Query(description="The bank; `cbu` where none is given", openapi_examples={"cbu": {"value": "cbu"}})
]
Date = Annotated[
    Day | None,
    Query(description="A day of the bank's own zone, its today where none is given; later than what is printed is 422"),
]


@get(app, "/v1/rates", "Read the official rates", TAG, read("The sheet in force on that day", Sheet, SHEET) | MISSING)
def read_rates(
    source: Bank = None,
    date: Date = None,
    symbols: Annotated[
        str | None,
        Query(
            description="Currencies by comma; all where none are given",
            openapi_examples={"three": {"value": "USD,EUR,RUB"}},
        ),
    ] = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """A day without a sheet of its own is answered with the one before it, and says so (`carried`)."""


@get(
    app,
    "/v1/rates/convert",
    "Convert an amount",
    TAG,
    read("Through the bank's base, both legs of one sheet", Conversion, CONVERSION) | MISSING,
)
def convert(
    *,
    from_: Annotated[str, Query(alias="from", description="Currency", openapi_examples={"usd": {"value": "USD"}})],
    to: Annotated[str, Query(description="Currency", openapi_examples={"uzs": {"value": "UZS"}})],
    amount: Annotated[
        str | None,
        Query(description="A decimal number; 1 where none is given", openapi_examples={"hundred": {"value": "100"}}),
    ] = None,
    date: Date = None,
    source: Bank = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """Per unit, exact until it is rounded once at the end."""


@get(
    app,
    "/v1/currencies",
    "List the currencies",
    TAG,
    read("All that the bank has printed", Currencies, {"items": [CURRENCY], "next": None})
    | refused(_404="The bank has no sheet yet"),
)
def list_currencies(source: Bank = None, if_none_match: IfNoneMatch = None) -> None:
    """With their names, their minor units and since when the bank prints them."""


@get(
    app,
    "/v1/rates/sources",
    "List the banks",
    TAG,
    read("Each with its freshness", Sources, {"items": [SOURCE], "next": None}),
)
def list_sources(if_none_match: IfNoneMatch = None) -> None:
    """What is the last day that each bank has printed, and whether that is too long ago."""
