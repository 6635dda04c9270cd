"""Runs one function in its own process, as Lambda does. Started by bench/runner.py; standard library only.

    python -I -S bench/worker.py <specification as JSON>

Imports the handler, handles the first event and prints the answer (the cold start). Then reads lines `<event> <count>`
from standard input, handles that many events and prints the CPU nanoseconds of one. Each request includes what Lambda's
runtime does: it decodes the event from JSON and encodes the answer.
"""

import json
import logging
import os
import sys
import time


class Context:
    function_name = "bench"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:eu-central-1:123456789012:function:bench"
    aws_request_id = "52fdfc07-2182-454f-963f-5f0f9a621d72"

    def get_remaining_time_in_millis(self):
        return 10_000


class RuntimeFormat(logging.Formatter):
    """One JSON object per line with the members of `extra`, as Lambda's runtime writes with `LogFormat: JSON`."""

    standard = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record):
        line = {
            "timestamp": self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ"),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": Context.aws_request_id,
        }
        line.update((key, value) for key, value in vars(record).items() if key not in self.standard)
        return json.dumps(line, ensure_ascii=False)


def set_up_logging(level):
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(RuntimeFormat())
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(level)


def peak_megabytes():
    with open("/proc/self/status") as status:  # noqa: PTH123 (importing pathlib would change the measurement)
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))


def channel():
    """The original standard output for the results. Logs of the handler go to /dev/null."""
    results = os.fdopen(os.dup(1), "w")
    os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
    return results


def main():
    out = channel()
    specification = json.loads(sys.argv[1])
    sys.path[:0] = specification["path"]
    set_up_logging(specification["log_level"])
    handler = __import__(specification["module"]).handler
    events, context = specification["events"], Context()

    def answer(name):
        return json.dumps(handler(json.loads(events[name]), context))

    first = answer(next(iter(events)))
    print(first, file=out, flush=True)
    cpu = time.process_time_ns()
    print(
        json.dumps({"cpu_ms": cpu / 1e6, "peak_mb": peak_megabytes(), "modules": len(sys.modules)}),
        file=out,
        flush=True,
    )
    tag = json.dumps((json.loads(first).get("headers") or {}).get("etag", ""))[1:-1]
    events = {name: text.replace("@ETAG@", tag) for name, text in events.items()}
    for line in sys.stdin:
        name, count = line.split()
        last = ""
        started = time.process_time_ns()
        for _ in range(int(count)):
            last = answer(name)
        spent = time.process_time_ns() - started
        print(json.dumps({"cpu_ns": spent / int(count), "answer": json.loads(last)}), file=out, flush=True)


main()
