"""Cost of a backfill in the units of DynamoDB that are paid for: emulators do not report them."""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import ceil

import boto3

from gazette.rates.ingestion.bank_ingestion import BankIngestion
from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.sources import load_bank
from gazette.rates.store.commands import SheetCommands
from gazette.rates.store.repository import RateRepository
from tests.support.fake_cbu import MORE, NAMES, row


def size(value: dict) -> int:
    """Bytes of a typed value, as DynamoDB counts them."""
    [(kind, content)] = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "B":
            return len(content)
        case "N":
            return (len(content.strip("-").replace(".", "")) + 1) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + size(member) for name, member in content.items())
        case "BOOL" | "NULL":
            return 1
        case "L":
            return 3 + sum(1 + size(member) for member in content)
    raise AssertionError(kind)


def item_size(item: dict) -> int:
    return sum(len(name.encode()) + size(value) for name, value in item.items())


class Meter:
    """A client of DynamoDB that counts write units (twice in a transaction), read units, and stored bytes."""

    def __init__(self, dynamodb) -> None:
        self.writes = self.reads = 0
        self._dynamodb = dynamodb
        self._sizes: dict[tuple[str, str], int] = {}
        self.exceptions, self.meta = dynamodb.exceptions, dynamodb.meta

    def transact_write_items(self, **request):
        reply = self._dynamodb.transact_write_items(**request)
        for element in request["TransactItems"]:
            self.writes += 2 * self._write(element["Put"]["Item"])
        return reply

    def put_item(self, **request):
        reply = self._dynamodb.put_item(**request)
        self.writes += self._write(request["Item"])
        return reply

    def get_item(self, **request):
        reply = self._dynamodb.get_item(**request)
        self._read(request, [reply["Item"]] if "Item" in reply else [])
        return reply

    def query(self, **request):
        reply = self._dynamodb.query(**request)
        self._read(request, reply["Items"])
        return reply

    def batch_get_item(self, **request):
        reply = self._dynamodb.batch_get_item(**request)
        for table, asked in request["RequestItems"].items():
            items = reply["Responses"].get(table, [])
            self.reads += len(asked["Keys"]) - len(items)  # an absent item costs one unit too
            for item in items:
                self._read(asked, [item])
        return reply

    def _write(self, item: dict) -> int:
        """Units outside a transaction: the larger of the old and the new size counts."""
        key, bytes = (item["series"]["S"], item["date"]["S"]), item_size(item)
        larger = max(bytes, self._sizes.get(key, 0))
        self._sizes[key] = bytes
        return ceil(larger / 1024)

    def _read(self, request: dict, items: list[dict]) -> None:
        blocks = max(1, ceil(sum(map(item_size, items)) / 4096))
        self.reads += blocks if request.get("ConsistentRead") else blocks / 2

    @property
    def stored_bytes(self) -> Counter:
        """By kind of item, with the 100 bytes that DynamoDB adds for each."""
        kinds: Counter = Counter()
        for (series, _), bytes in self._sizes.items():
            kinds[series.split("/")[1] if "/" in series else series] += bytes + 100
        return kinds


def documents(days: list[date], seed: int = 1) -> dict[date, bytes]:
    """Sheets of 75 currencies whose rates and differences have as many digits as real ones, in the bank's own form."""
    chance = random.Random(seed)
    codes = [*NAMES, *MORE.split()]
    rates = {code: round(10 ** chance.uniform(-0.5, 4.5), 2) for code in codes}
    made = {}
    for day in days:
        rows = []
        for number, code in enumerate(codes):
            change = round(rates[code] * chance.uniform(-0.009, 0.009), 2)
            rates[code] = round(rates[code] + change, 2)
            rows.append({**row(code, f"{rates[code]:.2f}", f"{change:.2f}", day=day), "id": number})
        made[day] = json.dumps(rows, separators=(",", ":")).encode()
    return made


def working_days(last: date, count: int) -> list[date]:
    """The last `count` working days up to one, the earliest first."""
    days = [day for back in range(2 * count) if (day := last - timedelta(back)).weekday() < 5]
    return days[:count][::-1]


def measure(days: list[date], rates: str, bucket: str) -> Meter:
    """Ingests these days from the last to the first, as a backfill does."""
    meter, sheets = Meter(boto3.client("dynamodb")), documents(days)
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def get(path: str) -> bytes:
        asked = date.fromisoformat(path.strip("/").rsplit("/", 1)[1])
        return sheets[max(day for day in days if day <= asked)]

    commands, bodies = SheetCommands(RateRepository(rates, meter)), RawBodies(bucket, boto3.client("s3"))
    ingestion = BankIngestion(load_bank("cbu"), get, commands, bodies, at=at)
    outcomes = [ingestion.ingest_day(day).outcome for day in reversed(days)]
    assert set(outcomes) == {"stored"}
    return meter
