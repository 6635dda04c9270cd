"""docs/rates.md as a script: its requests, its answers, and the day that it describes.

.venv/bin/python -m tests.support.docs_runner    # writes the answers of today's code into it; look at what changed
"""

import json
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise

import boto3

from cli.local.stack import ROOT
from gazette.rates.sources import bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.conftest import STACK
from tests.support import fake_cbr, fake_ecb
from tests.support.conformance import Api, body, headers
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

PATH = ROOT / "docs/rates.md"
NOW = datetime(2026, 4, 2, 13, 30, tzinfo=UTC)
"""Half past six in the evening of a Thursday in Tashkent; the sheet of Friday is out."""
EXAMPLE = re.compile(
    r"^```console\n(?P<command>\$ (?:[^\n]*\\\n)*[^\n]*\n)(?P<answer>.*?)^```$", re.MULTILINE | re.DOTALL
)
CLOCKS = ("functions.rates.handler.now", "functions.articles.handler.now", "gazette.times.now")
WIDTH = 118
STAFF = {"groups": ["admin"], "sub": "7d8f4c1e-0000-4000-8000-000000000001"}


SPRING = [
    (date(2026, 3, 27), {"USD": "12170.55", "EUR": "13960.84", "RUB": "149.11", "TMT": "3926.11"}),
    (date(2026, 3, 30), {"USD": "12185.19", "EUR": "13990.40", "RUB": "149.60", "TMT": "3927.68"}),
    (date(2026, 3, 30), {"USD": "12158.19", "EUR": "13990.40", "RUB": "149.60", "TMT": "3927.68"}),
    (date(2026, 3, 31), {"USD": "12175.76", "EUR": "13978.11", "RUB": "149.38", "TMT": "3929.43"}),
    (date(2026, 4, 1), {"USD": "12194.21", "EUR": "13984.32", "RUB": "149.97", "TMT": "4037.68"}),
    (date(2026, 4, 2), {"USD": "12142.10", "EUR": "14079.98", "RUB": "150.53", "TMT": "3469.17"}),
    (date(2026, 4, 3), {"USD": "12151.36", "EUR": "14066.42", "RUB": "150.71", "TMT": "3471.82"}),
]
"""What the Central Bank of Uzbekistan printed of these; 30 March twice."""


def sheets() -> list[tuple[str, bytes]]:
    """What the banks sent, in that order."""
    return [
        ("cbu", DECEMBER_17),
        ("cbu", DECEMBER_18),
        *(("cbu", sent) for sent in _spring()),
        ("ecb", fake_ecb.daily(date(2026, 3, 31))),
        ("ecb", fake_ecb.daily(date(2026, 4, 1), USD="1.1525")),
        ("cbr", fake_cbr.document(date(2026, 4, 2), USD=("77,1734", "1"), UZS=("63,3058", "10000"))),
    ]


def _spring() -> Iterator[bytes]:
    """With the bank's own differences, to the sheet before."""
    for day, printed in SPRING:
        before = next((rates for earlier, rates in reversed(SPRING) if earlier < day), printed)
        rates = {code: (rate, str(Decimal(rate) - Decimal(before[code]))) for code, rate in printed.items()}
        yield document(day, **rates, KWD="39720.55", VND=("4.63", "0", "10"), BGN="7292.55")


def publish() -> None:
    """Keep them as ingestion does."""
    table = SheetCommands(RateRepository(STACK.physical("RatesTable"), boto3.client("dynamodb")))
    for source, sent in sheets():
        one = bank(source)
        table.store(one, one.parse(sent), raw="0" * 64, at=NOW)


def answered(command: str) -> str:
    """What a command of the document prints."""
    line, _, jq = command.removeprefix("$ ").replace("\\\n", "").strip().partition(" | jq ")
    words = shlex.split(line.replace("$api", "").replace("$auth", "Authorization: token"))
    parts = arguments(words)
    answer = Api().send(parts.pop("method"), parts.pop("path"), status=parts.pop("status"), **parts)
    if "-sI" in words:
        return printed_headers(answer)
    text = body(answer)
    if "json" not in headers(answer)["content-type"]:
        return text.replace("\r\n", "\n")
    return pretty(picked(json.loads(text), jq.strip("'"))) + "\n"


def arguments(words: list[str]) -> dict:
    """A request, from the words of a curl command; `#` names the status that is expected where it is not 200."""
    status = int(words[words.index("#") + 1]) if "#" in words else 200
    words = words[: words.index("#")] if "#" in words else words
    options = dict(pairwise(words))
    sent = [word.partition(": ") for flag, word in pairwise(words) if flag == "-H"]
    path, _, query = words[-1].partition("?")
    parts = {
        "method": options.get("-X", "HEAD" if "-sI" in words else "GET"),
        "path": path,
        "query": query,
        "status": status,
    }
    parts["headers"] = {name.lower(): value for name, _, value in sent if name != "Authorization"}
    if "-d" in words:
        assert "content-type" in parts["headers"], "curl would send a form"
        parts["body"] = json.loads(options["-d"])
    return parts | (STAFF if any(name == "Authorization" for name, _, _ in sent) else {})


def printed_headers(answer: dict) -> str:
    """Status and headers as `curl -I` prints them."""
    lines = [f"HTTP/2 {answer['statusCode']}", *(f"{name}: {value}" for name, value in headers(answer).items())]
    return "\n".join(lines) + "\n"


def picked(value, path: str):
    """What `jq` with a path such as `.items[0].names` takes out of a document."""
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        value = value[name] if name else value[int(index)]
    return value


def pretty(value, indent: str = "") -> str:
    """JSON as people lay it out: as much on a line as fits."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    deeper = indent + "  "
    opening, closing = "[]" if isinstance(value, list) else "{}"
    members = value if isinstance(value, list) else [*value.items()]
    lines = [""]
    for place, member in enumerate(members):
        name, one = ("", member) if isinstance(value, list) else (f"{json.dumps(member[0])}: ", member[1])
        text = name + pretty(one, deeper) + ("," if place + 1 < len(members) else "")
        if lines[-1] and "\n" not in text and len(f"{deeper}{lines[-1]} {text}") <= WIDTH and not isinstance(one, dict):
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return opening + "".join(f"\n{deeper}{line}" for line in lines if line) + f"\n{indent}{closing}"


def same(told: str, found: str) -> bool:
    """Whether an answer is what the document tells. Of headers it may tell some; `…` is anything."""
    if not told.startswith("HTTP/"):
        return told == found
    return all(
        any(re.fullmatch(re.escape(line).replace("…", ".*"), one) for one in found.splitlines())
        for line in told.splitlines()
    )


def rewritten(text: str) -> str:
    """The document with the answers of the code; headers stay as they were chosen."""

    def anew(example: re.Match) -> str:
        found = answered(example["command"])
        told = example["answer"] if example["answer"].startswith("HTTP/") else found
        return f"```console\n{example['command']}{told}```"

    return EXAMPLE.sub(anew, text)


if __name__ == "__main__":
    import importlib
    from unittest.mock import patch

    for clock in CLOCKS:
        module = importlib.import_module(clock.rpartition(".")[0])
        patch.object(module, "now", lambda: NOW).start()
    publish()
    PATH.write_text(rewritten(PATH.read_text()))
    raise SystemExit
