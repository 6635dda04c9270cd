"""A stand-in for the Bank of Russia: its documents in windows-1251, and its server."""

import re
from datetime import date, datetime

from tests.support.fake_cbu import FakeCbu

APRIL_25 = date(2026, 4, 25)
"""A Saturday."""
_NAMES = {
    "USD": ("R01235", "840", "Доллар США"),
    "EUR": ("R01239", "978", "Евро"),
    "CNY": ("R01375", "156", "Юань"),
    "UZS": ("R01717", "860", "Узбекских сумов"),
    "AMD": ("R01060", "051", "Армянских драмов"),
    "VND": ("R01150", "704", "Донгов"),
    "IRR": ("R01300", "364", "Иранских риалов"),
}
RATES = {
    "AMD": ("20,3123", "100"),
    "VND": ("30,0750", "10000"),
    "USD": ("75,5273", "1"),
    "EUR": ("88,2826", "1"),
    "IRR": ("53,9256", "1000000"),
    "CNY": ("11,0270", "1"),
    "UZS": ("62,8322", "10000"),
}


def valute(currency: str, value: str, nominal: str = "1") -> str:
    id, number, name = _NAMES.get(currency, ("R00000", "999", currency))
    return (
        f'<Valute ID="{id}"><NumCode>{number}</NumCode><CharCode>{currency}</CharCode><Nominal>{nominal}</Nominal>'
        f"<Name>{name}</Name><Value>{value}</Value><VunitRate>{value}</VunitRate></Valute>"
    )


def document(day: date = APRIL_25, **rates: tuple[str, str] | None) -> bytes:
    """A sheet; None leaves a currency out."""
    rows = [valute(currency, *rate) for currency, rate in {**RATES, **rates}.items() if rate]
    return (
        f'<?xml version="1.0" encoding="windows-1251"?><ValCurs Date="{day:%d.%m.%Y}" name="Foreign Currency Market">'
        f"{''.join(rows)}</ValCurs>"
    ).encode("cp1251")


ERROR = b"""<?xml version="1.0" encoding="windows-1251" ?>
<ValCurs>
    Error in parameters
</ValCurs>
"""


class FakeCbr(FakeCbu):
    """Answers `/scripts/XML_daily.asp?date_req=<DD/MM/YYYY>` with the last of its sheets up to that day."""

    media_type, nothing = "application/xml; charset=windows-1251", ERROR

    def publish(self, *sheets: bytes) -> None:
        for body in sheets:
            self.sheets[_day(re.search(rb'Date="([\d.]+)"', body)[1].decode(), "%d.%m.%Y")] = body

    def day(self, path: str) -> date:
        return _day(re.fullmatch(r"/scripts/XML_daily\.asp\?date_req=([\d/]+)", path)[1], "%d/%m/%Y")


def _day(text: str, form: str) -> date:
    return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, no moment)
