"""A stand-in for the Central Bank of Uzbekistan: its documents, and a server with its behaviour."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypeVar

NAMES = {
    "USD": ("840", "Доллар США", "AQSH dollari", "АҚШ доллари", "US Dollar"),
    "EUR": ("978", "Евро", "EVRO", "EВРО", "Euro"),  # the bank's first letter is a Latin one
    "RUB": ("643", "Российский рубль", "Rossiya rubli", "Россия рубли", "Russian Ruble"),
    "AUD": ("036", "Австралийский доллар", "Avstraliya dollari", "Австралия доллари", "Australian Dollar"),
    "VND": ("704", "Донг", "Vetnam dongi", "Вьетнам донги", "Dong"),
    "IRR": ("364", "Иранский риал", "Eron riali", "Эрон риали", "Iranian Rial"),
    "TMT": ("934", "Новый туркменский манат", "Turkmaniston manati", "Туркманистон манати", "Turkmenistan New Manat"),
    "KWD": ("414", "Кувейтский динар", "Quvayt dinori", "Қувайт динори", "Kuwaiti Dinar"),
    "JPY": ("392", "Иена", "Yaponiya iyenasi", "Япония иенаси", "Japan Yen"),
    "XDR": ("960", "СДР", "SDR", "СДР", "SDR"),
    "SYP": ("760", "Сирийский фунт", "Suriya funti", "Сурия фунти", "Syrian Pound"),
}
MORE = (
    "GBP AZN BDT BGN BHD BND BRL BYN CAD CHF CNY CUP CZK DKK DZD EGP AFN ARS GEL HKD HUF IDR ILS INR IQD ISK JOD KGS "
    "KHR KRW KZT LAK LBP LYD MAD MDL MMK MNT MXN MYR NOK NZD OMR PHP PKR PLN QAR RON RSD AMD SAR SDG SEK SGD THB TJS "
    "TND TRY UAH AED UYU VES YER ZAR"
)


def row(currency: str, rate: str, diff: str = "0", nominal: str = "1", *, day: date = date(2025, 12, 18)) -> dict:
    numeric, ru, uz, uzc, en = NAMES.get(currency, ("999", currency, currency, currency, currency))
    return {
        "id": 1,
        "Code": numeric,
        "Ccy": currency,
        "CcyNm_RU": ru,
        "CcyNm_UZ": uz,
        "CcyNm_UZC": uzc,
        "CcyNm_EN": en,
        "Nominal": nominal,
        "Rate": rate,
        "Diff": diff,
        "Date": f"{day:%d.%m.%Y}",
    }


def rows(day: date, **rates: str | tuple[str, ...]) -> list[dict]:
    """Rows from `USD="12059.78"`, or with the bank's own difference and a nominal: `USD=("12059.78", "-46")`."""
    every = {"USD": "12059.78", "EUR": "14129.24", "RUB": "150.07", **rates}
    listed = []
    for currency, value in every.items():
        printed = (value,) if isinstance(value, str) else value
        listed.append(row(currency, *printed, day=day))
    return listed


def document(day: date, **rates: str | tuple[str, ...]) -> bytes:
    """The bank's answer for a day."""
    return json.dumps(rows(day, **rates), separators=(",", ":")).encode()


def full(day: date, step: int = 0) -> bytes:
    """All 75 currencies of a day; each `step` moves every rate by a hundredth of a soum."""
    codes = [code for code in (*NAMES, *MORE.split()) if code not in ("USD", "EUR", "RUB")]
    others = {code: f"{100 + place + step / 100:.2f}" for place, code in enumerate(codes)}
    return document(day, USD=f"{12000 + step / 100:.2f}", EUR=f"{14000 + step / 100:.2f}", RUB="150.07", **others)


DECEMBER_17 = document(date(2025, 12, 17), USD="12105.78", EUR="14232.77", RUB="152.55")
DECEMBER_18 = document(
    date(2025, 12, 18), USD=("12059.78", "-46"), EUR=("14129.24", "-103.53"), RUB=("150.07", "-2.48")
)
CORRECTION = document(
    date(2025, 12, 18), USD=("12059.79", "-45.99"), EUR=("14129.24", "-103.53"), RUB=("150.07", "-2.48")
)
"""Of the sheet of 18 December, by a hundredth of a soum."""


Kind = TypeVar("Kind", bound="FakeCbu")


class FakeCbu:
    """Answers `/en/arkhiv-kursov-valyut/json/all/<day>/` with the last of its `sheets` up to that day.

    Answers in `mishaps`, each (status, content type, body), are sent first. `asked` are the paths of all calls,
    `accepted` their Accept headers.
    """

    media_type, nothing = "application/json", b"[]"

    def __init__(self, url: str) -> None:
        self.url = url
        self.sheets: dict[date, bytes] = {}
        self.mishaps: list[tuple[int, str, bytes]] = []
        self.asked: list[str] = []
        self.accepted: list[str] = []

    def publish(self, *sheets: bytes) -> None:
        for body in sheets:
            day, month, year = json.loads(body)[0]["Date"].split(".")
            self.sheets[date(int(year), int(month), int(day))] = body

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.asked.append(path)
        if self.mishaps:
            return self.mishaps.pop(0)
        days = [published for published in self.sheets if published <= self.day(path)]
        return 200, self.media_type, self.sheets[max(days)] if days else self.nothing

    def day(self, path: str) -> date:
        """The day that a path asks for."""
        return date.fromisoformat(path.strip("/").rsplit("/", 1)[1])

    @property
    def days(self) -> list[str]:
        return [self.day(path).isoformat() for path in self.asked]


@contextmanager
def open_bank(kind: type[Kind] = FakeCbu) -> Iterator[Kind]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bank.accepted.append(self.headers["accept"])
            status, content_type, body = bank.answer(self.path)
            self.send_response(status)
            self.send_header("content-type", content_type)
            if status == 302:
                self.send_header("location", "/elsewhere/2025-12-18/")
            self.send_header("content-length", str(len(body) + (1 if status == 299 else 0)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    bank = kind(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield bank
    server.shutdown()
    server.server_close()
    thread.join()
