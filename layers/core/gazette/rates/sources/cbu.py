"""The Central Bank of Uzbekistan: the price of `Nominal` units of a foreign currency in soums.

Its answers, as recorded: always an array, also for one currency. `id` is a row number, not a key; everything else is
text: `Code` with leading zeros, `Nominal`, `Rate` with two digits after the point, `Diff` (to the sheet before, per
nominal, without zeros at its end), `Date` as DD.MM.YYYY although the request has YYYY-MM-DD. For a weekend, a holiday
or a day without a sheet yet, the answer is the last sheet, with that sheet's own date. Only an address with a date
gives tomorrow's sheet.
"""

from __future__ import annotations

import json
from datetime import date, time, timedelta, timezone
from unicodedata import normalize

from gazette.rates.bank import Bank
from gazette.rates.bank_rows import parse_rate, read_rows
from gazette.rates.model import FaultyRow, Rate, Sheet, Unusable, parse_change
from gazette.rates.sources.common.calendar import WorkingDays, next_weekday
from gazette.rates.sources.common.dates import parse_dotted_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from gazette.rates.bank import Get

NAMES = {"ru": "CcyNm_RU", "uz": "CcyNm_UZ", "uz-Cyrl": "CcyNm_UZC", "en": "CcyNm_EN"}
LOOKALIKES = str.maketrans("ABCEHKMOPTXaceopxy", "АВСЕНКМОРТХасеорху")
"""Latin letters in Cyrillic names (`EВРО`, `тугpик`), which a search would not find."""


def fetch(get: Get, day: date, today: date) -> bytes:
    """The sheet in force on a day. The answer is the same for each language in the path; the final slash is needed."""
    return get(f"/en/arkhiv-kursov-valyut/json/all/{day.isoformat()}/")


def parse(body: bytes, day: date = date.max) -> Sheet:
    """The sheet of an answer. Raises `Unusable` if it is not a sheet, `Rejected` if no row is a rate."""
    try:
        rows = json.loads(body)
    except (ValueError, RecursionError):
        raise Unusable("the answer is not JSON") from None
    if not isinstance(rows, list) or not rows:
        raise Unusable("the answer is not a list of rates")
    day = _find_date(rows)
    return read_rows(day, rows, lambda row: _parse_row(row, day), _get_code)


def _find_date(rows: list[Any]) -> date:
    """The date of the main currencies; without them that of all rows. A row with another date is not of this sheet."""
    main = [row for row in rows if _get_code(row) in BANK.main]
    dates = {parse_dotted_date(_read_text(row, "Date")) for row in main or rows}
    if len(dates) > 1:
        raise Unusable("the rows have several dates")
    return dates.pop()


def _get_code(row: Any) -> object:
    return row.get("Ccy") if isinstance(row, dict) else None


def _parse_row(row: Any, day: date) -> Rate:
    currency = _read_text(row, "Ccy")
    if parse_dotted_date(_read_text(row, "Date")) != day:
        raise FaultyRow(f"{currency[:10]!r} is dated {row['Date'][:20]!r}")
    return Rate(
        currency,
        numeric=_read_text(row, "Code").zfill(3),
        nominal=_read_text(row, "Nominal"),
        rate=parse_rate(_read_text(row, "Rate"), currency),
        bank_change=parse_change(row.get("Diff")),
        names={lang: _clean_name(row[key], lang) for lang, key in NAMES.items() if isinstance(row.get(key), str)},
    )


def _read_text(row: Any, key: str) -> str:
    value = row.get(key) if isinstance(row, dict) else None
    if not isinstance(value, str):
        raise FaultyRow(f"a row has no text under {key}")
    return value.strip()


def _clean_name(name: str, lang: str) -> str:
    name = " ".join(normalize("NFC", name).split())
    if lang in ("ru", "uz-Cyrl"):
        return " ".join(word if word.isascii() else word.translate(LOOKALIKES) for word in name.split())
    return name


BANK = Bank(
    "cbu",
    site="https://cbu.uz",
    base="UZS",
    quotation="direct",
    # Uzbekistan is at UTC+5 without summer time since 1992; a fixed offset needs no time zone database.
    zone=timezone(timedelta(hours=5), "Asia/Tashkent"),
    main=("USD", "EUR", "RUB"),
    names={
        "en": "Central Bank of Uzbekistan",
        "ru": "Центральный банк Узбекистана",
        "uz": "Oʻzbekiston Markaziy banki",
        "uz-Cyrl": "Ўзбекистон Марказий банки",
    },
    fetch=fetch,
    parse=parse,
    media_types=("application/json",),
    works=WorkingDays(
        frozenset({(1, 1), (3, 8), (3, 21), (5, 9), (9, 1), (10, 1), (12, 8)}),
        # The two feasts follow the moon; a decree fixes their dates each year.
        days_off=frozenset({"2025-03-31", "2025-06-06", "2026-03-20", "2026-05-27", "2027-03-10", "2027-05-17"}),
    ),
    effective=next_weekday,
    published_from=time(15),
    awaited_until=time(9),  # the bank publishes it the evening before
    ahead=4,  # a long weekend
    decimals=2,
)
