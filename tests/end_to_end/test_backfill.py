"""A backfill whose command is killed: the scheduler of a local server resumes it, as the template wires it."""

import os
import signal
import subprocess
import time
from datetime import date, timedelta

import boto3
import pytest

from tests.support.fake_cbu import FakeCbu, document, open_bank
from tests.support.local_server import GAZETTE, ROOT, LocalServer, environment
from tests.support.waiting import eventually

pytestmark = [pytest.mark.end_to_end, pytest.mark.slow]

FIRST, LAST = date(2026, 4, 6), date(2026, 4, 30)
"""At one call a second the backfill takes long enough for a command to start meanwhile, also on a slow machine."""
DAYS = [FIRST + timedelta(day) for day in range((LAST - FIRST).days + 1) if (FIRST + timedelta(day)).weekday() < 5]
COMMAND = ("backfill", "--from", FIRST.isoformat(), "--to", LAST.isoformat())


class Watched(FakeCbu):
    """Keeps the time of each call."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.times: list[float] = []

    def answer(self, path: str) -> tuple[int, str, bytes]:
        self.times.append(time.monotonic())
        return super().answer(path)

    @property
    def backfilled(self) -> list[str]:
        """The days of the range that were asked for; a schedule asks for today's at its own time."""
        return [day for day in self.days if day <= LAST.isoformat()]


@pytest.fixture(scope="module")
def bank():
    with open_bank(Watched) as bank:
        bank.publish(*map(document, DAYS))
        yield bank


@pytest.fixture(scope="module")
def server(bank):
    with LocalServer("--empty", CBU_URL=bank.url) as server:
        yield server


@pytest.fixture(scope="module")
def dynamodb(server):
    health = server.get("/_dev/health").json
    account = {"endpoint_url": health["endpoint"], "region_name": health["region"]}
    return boto3.client("dynamodb", **account, aws_access_key_id="local", aws_secret_access_key="local")


def sheets(dynamodb):
    items = dynamodb.scan(TableName="gazette-RatesTable", ConsistentRead=True)["Items"]
    return sorted(item["date"]["S"] for item in items if item["series"]["S"] == "cbu")


def job(dynamodb):
    [item] = [
        item for item in dynamodb.scan(TableName="gazette-JobsTable", ConsistentRead=True)["Items"] if "status" in item
    ]
    return {name: next(iter(value.values())) for name, value in item.items()}


def test_the_scheduler_resumes_the_job_of_a_killed_command_and_the_same_command_watches_it(server, bank, dynamodb):
    command = subprocess.Popen(
        [str(GAZETTE), *COMMAND, "--port", str(server.port)],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
    )
    eventually(lambda: len(bank.backfilled) >= 3)
    os.kill(command.pid, signal.SIGKILL)
    command.wait()

    # The worker that the command had invoked releases the job; then the job is due and has no worker.
    eventually(lambda: job(dynamodb)["status"] == "waiting")
    # The scheduler also runs each minute by itself: whoever is first resumes it.
    eventually(lambda: server.post("/_dev/invoke/SchedulerFunction", {}) and job(dynamodb)["status"] != "waiting")

    watched = server.run(*COMMAND)
    assert (watched.returncode, watched.stderr) == (0, "")
    assert watched.stdout.endswith(f"cbu, {FIRST} to {LAST}: {len(DAYS)} stored\n")
    assert sheets(dynamodb) == [day.isoformat() for day in DAYS]
    assert len(bank.backfilled) == len(DAYS), "no day was asked for twice"
    assert job(dynamodb)["status"] == "done"


def test_calls_were_a_second_apart(bank):
    apart = [later - earlier for earlier, later in zip(bank.times, bank.times[1:], strict=False)]
    assert min(apart) > 0.99


def test_nothing_failed_behind_the_scenes(server):
    assert "failed" not in server.output
    assert "gave up" not in server.output
