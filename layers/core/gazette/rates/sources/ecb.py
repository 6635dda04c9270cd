"""The European Central Bank: units of a foreign currency for one euro, its reference rates.

Its answers: `eurofxref-daily.xml` has only the newest day (the files with more days are larger than the limit of an
answer). It has three nested elements Cube (root, `time`, `currency` with `rate`), attributes in ' or " depending on the
file, and numbers with all digits that the bank fixes, zeros at the end too ("4.8320"). The bank publishes it at about
16:00 in Frankfurt, on days on which TARGET is open.

Past days are in the bank's data portal, at another address, as SDMX-CSV: `endPeriod` with `lastNObservations=1` gives
the last observation of each series up to a day. The answer includes series that have ended (HRK, BGN) with their old
last dates, so only rows of the newest date are a sheet. Columns have to be found by name (the bank adds more), blank
lines and short rows occur, zeros at the end are missing ("4.832"), a missing observation is `NaN` or empty. For a day
before the first sheet the answer is 404 or empty. The first sheet is of 1999-01-04; there is no UZS, and no RUB since
March 2022.
"""

from __future__ import annotations

from datetime import date, time

from gazette.rates.bank import Bank
from gazette.rates.bank_rows import parse_rate, read_rows
from gazette.rates.iso4217 import NUMERIC, UNNUMBERED
from gazette.rates.model import Rate, Sheet, Unusable
from gazette.rates.sources.common.calendar import WorkingDays, same_day
from gazette.rates.sources.common.central_european_time import CentralEuropeanTime
from gazette.rates.sources.common.xml import parse_xml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.bank import Get

    Row = tuple[str, str, str]
    """Currency, day and rate, as texts."""

DAILY = "/stats/eurofxref/eurofxref-daily.xml"
ARCHIVE = "/service/data/EXR/D..EUR.SP00.A"


def fetch(get: Get, day: date, today: date) -> bytes:
    """Today's sheet, or the last one up to a past day."""
    if day >= today:
        return get(DAILY)
    return get(f"{ARCHIVE}?endPeriod={day.isoformat()}&lastNObservations=1&format=csvdata&detail=dataonly")


def parse(body: bytes, day: date = date.max) -> Sheet:
    """The newest sheet up to a day in an answer, XML or CSV. If all are later, the oldest sheet: the guard rejects it.

    Raises `Unusable` if the answer has no sheet, `Rejected` if no row is a rate.
    """
    rows = _read_xml(body) if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _read_csv(body)
    days, undated = _group_by_day(rows)
    if not days:
        raise Unusable("the answer has no rates")
    past = sorted((sheet_day for sheet_day in days if sheet_day <= day), reverse=True) or [min(days)]
    # The portal may have a day off, with missing observations only.
    newest = next((sheet_day for sheet_day in past if any(map(_is_rate, days[sheet_day]))), past[0])
    return read_rows(newest, [*days[newest], *undated], _parse_row, lambda row: row[0])


def _read_xml(body: bytes) -> list[Row]:
    return [
        (row.get("currency", ""), cube.get("time", ""), row.get("rate", ""))
        for cube in parse_xml(body).findall("Cube/Cube")
        for row in cube.findall("Cube")
    ]


def _read_csv(body: bytes) -> list[Row]:
    cells = ([row.get(column) for column in ("CURRENCY", "TIME_PERIOD", "OBS_VALUE")] for row in _read_rows(body))
    return [(currency, dated, rate) for currency, dated, rate in cells if currency and dated and rate is not None]


def _group_by_day(rows: list[Row]) -> tuple[dict[date, list[Row]], list[Row]]:
    """The rows by day, and those whose day cannot be read."""
    days: dict[date, list[Row]] = {}
    undated = []
    for row in rows:
        try:
            days.setdefault(_parse_date(row[1]), []).append(row)
        except Unusable:  # no failure: the sheets report the row, and the run counts it
            undated.append(row)
    return days, undated


def _read_rows(body: bytes) -> list[dict[str, str]]:
    """Rows by the names of their columns. Blank lines are left out; they also occur before the line of the names."""
    from csv import DictReader, Error

    try:
        return list(DictReader(line for line in body.decode("utf-8-sig").splitlines() if line.strip()))
    except (UnicodeDecodeError, Error):
        raise Unusable("the answer is neither XML nor CSV") from None


def _is_rate(row: Row) -> bool:
    try:
        _parse_row(row)
    except Unusable:  # no failure: the question is whether the row is a rate
        return False
    return True


def _parse_row(row: Row) -> Rate:
    """The rate of a row. The bank publishes no numbers of currencies, so they are those of ISO 4217."""
    code = row[0].strip()
    _parse_date(row[1])
    return Rate(code, numeric=NUMERIC.get(code, UNNUMBERED), nominal="1", rate=parse_rate(row[2].strip(), code))


def _parse_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable(f"{text[:20]!r} is no date") from None


BANK = Bank(
    "ecb",
    site="https://www.ecb.europa.eu",
    archive=("/service/", "https://data-api.ecb.europa.eu"),
    base="EUR",
    quotation="indirect",
    zone=CentralEuropeanTime(),
    main=("USD", "GBP", "JPY"),
    names={
        "en": "European Central Bank",
        "ru": "Европейский центральный банк",
        "uz": "Yevropa Markaziy banki",
        "uz-Cyrl": "Европа Марказий банки",
    },
    fetch=fetch,
    parse=parse,
    media_types=("text/xml", "application/xml", "text/csv", "application/vnd.sdmx.data+csv"),
    # The days on which TARGET is closed; Good Friday and Easter Monday move with Easter.
    works=WorkingDays(frozenset({(1, 1), (5, 1), (12, 25), (12, 26)}), easter=(-2, 1)),
    effective=same_day,
    published_from=time(15),
    awaited_until=time(19),
    ahead=0,
    decimals=2,
)
