"""What a backfill asks of DynamoDB and S3, in the units that are paid for: emulators do not report them."""

import json
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import ceil

import boto3

from gazette.rates.ingestion.raw_bodies import RawBodies
from gazette.rates.ingestion.run import Ingestion
from gazette.rates.sources import bank
from gazette.rates.store.repository import RateRepository
from tests.support.fake_cbu import MORE, NAMES, row


def size(value: dict) -> int:
    """Bytes of a typed value, as DynamoDB counts them."""
    [(kind, held)] = value.items()
    match kind:
        case "S":
            return len(held.encode())
        case "B":
            return len(held)
        case "N":
            return (len(held.strip("-").replace(".", "")) + 1) // 2 + 1
        case "M":
            return 3 + sum(1 + len(name.encode()) + size(member) for name, member in held.items())
        case "L":
            return 3 + sum(1 + size(member) for member in held)
    raise AssertionError(kind)


def weight(item: dict) -> int:
    return sum(len(name.encode()) + size(value) for name, value in item.items())


class Meter:
    """A client of DynamoDB that counts what it is asked for: write units (twice in a transaction), read units, and the
    bytes of items by kind."""

    def __init__(self, dynamodb) -> None:
        self.writes = self.reads = 0
        self.stored: Counter = Counter()
        self._dynamodb = dynamodb
        self._held: dict[tuple[str, str], int] = {}
        self.exceptions, self.meta = dynamodb.exceptions, dynamodb.meta

    def transact_write_items(self, **request):
        reply = self._dynamodb.transact_write_items(**request)
        for element in request["TransactItems"]:
            item = element["Put"]["Item"]
            key, now = (item["series"]["S"], item["date"]["S"]), weight(item)
            self.writes += 2 * ceil(max(now, self._held.get(key, 0)) / 1024)
            self._held[key] = now
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
            found = reply["Responses"].get(table, [])
            self.reads += len(asked["Keys"]) - len(found)  # what is not there costs one, too
            for item in found:
                self._read(asked, [item])
        return reply

    def _read(self, request: dict, items: list[dict]) -> None:
        blocks = max(1, ceil(sum(map(weight, items)) / 4096))
        self.reads += blocks if request.get("ConsistentRead") else blocks / 2

    @property
    def held(self) -> Counter:
        """Bytes by kind of item, with the 100 that DynamoDB adds for each."""
        kinds: Counter = Counter()
        for (series, _), bytes in self._held.items():
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
    """So many working days up to one, the earliest first."""
    found = [day for back in range(2 * count) if (day := last - timedelta(back)).weekday() < 5]
    return found[:count][::-1]


def measure(days: list[date], rates: str, bucket: str) -> Meter:
    """Take in these days from the last to the first, as a backfill does."""
    meter, sheets = Meter(boto3.client("dynamodb")), documents(days)
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def get(path: str) -> bytes:
        asked = date.fromisoformat(path.strip("/").rsplit("/", 1)[1])
        return sheets[max(day for day in days if day <= asked)]

    run = Ingestion(bank("cbu"), get, RateRepository(rates, meter), RawBodies(bucket, boto3.client("s3")), at=at)
    outcomes = [run.day(day).outcome for day in reversed(days)]
    assert set(outcomes) == {"stored"}
    return meter
