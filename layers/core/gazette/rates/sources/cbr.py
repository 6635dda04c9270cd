"""The Bank of Russia: the price of `Nominal` units of a foreign currency in rubles.

Its answers, as recorded: XML, declared and encoded as windows-1251, with decimal commas. `Nominal` is from 1 to
1000000, so that the rate has four digits after the comma (that of Hong Kong's dollar changed from 1 to 10 between March
and April 2026). Gazette does not read `VunitRate`, the rate for one unit: it has fewer zeros, and sometimes the form
5,39256E-05. `Name` is in the genitive plural if the nominal is not 1 ("Донгов"), so Gazette has names of its own. The
answer to wrong parameters is 200 with an error in the file. The address has DD/MM/YYYY, `Date` is DD.MM.YYYY.

For a day without a sheet the answer is the sheet in force, with that sheet's own date. There are sheets of Saturdays,
none of Sundays and Mondays: the rate that is fixed at 15:30 in Moscow on a working day is in force from the next
calendar day. The first sheet is of 1992-07-01; in 2002 sheets had seventeen currencies and no yuan. Moscow has been at
UTC+3 since 2014-10-26.
"""

from __future__ import annotations

from datetime import date, time, timedelta, timezone

from gazette.rates.bank import Bank
from gazette.rates.bank_rows import parse_rate, read_rows
from gazette.rates.model import FaultyRow, Rate, Sheet, Unusable
from gazette.rates.sources.common.calendar import WorkingDays, next_day
from gazette.rates.sources.common.dates import parse_dotted_date
from gazette.rates.sources.common.xml import parse_xml

TYPE_CHECKING = False
if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from gazette.rates.bank import Get


def fetch(get: Get, day: date, today: date) -> bytes:
    """The sheet in force on a day."""
    return get(f"/scripts/XML_daily.asp?date_req={day:%d/%m/%Y}")


def parse(body: bytes, day: date = date.max) -> Sheet:
    """The sheet of an answer. Raises `Unusable` if it is not a sheet, `Rejected` if no row is a rate."""
    document = parse_xml(body)
    rows = document.findall("Valute")
    if document.tag != "ValCurs" or not rows:
        raise Unusable(f"the answer has no rates: {document.tag[:20]} {(document.text or '').strip()[:50]}")
    day = parse_dotted_date(document.get("Date", ""))
    return read_rows(day, rows, _parse_row, lambda row: row.findtext("CharCode"))


def _parse_row(row: Element) -> Rate:
    currency = _read_text(row, "CharCode")
    return Rate(
        currency,
        numeric=_read_text(row, "NumCode").zfill(3),
        nominal=_read_text(row, "Nominal"),
        rate=parse_rate(_read_text(row, "Value").replace(",", "."), currency),
    )


def _read_text(row: Element, name: str) -> str:
    text = row.findtext(name)
    if text is None:
        raise FaultyRow(f"a row has no {name}")
    return text.strip()


BANK = Bank(
    "cbr",
    site="https://www.cbr.ru",
    base="RUB",
    quotation="direct",
    zone=timezone(timedelta(hours=3), "Europe/Moscow"),
    main=("USD", "EUR"),
    names={
        "en": "Bank of Russia",
        "ru": "Банк России",
        "uz": "Rossiya banki",
        "uz-Cyrl": "Россия банки",
    },
    fetch=fetch,
    parse=parse,
    media_types=("application/xml", "text/xml"),
    works=WorkingDays(
        frozenset({*((1, day) for day in range(1, 9)), (2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)}),
        move=True,
        # Days off by the government's decrees for these years (of 2024-10-04 and 2025-09-24).
        days_off=frozenset(
            {"2025-05-02", "2025-05-08", "2025-06-13", "2025-11-03", "2025-12-31", "2026-01-09", "2026-12-31"}
        ),
    ),
    effective=next_day,
    published_from=time(11),
    awaited_until=time(9),  # the bank publishes it the evening before
    ahead=1,
    decimals=4,
)
