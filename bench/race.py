"""The race: every runner in turn, again and again, so that a busy moment of the machine hits all alike."""

import base64
import gzip
import json
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

from bench.content import ID

WORKER = Path(__file__).with_name("worker.py")


def event(path: str, route: str, *, query: str = "", etag: str | None = None, **parts: Any) -> str:
    """A payload-2.0 event as API Gateway sends it, as JSON text."""
    headers = {
        "accept": "application/json",
        "accept-encoding": "gzip, deflate, br",
        "content-length": "0",
        "host": "api.news.example",
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
        "x-amzn-trace-id": "Root=1-65f00000-000000000000000000000000",
        "x-forwarded-for": "192.0.2.10",
        "x-forwarded-port": "443",
        "x-forwarded-proto": "https",
        **({"if-none-match": etag} if etag else {}),
    }
    http = {"method": "GET", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.10", "userAgent": "Mozilla/5.0"}
    context = {
        "accountId": "123456789012",
        "apiId": "a1b2c3d4e5",
        "domainName": "api.news.example",
        "domainPrefix": "api",
        "http": http,
        "requestId": "JKJaXmPLvHcESHA=",
        "routeKey": route,
        "stage": "$default",
        "time": "18/Dec/2025:07:10:00 +0000",
        "timeEpoch": 1766041800000,
    }
    return json.dumps(
        {
            "version": "2.0",
            "routeKey": route,
            "rawPath": path,
            "rawQueryString": query,
            "headers": headers,
            "requestContext": context,
            "isBase64Encoded": False,
            **parts,
        }
    )


ARTICLE = event(f"/v1/articles/{ID}", "GET /v1/articles/{id}", pathParameters={"id": ID})
LIST = event("/v1/articles", "GET /v1/articles", query="lang=en", queryStringParameters={"lang": "en"})


class Runner:
    """One way to write the function: where its code lies, and what was measured of it."""

    def __init__(self, name: str, module: str, path: list[Path], *, log_level: str = "INFO") -> None:
        self.name, self.module, self.path, self.log_level = name, module, [str(part) for part in path], log_level
        self.cold: list[float] = []
        self.cold_cpu: list[float] = []
        self.peak: list[float] = []
        self.modules = 0
        self.warm: dict[str, list[float]] = {}

    def start(self, python: str, environ: dict[str, str], events: dict[str, str]) -> tuple[subprocess.Popen[str], Any]:
        """A fresh process after its first answer, and that answer. The time that took is noted."""
        specification = json.dumps(
            {"path": self.path, "module": self.module, "events": events, "log_level": self.log_level}
        )
        command = [python, "-I", "-S", str(WORKER), specification]
        started = time.perf_counter()
        process = subprocess.Popen(command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        first = process.stdout.readline()
        self.cold.append((time.perf_counter() - started) * 1000)
        if not first:
            raise RuntimeError(f"{self.name} did not answer")
        state = json.loads(process.stdout.readline())
        self.cold_cpu.append(state["cpu_ms"])
        self.peak.append(state["peak_mb"])
        self.modules = state["modules"]
        return process, json.loads(first)


def stop(process: subprocess.Popen[str]) -> None:
    process.stdin.close()
    process.wait()
    process.stdout.close()


def ask(process: subprocess.Popen[str], name: str, count: int) -> dict[str, Any]:
    process.stdin.write(f"{name} {count}\n")
    process.stdin.flush()
    result: dict[str, Any] = json.loads(process.stdout.readline())
    return result


def content_of(answer: dict[str, Any]) -> tuple[int, bytes]:
    """What a client sees of an answer: the status and the unpacked bytes."""
    body = answer.get("body") or ""
    data = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    return answer["statusCode"], gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data


def run_cold(runners: list[Runner], python: str, environ: dict[str, str], rounds: int) -> None:
    for number in range(rounds + 1):
        for runner in runners:
            process, _ = runner.start(python, environ, {"article": ARTICLE})
            stop(process)
        if number == 0:  # fills the page cache and the engine's memory
            for runner in runners:
                runner.cold.clear()
                runner.cold_cpu.clear()
                runner.peak.clear()


def run_warm(runners: list[Runner], python: str, environ: dict[str, str], rounds: int, count: int) -> None:
    """CPU per request. All answer the same bytes, or nothing is measured."""
    processes, first = {}, {}
    for runner in runners:
        processes[runner.name], first[runner.name] = _ready(runner, python, environ)
    reading = [runner for runner in runners if runner.module != "constant"]
    for name in ("article", "not_modified", "list"):
        seen = {runner.name: content_of(ask(processes[runner.name], name, 20)["answer"]) for runner in reading}
        if len(set(seen.values())) != 1:
            raise RuntimeError(f"{name}: not all answer alike: { {who: (s, len(b)) for who, (s, b) in seen.items()} }")
    for _ in range(rounds):
        for name in ("article", "not_modified", "list"):
            for runner in runners:
                spent = ask(processes[runner.name], name, count)["cpu_ns"] / 1000
                runner.warm.setdefault(name, []).append(spent)
    for process in processes.values():
        stop(process)


def _ready(runner: Runner, python: str, environ: dict[str, str]) -> tuple[subprocess.Popen[str], Any]:
    kept = [list(runner.cold), list(runner.cold_cpu), list(runner.peak)]
    process, first = runner.start(python, environ, {"article": ARTICLE})
    etag = (first.get("headers") or {}).get("etag")
    stop(process)
    events = {"article": ARTICLE, "list": LIST, "not_modified": _with_tag(etag)}
    process, first = runner.start(python, environ, events)
    runner.cold, runner.cold_cpu, runner.peak = kept
    return process, first


def _with_tag(etag: str | None) -> str:
    return event(f"/v1/articles/{ID}", "GET /v1/articles/{id}", etag=etag, pathParameters={"id": ID})


def median(values: list[float]) -> float:
    return statistics.median(values) if values else float("nan")
