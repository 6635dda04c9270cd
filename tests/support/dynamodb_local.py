"""DynamoDB Local as a process: transactions of many writers at once, which moto carries out one after another."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError

from cli.local import resources
from cli.local.stack import ROOT, Stack
from tests.support.local_server import free_port
from tests.support.waiting import eventually

SCRIPT = ROOT / "scripts/dynamodb-local"
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for a process of a minute, which would take a third more CPU with its best compiler."""
WRITERS = 50
"""Threads of a test, and connections of a client."""


def install_dynamodb_local() -> str:
    """Installs the emulator if it is missing, which may take minutes. Returns why it cannot run here, or nothing."""
    done = subprocess.run([SCRIPT, "--install"], check=False, capture_output=True, text=True)
    return done.stderr.strip().rpartition("\n")[2] if done.returncode else ""


@contextmanager
def run_dynamodb_local(java_options: str = "") -> Iterator[str]:
    """Starts the emulator on a free port, and ends it. Yields its address."""
    port, environ = free_port(), {**os.environ, "JAVA_TOOL_OPTIONS": java_options}
    endpoint = f"http://127.0.0.1:{port}"
    # A file, since nobody reads a pipe, and it would fill up.
    with (
        tempfile.TemporaryFile("w+") as log,
        subprocess.Popen([SCRIPT, str(port)], env=environ, stdout=log, stderr=log) as process,
    ):

        def answers() -> bool:
            if process.poll() is not None:
                log.seek(0)
                raise AssertionError(f"DynamoDB Local ended at once:\n{log.read()}")
            with suppress(BotoCoreError):
                return "TableNames" in build_client(endpoint, "eu-central-1").list_tables()
            return False

        try:
            eventually(answers)
            yield endpoint
        finally:
            process.terminate()


def build_client(endpoint: str, region: str, service: str = "dynamodb") -> Any:
    """A client for many threads, with retries as deployed functions have them.

    Calls may take long: fifty threads share one or two cores with the emulator.
    """
    config = Config(
        max_pool_connections=WRITERS, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 3}
    )
    keys = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
    return boto3.client(service, endpoint_url=endpoint, region_name=region, config=config, **keys)


def create_tables(stack: Stack, dynamodb: Any) -> None:
    """The template's tables, which keep items whose time has passed.

    The emulator deletes them by the clock of the machine, and tests have times of their own.
    """
    resources.create_tables(stack, dynamodb)
    for logical_id, properties in stack.of_type("AWS::DynamoDB::Table"):
        if expiry := properties.get("TimeToLiveSpecification"):
            off = {**expiry, "Enabled": False}
            dynamodb.update_time_to_live(TableName=stack.physical(logical_id), TimeToLiveSpecification=off)


def delete_tables(stack: Stack, dynamodb: Any) -> None:
    for logical_id, _ in stack.of_type("AWS::DynamoDB::Table"):
        dynamodb.delete_table(TableName=stack.physical(logical_id))
