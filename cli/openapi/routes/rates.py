"""The routes of Rates. Rates, changes, percents and amounts are texts with the bank's own digits."""

from datetime import date as Day
from typing import Annotated, Literal

from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from cli.openapi.models.rates import (
    CONVERSION,
    CSV,
    CURRENCY,
    SERIES,
    SHEET,
    SOURCE,
    Conversion,
    Currencies,
    Series,
    Sheet,
    Sources,
)
from cli.openapi.responses import Cursor, IfNoneMatch, Lang, Responses, get, read, refused

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


UNKNOWN = refused(_404="The bank never printed that currency, or none of the days that are asked for can be answered")

Currency = Annotated[
    str, Path(description="Code of three letters, in capitals or small", openapi_examples={"usd": {"value": "USD"}})
]
First = Annotated[
    Day | None, Query(alias="from", description="First day; where none is given, the 30th before the end, with it")
]
Last = Annotated[
    Day | None,
    Query(description="Last day, itself included; the bank's today where none is given. After the last sheet: 422"),
]


def series() -> Responses:
    """JSON or CSV, as `format` says."""
    said = "The days, the oldest first, at most ten years of them"
    answers = read(said, Series, SERIES, listed=True, more=("Content-Disposition",))
    answers[200]["content"]["text/csv"] = {
        "schema": {"type": "string"},
        "examples": {"example": {"value": CSV}},
    }
    return answers


@get(app, "/v1/rates/{currency}", "Read a currency over time", TAG, series() | UNKNOWN)
def read_series(
    *,
    currency: Currency,
    from_: First = None,
    to: Last = None,
    fill: Annotated[
        Literal["previous"] | None,
        Query(description="Also the days without a sheet, each with what was in force, and marked (`carried`)"),
    ] = None,
    format_: Annotated[
        Literal["json", "csv"] | None, Query(alias="format", description="`json` where none is given")
    ] = None,
    cursor: Cursor = None,
    source: Bank = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """The days that have a sheet with the currency. A filled day is what the sheet of that day is: where that sheet
    lacks the currency, and before the first sheet, the day is left out. A range without a day is an empty list; a
    filled one of a single day is not found, as that day is.
    `next` leads to what is beyond ten years, as does `Link`."""


@get(
    app,
    "/v1/rates/{currency}/chart.svg",
    "Draw a currency over time",
    TAG,
    read("The picture, for light and dark, narrow and wide", media_types=("image/svg+xml",)) | UNKNOWN,
)
def draw_chart(
    *,
    currency: Currency,
    from_: First = None,
    to: Last = None,
    lang: Lang = None,
    source: Bank = None,
    if_none_match: IfNoneMatch = None,
) -> None:
    """At most ten years, and 20 kB. The same days as the series; held rates are dashed; the line breaks where the bank
    did not print the currency, and where zeros were struck off."""


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
