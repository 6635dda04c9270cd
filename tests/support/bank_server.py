"""A stand-in for the Central Bank of Uzbekistan with two sheets: it answers with the last one up to a day."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

_NAMES = {"USD": ("840", "Доллар США"), "EUR": ("978", "Евро"), "RUB": ("643", "Российский рубль")}


def sheet(day: str, **rates: tuple[str, str]) -> list[dict[str, Any]]:
    """A sheet in the bank's form: (rate, difference) per currency, the day as 2025-12-18."""
    year, month, of_month = day.split("-")
    return [
        {
            "id": number,
            "Code": _NAMES[currency][0],
            "Ccy": currency,
            "CcyNm_RU": _NAMES[currency][1],
            "CcyNm_UZ": currency,
            "CcyNm_UZC": currency,
            "CcyNm_EN": currency,
            "Nominal": "1",
            "Rate": rate,
            "Diff": difference,
            "Date": f"{of_month}.{month}.{year}",
        }
        for number, (currency, (rate, difference)) in enumerate(rates.items(), 1)
    ]


SHEETS = {
    "2025-12-17": sheet("2025-12-17", USD=("12105.78", "0"), EUR=("14232.77", "0"), RUB=("152.55", "0")),
    "2025-12-18": sheet("2025-12-18", USD=("12059.78", "-46"), EUR=("14129.24", "-103.53"), RUB=("150.07", "-2.48")),
}


class StandInBank:
    """A context manager that answers on a loopback address, `url`. `answers` by day replace sheets: type and body."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[str, bytes]] = {}
        self.asked: list[str] = []
        bank = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                day = self.path.rstrip("/").rpartition("/")[2]
                bank.asked.append(day)
                newest = max((at for at in SHEETS if at <= day), default="2025-12-17")
                media_type, body = bank.answers.get(day) or ("application/json", json.dumps(SHEETS[newest]).encode())
                self.send_response(200)
                self.send_header("content-type", media_type)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "StandInBank":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
