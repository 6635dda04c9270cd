"""Keys of the rates table, and the Query that finds the newest sheets, in DynamoDB's own JSON.

(cbu, 2025-12-18)                a sheet: what the bank published, and the view for readers
(cbu/revision, 2025-12-18#0002)  what the bank published, one item for each revision of that day's sheet
(cbu/month/3, 2025-12)           the served rates of an eighth of the currencies, for one unit, day by day
(source, cbu)                    first and last date, and the counter that orders all writes of a source
(currency, cbu)                  names, nominal, first and last date of every currency, as the API serves them
"""

from __future__ import annotations

from datetime import date, timedelta
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

AHEAD = timedelta(5)
"""Greatest distance of a sheet's date from today: the longest run of days off."""

LONGEST_GAP = timedelta(31)
"""A sheet is not compared with a sheet that is older than this. Banks have paused for a week or two. A longer gap is
history that is not stored yet, so the difference across it is not the change of a day."""
MONTH_PARTS = 8
"""Number of items of a source's month. A Query pays for whole items: with all currencies in one item, ten years of one
currency would cost as much as those of 75, and exhaust a partition. More parts would cost more to write."""


def build_key(series: str, day: str) -> Item:
    return {"series": {"S": series}, "date": {"S": day}}


def get_month_series(source: str, currency: str) -> str:
    """The series of the items that have a currency's months. The series of a currency never changes."""
    return list_month_series(source)[crc32(currency.encode()) % MONTH_PARTS]


def list_month_series(source: str) -> list[str]:
    """The series of all parts. Each month of a source has an item in each series."""
    return [f"{source}/month/{number}" for number in range(MONTH_PARTS)]


def build_newest_query(table: str, source: str, up_to: date, *fields: str, limit: int) -> Item:
    """The Query for the newest sheets up to a day, with the attributes `date` and `fields`."""
    names = {f"#{field}": field for field in ("date", *fields)}
    return {
        "TableName": table,
        "KeyConditionExpression": "series = :source AND #date <= :day",
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {":source": {"S": source}, ":day": {"S": up_to.isoformat()}},
        "ProjectionExpression": ", ".join(names),
        "ScanIndexForward": False,
        "Limit": limit,
    }
