"""Keys of the rates table, and the one Query that finds a sheet, in DynamoDB's own JSON. Lean.

(cbu, 2025-12-18)                a sheet: what the bank published, and the view that is served
(cbu/revision, 2025-12-18#0002)  what the bank published, each time it published something else for that day
(cbu/month/3, 2025-12)           what is served of an eighth of the currencies, per unit, day by day
(source, cbu)                    first and last date, and the counter that puts all writes of a source in a row
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
"""How far into the future a sheet may lie: the longest run of days off."""

REMEMBERED = timedelta(31)
"""Age at which a sheet is no predecessor any more, for change and holding. Banks have paused for a week or two; what
lies between older sheets is a part of history that is not stored yet, and no change of a day."""
PARTS = 8
"""Items that a source's month is cut into. A Query pays for whole items: with one that holds all currencies, ten years
of a single one would cost what 75 cost, and use up a partition. More parts would cost more to write."""


def key(series: str, day: str) -> Item:
    return {"series": {"S": series}, "date": {"S": day}}


def part(source: str, currency: str) -> str:
    """The series of the months that a currency is in: always the same, and each month of a source has every part."""
    return parts(source)[crc32(currency.encode()) % PARTS]


def parts(source: str) -> list[str]:
    return [f"{source}/month/{number}" for number in range(PARTS)]


def newest(table: str, source: str, up_to: date, *fields: str, limit: int) -> Item:
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
