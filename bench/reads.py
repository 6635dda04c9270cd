"""`python -m bench.reads`: what each public read asks of DynamoDB, on a site of 1,000 articles and on one of 100,000.

Calls every public route of the template through the real handlers, on DynamoDB Local. Fails if a read needs more than a
tenth more on the larger site, if the last page of a list costs more than the first, or if a route has no sample.
"""

import argparse
import importlib
import json
import logging
import os
import platform
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, NamedTuple

import boto3

from bench.archive import Archive
from bench.archive_items import store_archive
from bench.content import store_rates
from bench.events import build_event
from bench.read_meter import Cost, measure_reads
from bench.read_samples import OTHER_FUNCTIONS, SAMPLES, WITHOUT_READS, Sample
from bench.rename import set_environment
from cli.local.api.routes import Route, Routes
from cli.local.lambda_context import Context
from cli.local.resources import create_tables
from cli.local.stack import ROOT, Stack
from tests.support.dynamodb_local import run_dynamodb_local

SIZES = [1_000, 100_000]
GROWTH = 1.1
FUNCTION = "arn:aws:lambda:eu-central-1:123456789012:function:"

Name = tuple[str, str]
"""Route key and name of a sample."""


class Read(NamedTuple):
    """The cost of a sample."""

    sample: Sample
    cost: Cost

    @property
    def measures(self) -> dict[str, float]:
        requests, units = float(self.cost.requests.total()), self.cost.units
        if not self.sample.per_item:
            return {"requests": requests, "units": units}
        return {
            f"{name} an item": value / self.cost.items for name, value in (("requests", requests), ("units", units))
        }


def list_routes(stack: Stack) -> list[Route]:
    """The public routes that read articles or rates. Raises SystemExit for one without a sample."""
    routes = [
        route
        for route in Routes(stack)
        if route.key.startswith("GET ") and not route.authorizer
        if route.function not in OTHER_FUNCTIONS and route.key not in WITHOUT_READS
    ]
    if missing := [route.key for route in routes if route.key not in SAMPLES]:
        raise SystemExit(f"bench/read_samples.py has no sample of {', '.join(missing)}")
    return routes


def measure(count: int, now: datetime) -> dict[Name, Read]:
    """Fill an emulator of its own with an archive, and read each sample."""
    stack, archive = Stack(parameters={"SiteUrl": "https://news.example"}), Archive(count, now)
    routes = list_routes(stack)
    with run_dynamodb_local() as endpoint:
        set_environment(stack, endpoint)
        os.environ["WEB_ROOT"] = str(ROOT / "web")
        dynamodb = boto3.client("dynamodb")
        create_tables(stack, dynamodb)
        # Nobody reads the stream, and the emulator would keep each view twice.
        articles = os.environ["ARTICLES_TABLE"]
        dynamodb.update_table(TableName=articles, StreamSpecification={"StreamEnabled": False})
        started = time.monotonic()
        store_archive(archive)
        store_rates(stack)
        print(f"{count:,} articles stored in {time.monotonic() - started:.0f} s", flush=True)
        logging.getLogger("gazette").setLevel(logging.ERROR)  # one line for each read
        return {
            (route.key, sample.name): Read(sample, read(stack, route, sample))
            for route in routes
            for sample in SAMPLES[route.key](archive)
        }


def read(stack: Stack, route: Route, sample: Sample) -> Cost:
    """Send a sample to the handler of its route. Raises SystemExit if the answer is another than 200."""
    folder = stack.source["Resources"][route.function]["Properties"]["CodeUri"]
    handler: Any = importlib.import_module(f"{folder.replace('/', '.')}.handler").handler
    path = route.key.removeprefix("GET ").format(**sample.path)
    event = json.loads(build_event(path, route.key, query=sample.query, pathParameters=sample.path))
    with measure_reads() as cost:
        answer = handler(event, Context(route.function, FUNCTION + route.function, 512, 30))
    if answer["statusCode"] != 200:
        raise SystemExit(f"{route.key} {sample.name} {sample.query}: {answer['statusCode']} {answer['body'][:300]}")
    return cost


def find_faults(smaller: dict[Name, Read], larger: dict[Name, Read]) -> list[str]:
    """What a read needs more than it may: on the larger site, or on the last page of a list."""
    faults = []
    for name, grown in larger.items():
        key, sample = name[0], grown.sample
        for unit, value in grown.measures.items():
            before = smaller[name].measures[unit]
            if value > before * GROWTH:
                faults.append(f"{key} {sample.name}: {value:g} {unit}, {before:g} on the smaller site")
        for size in (smaller, larger):
            if sample.like is not None:
                last, first = size[name].measures, size[key, sample.like].measures
                more = [
                    f"{last[unit]:g} {unit}, {first[unit]:g} of {sample.like}"
                    for unit in last
                    if last[unit] > first[unit]
                ]
                faults += [f"{key} {sample.name}: {text}" for text in more]
    return faults


def format_table(sizes: list[int], measured: list[dict[Name, Read]]) -> str:
    heads = [f"{what}, {size:,}" for size in sizes for what in ("requests", "read units")]
    lines = [f"| read | {' | '.join(heads)} |", f"|---|{'---:|' * len(heads)}"]
    for key, name in measured[0]:
        costs = [reads[key, name].cost for reads in measured]
        cells = [cell for cost in costs for cell in (f"{cost.requests.total()}", f"{cost.units:g}")]
        lines.append(f"| `{key}`{name and f', {name}'} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.reads", description=__doc__)
    parser.add_argument("--articles", type=int, nargs=2, default=SIZES, metavar=("FEW", "MANY"))
    sizes, now = parser.parse_args().articles, datetime.now(UTC).replace(microsecond=0)
    measured = []
    for size in sizes:  # handlers read their environment once, so each size has a process
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            measured.append(process.submit(measure, size, now).result())
    print(f"\n{now:%Y-%m-%d %H:%M} UTC, Python {platform.python_version()} on {platform.machine()}\n")
    print(format_table(sizes, measured))
    if faults := find_faults(*measured):
        raise SystemExit("\n".join(["", *faults]))


if __name__ == "__main__":
    main()
