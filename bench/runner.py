"""Runs the candidates in turns, so that changes in the load of the machine affect all of them."""

import base64
import gzip
import json
import statistics
import subprocess
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from bench.events import API

WORKER = Path(__file__).with_name("worker.py")
READS = ("article", "not_modified", "list")


class Runner:
    """One implementation of the function: its code, its events and its measurements."""

    def __init__(
        self, name: str, module: str, path: list[Path], *, events: dict[str, str] = API, log_level: str = "INFO"
    ) -> None:
        self.name = name
        self.specification = json.dumps(
            {"path": [str(part) for part in path], "module": module, "events": events, "log_level": log_level}
        )
        self.reads = tuple(events)
        # Implementations of the same API must give the same answers.
        self.compared = events is API and module != "constant"
        self.cold: list[float] = []
        self.cold_cpu: list[float] = []
        self.peak: list[float] = []
        self.warm: dict[str, list[float]] = {name: [] for name in events}
        self.modules = 0


class Process:
    """A new process of a runner, after its first answer. A context manager."""

    def __init__(self, runner: Runner, python: str, environ: dict[str, str]) -> None:
        self.name = runner.name
        started = time.perf_counter()
        self._process = subprocess.Popen(
            [python, "-I", "-S", str(WORKER), runner.specification],
            env=environ,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._read_line()
        self.milliseconds = (time.perf_counter() - started) * 1000
        self.state = self._read_line()

    def request(self, name: str, count: int) -> dict[str, Any]:
        """Send an event `count` times. Returns the CPU nanoseconds of one and the last answer."""
        self._process.stdin.write(f"{name} {count}\n")
        self._process.stdin.flush()
        return self._read_line()

    def _read_line(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.name} did not answer")
        message: dict[str, Any] = json.loads(line)
        return message

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()


def run_cold(runners: list[Runner], python: str, environ: dict[str, str], rounds: int) -> None:
    """Measure time, CPU and peak memory of the first answer of a new process. Round 0 only fills the disk cache."""
    for number in range(rounds + 1):
        for runner in runners:
            with Process(runner, python, environ) as process:
                if number:
                    runner.cold.append(process.milliseconds)
                    runner.cold_cpu.append(process.state["cpu_ms"])
                    runner.peak.append(process.state["peak_mb"])
                    runner.modules = process.state["modules"]


def run_warm(runners: list[Runner], python: str, environ: dict[str, str], rounds: int, count: int) -> None:
    """Measure CPU per request. Raises RuntimeError if the answers differ."""
    with ExitStack() as running:
        processes = [running.enter_context(Process(runner, python, environ)) for runner in runners]
        pairs = list(zip(runners, processes, strict=True))
        for place, name in enumerate(READS):
            answers = [(runner, process.request(runner.reads[place], 20)["answer"]) for runner, process in pairs]
            for runner, answer in answers:
                if answer["statusCode"] not in (200, 204, 304):
                    raise RuntimeError(f"{runner.name}: {answer}")
            seen = {content_of(answer) for runner, answer in answers if runner.compared}
            if len(seen) != 1:
                raise RuntimeError(f"{name}: the answers differ: {[(status, len(body)) for status, body in seen]}")
        for _ in range(rounds):
            for place in range(len(READS)):
                for runner, process in pairs:
                    read = runner.reads[place]
                    runner.warm[read].append(process.request(read, count)["cpu_ns"] / 1000)


def content_of(answer: dict[str, Any]) -> tuple[int, bytes]:
    """The status and the decompressed body of an answer."""
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return answer["statusCode"], gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def median(values: list[float]) -> float:
    return statistics.median(values)
