"""A stand-in for the European Central Bank: its daily file, the CSV of its data portal, and a server of both."""

import re
from datetime import date

from tests.support.fake_cbu import FakeCbu

MARCH_17, MARCH_18 = date(2026, 3, 17), date(2026, 3, 18)
RATES = {"USD": "1.1500", "JPY": "183.49", "CZK": "24.467", "GBP": "0.86393", "PLN": "4.2713", "IDR": "19543.10"}


def cube(day: date, rates: dict[str, str], quote: str = "'") -> str:
    rows = (f"<Cube currency={quote}{code}{quote} rate={quote}{rate}{quote}/>" for code, rate in rates.items())
    return f"<Cube time={quote}{day}{quote}>{''.join(rows)}</Cube>"


def days(*cubes: str) -> bytes:
    """A file of several days, the newest first."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
        'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">\n'
        "\t<gesmes:subject>Reference rates</gesmes:subject>\n"
        "\t<gesmes:Sender>\n\t\t<gesmes:name>European Central Bank</gesmes:name>\n\t</gesmes:Sender>\n"
        f"\t<Cube>{''.join(cubes)}</Cube>\n</gesmes:Envelope>"
    ).encode()


def daily(day: date = MARCH_18, **rates: str | None) -> bytes:
    """The daily file; None leaves a currency out."""
    return days(cube(day, {code: rate for code, rate in {**RATES, **rates}.items() if rate is not None}))


HEADER = "KEY,FREQ,CURRENCY,CURRENCY_DENOM,EXR_TYPE,EXR_SUFFIX,TIME_PERIOD,OBS_VALUE"


def line(currency: str, day: str, rate: str) -> str:
    return f"EXR.D.{currency}.EUR.SP00.A,D,{currency},EUR,SP00,A,{day},{rate}"


def csv(day: date = MARCH_18, *more: str) -> bytes:
    """The answer of the data portal: numbers without their last zeros, in the order of codes."""
    rows = [line(code, f"{day}", rate.rstrip("0")) for code, rate in sorted(RATES.items())]
    return ("\n".join([HEADER, *rows, *more]) + "\n").encode()


class FakeEcb(FakeCbu):
    """Answers the path of the daily file with the newest of its days, a path of the portal with the last one up to the
    requested day."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.published: set[date] = set()

    def open(self, *days: date) -> None:
        self.published |= set(days)

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if self.mishaps:
            return self.mishaps.pop(0)
        if path == "/stats/eurofxref/eurofxref-daily.xml":
            return 200, "text/xml", daily(max(self.published))
        days = [day for day in self.published if day <= self.day(path)]
        return 200, "application/vnd.sdmx.data+csv;version=1.0.0", csv(max(days)) if days else b""

    def day(self, path: str) -> date:
        query = r"endPeriod=([\d-]+)&lastNObservations=1&format=csvdata&detail=dataonly"
        return date.fromisoformat(re.fullmatch(rf"/service/data/EXR/D\.\.EUR\.SP00\.A\?{query}", path)[1])
