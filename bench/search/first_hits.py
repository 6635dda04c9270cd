"""The first search of a new process: with its index on the disk, and with an empty disk."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import boto3

from bench.search.archive import Archive
from bench.search.indexes import put_index

ROOT = Path(__file__).parents[2]
TIMES = 5
"""Processes with the index on the disk."""


def measure_first_hits(folder: Path, archives: list[Archive], bucket: str) -> None:
    """Puts the indexes into the bucket, which is new, and prints lines for each language."""
    place = {"LocationConstraint": os.environ["AWS_REGION"]}
    boto3.client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration=place)
    for archive in archives:
        put_index(archive.lang, folder / archive.lang, archive.count, bucket)
        [text] = archive.queries(1)
        with tempfile.TemporaryDirectory() as disk:
            first, *others = [run(archive.lang, text, disk) for _ in range(1 + TIMES)]
        cpu, imports = (statistics.median(other[name] for other in others) for name in ("cpu_ms", "import_ms"))
        print(f"{archive.lang}, index on disk: first hits after {cpu:.0f} ms of CPU, and {imports:.0f} ms for imports")
        print(
            f"{archive.lang}, empty disk: {first['bytes'] / 1e6:.1f} MB fetched, first hits after "
            f"{first['seconds']:.2f} s with {first['cpu_ms']:.0f} ms of CPU",
            flush=True,
        )


def run(lang: str, text: str, disk: str) -> dict[str, float]:
    """Figures of a process whose index is in the folder `disk`, or is fetched into it."""
    own = {"INDEX_FOLDER": disk, "WEB_ROOT": str(ROOT / "web"), "PYTHONPATH": f"{ROOT}:{ROOT / 'layers/core'}"}
    command = [sys.executable, "-m", "bench.search.first_search", lang, text]
    reply = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **own}, cwd=ROOT)
    figures: dict[str, float] = json.loads(reply.stdout.splitlines()[-1])
    return figures
