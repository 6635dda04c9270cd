"""Runs the examples of docs/rates.md: sends their requests and compares the answers.

.venv/bin/python -m tests.support.docs_runner    # writes the current answers into the document; check the difference
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
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support import fake_cbr, fake_ecb
from tests.support.aws import STACK
from tests.support.conformance import Api, body, headers
from tests.support.fake_cbu import DECEMBER_17, DECEMBER_18, document

PATH = ROOT / "docs/rates.md"
NOW = datetime(2026, 4, 2, 13, 30, tzinfo=UTC)
"""18:30 on a Thursday in Tashkent. The sheet of Friday is published."""
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
"""Rates of the Central Bank of Uzbekistan; it published 30 March twice."""


def sheets() -> list[tuple[str, bytes]]:
    """(source, document) of the banks, in order of publication."""
    return [
        ("cbu", DECEMBER_17),
        ("cbu", DECEMBER_18),
        *(("cbu", sent) for sent in _spring()),
        ("ecb", fake_ecb.daily(date(2026, 3, 31))),
        ("ecb", fake_ecb.daily(date(2026, 4, 1), USD="1.1525")),
        ("cbr", fake_cbr.document(date(2026, 4, 2), USD=("77,1734", "1"), UZS=("63,3058", "10000"))),
    ]


def _spring() -> Iterator[bytes]:
    """Documents with the bank's differences to the sheet before."""
    for day, printed in SPRING:
        before = next((rates for earlier, rates in reversed(SPRING) if earlier < day), printed)
        rates = {code: (rate, str(Decimal(rate) - Decimal(before[code]))) for code, rate in printed.items()}
        yield document(day, **rates, KWD="39720.55", VND=("4.63", "0", "10"), BGN="7292.55")


def publish() -> None:
    """Store the sheets as ingestion does."""
    table = SheetCommands(RateRepository(STACK.physical("RatesTable"), boto3.client("dynamodb")))
    for source, sent in sheets():
        origin = load_bank(source)
        table.store(origin, origin.parse(sent), raw="0" * 64, at=NOW)


def run_command(command: str) -> str:
    """Run a command of the document and return its output."""
    line, _, jq = command.removeprefix("$ ").replace("\\\n", "").strip().partition(" | jq ")
    words = shlex.split(line.replace("$api", "").replace("$auth", "Authorization: token"))
    parts = parse_curl(words)
    answer = Api().send(parts.pop("method"), parts.pop("path"), status=parts.pop("status"), **parts)
    if "-sI" in words:
        return format_headers(answer)
    text = body(answer)
    if "json" not in headers(answer)["content-type"]:
        return text.replace("\r\n", "\n")
    return format_json(select(json.loads(text), jq.strip("'"))) + "\n"


def parse_curl(words: list[str]) -> dict:
    """The request of a curl command. `# 404` after the command is the expected status; the default is 200."""
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


def format_headers(answer: dict) -> str:
    """Status and headers as `curl -I` prints them."""
    lines = [f"HTTP/2 {answer['statusCode']}", *(f"{name}: {value}" for name, value in headers(answer).items())]
    return "\n".join(lines) + "\n"


def select(value, path: str):
    """The value at a path of `jq`, such as `.items[0].names`."""
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        value = value[name] if name else value[int(index)]
    return value


def format_json(value, indent: str = "") -> str:
    """Format JSON with as much on each line as fits."""
    line = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(line) <= WIDTH or not isinstance(value, dict | list) or not value:
        return line
    deeper = indent + "  "
    opening, closing = "[]" if isinstance(value, list) else "{}"
    members = value if isinstance(value, list) else [*value.items()]
    lines = [""]
    for place, member in enumerate(members):
        name, item = ("", member) if isinstance(value, list) else (f"{json.dumps(member[0])}: ", member[1])
        text = name + format_json(item, deeper) + ("," if place + 1 < len(members) else "")
        fits = "\n" not in text and len(f"{deeper}{lines[-1]} {text}") <= WIDTH and not isinstance(item, dict)
        if lines[-1] and fits:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    return opening + "".join(f"\n{deeper}{line}" for line in lines if line) + f"\n{indent}{closing}"


def matches(documented: str, output: str) -> bool:
    """Whether an output matches the document. The document may show only some headers; `…` matches any text."""
    if not documented.startswith("HTTP/"):
        return documented == output
    return all(
        any(re.fullmatch(re.escape(line).replace("…", ".*"), header) for header in output.splitlines())
        for line in documented.splitlines()
    )


def update_answers(text: str) -> str:
    """The document with the current answers. Examples of headers do not change."""

    def update(example: re.Match) -> str:
        output = run_command(example["command"])
        answer = example["answer"] if example["answer"].startswith("HTTP/") else output
        return f"```console\n{example['command']}{answer}```"

    return EXAMPLE.sub(update, text)


if __name__ == "__main__":
    import importlib
    from unittest.mock import patch

    for clock in CLOCKS:
        module = importlib.import_module(clock.rpartition(".")[0])
        patch.object(module, "now", lambda: NOW).start()
    publish()
    PATH.write_text(update_answers(PATH.read_text()))
    raise SystemExit
