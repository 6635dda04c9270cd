"""Keys of the rates table, and the one Query that finds sheets, in DynamoDB's own JSON.

(cbu, 2025-12-18)                a sheet: what the bank published, and the view that is served
(cbu/revision, 2025-12-18#0002)  what the bank published, once for each version of that day's sheet
(cbu/month/3, 2025-12)           what is served of an eighth of the currencies, per unit, day by day
(source, cbu)                    first and last date, and the counter that orders all writes of a source
(currency, cbu)                  names, nominal, first and last date of every currency, as the public reads them
"""

from __future__ import annotations

from datetime import date, timedelta
from zlib import crc32

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]

AHEAD = timedelta(5)
"""How far in the future a sheet's date may be: the longest run of days off."""

LONGEST_GAP = timedelta(31)
"""Age from which on a sheet is not the predecessor of another one, for changes and holds. Banks have paused for a week
or two; a longer gap is history that is not stored yet, so the difference across it is not the change of a day."""
MONTH_PARTS = 8
"""Items that a source's month is divided into. A Query pays for whole items: with all currencies in one item, ten years
of a single currency would cost what 75 cost, and exhaust a partition. More parts would cost more to write."""


def build_key(series: str, day: str) -> Item:
    return {"series": {"S": series}, "date": {"S": day}}


def get_month_series(source: str, currency: str) -> str:
    """The series of the months that a currency is in. It never changes, and each month of a source has every part."""
    return list_month_series(source)[crc32(currency.encode()) % MONTH_PARTS]


def list_month_series(source: str) -> list[str]:
    return [f"{source}/month/{number}" for number in range(MONTH_PARTS)]


def build_newest_query(table: str, source: str, up_to: date, *fields: str, limit: int) -> Item:
    """The Query for the newest sheets up to a day, with some of their attributes."""
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
