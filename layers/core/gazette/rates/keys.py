"""Keys of the rates table, in DynamoDB's own JSON.

    (cbu, 2025-12-18)                a sheet: what the bank published, and the view that is served
    (cbu/revision, 2025-12-18#0002)  what the bank published, each time it published something else for that day
    (cbu/month, 2025-12)             what is served of every currency, per unit, day by day
    (source, cbu)                    first and last date, and the counter that puts all writes of a source in a row
    (currency, cbu)                  names, nominal, first and last date of every currency, as the public reads them

Lean.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Item = dict[str, Any]


def key(series: str, day: str) -> Item:
    return {"series": {"S": series}, "date": {"S": day}}
