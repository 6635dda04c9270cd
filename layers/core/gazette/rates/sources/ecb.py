"""The European Central Bank: units of a foreign currency for one euro, its reference rates.

Its answers: `eurofxref-daily.xml` has the newest day and no other (its siblings with more days outgrow what may be
read). Three nested elements Cube (root, `time`, `currency` with `rate`), quotes ' or " differ from file to file,
numbers with as many digits as the bank fixes, no zero lost ("4.8320"). It comes at about 16:00 in Frankfurt, on days
on which TARGET is open.

Past days are in the bank's data portal, under another address, as SDMX-CSV: `endPeriod` with `lastNObservations=1` is
the last observation up to a day, of each series. So series that have ended (HRK, BGN) come along with their last, old
dates: only rows of the newest date are a sheet. Columns are to be found by name (more are added), blank lines and short
rows occur, zeros at the end are lost ("4.832"), and a day before the first is 404 or an empty answer. Sheets go
back to 1999-01-04; there is no UZS, and no RUB since March 2022. Lean but for what it asks of the standard library.
"""

from __future__ import annotations

from datetime import date, time

from gazette.rates.bank import Bank
from gazette.rates.iso4217 import NUMERIC, UNNUMBERED
from gazette.rates.model import Rate, Sheet, Unusable, positive
from gazette.rates.sources.common.calendar import WorkingDays, same_day
from gazette.rates.sources.common.central_europe import CentralEurope
from gazette.rates.sources.common.xml import root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from gazette.rates.bank import Get

DAILY = "/stats/eurofxref/eurofxref-daily.xml"
ARCHIVE = "/service/data/EXR/D..EUR.SP00.A"


def fetch(get: Get, asked: date, today: date) -> bytes:
    """Today's sheet, or the last one up to a past day."""
    if asked >= today:
        return get(DAILY)
    return get(f"{ARCHIVE}?endPeriod={asked.isoformat()}&lastNObservations=1&format=csvdata&detail=dataonly")


def parse(body: bytes, asked: date = date.max) -> Sheet:
    """The newest sheet up to a day that an answer has, of XML as of CSV, else its oldest one, which the guard refuses;
    `Unusable` where it has none, `Rejected` where a rate in it is no rate."""
    days = _of_xml(body) if body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _of_csv(body)
    if not days:
        raise Unusable("the answer has no rates")
    day = max((known for known in days if known <= asked), default=min(days))
    return Sheet(day, [_rate(currency, rate) for currency, rate in days[day]])


def _of_xml(body: bytes) -> dict[date, list[tuple[str, str]]]:
    """Currencies and their rates by day."""
    days = {}
    for cube in root(body).findall("Cube/Cube"):
        rows = [(row.get("currency", ""), row.get("rate", "")) for row in cube.findall("Cube")]
        if rows:
            days[_date(cube.get("time", ""))] = rows
    return days


def _of_csv(body: bytes) -> dict[date, list[tuple[str, str]]]:
    days: dict[date, list[tuple[str, str]]] = {}
    for row in _rows(body):
        currency, day, rate = (row.get(column) for column in ("CURRENCY", "TIME_PERIOD", "OBS_VALUE"))
        if currency and day and rate:
            days.setdefault(_date(day), []).append((currency, rate))
    return days


def _rows(body: bytes) -> list[dict[str, str]]:
    """Rows by the names of their columns; blank lines are none, also before the names."""
    from csv import DictReader, Error

    try:
        return list(DictReader(line for line in body.decode("utf-8-sig").splitlines() if line.strip()))
    except (UnicodeDecodeError, Error):
        raise Unusable("the answer is neither XML nor CSV") from None


def _rate(currency: str, rate: str) -> Rate:
    """A row; the bank prints no numbers of currencies, ISO 4217 has them."""
    code = currency.strip()
    return Rate(code, numeric=NUMERIC.get(code, UNNUMBERED), nominal="1", rate=positive(rate.strip(), code))


def _date(text: str) -> date:
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
    zone=CentralEurope(),
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
)
