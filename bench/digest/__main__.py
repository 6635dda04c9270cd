"""`python -m bench.digest [readers] [mails a second]`: plans and sends a daily issue of 12 stories.

Tables are in DynamoDB Local, the queue is in moto, and SES is a stand-in that takes 50 ms for a mail. Two processes
send, as the template allows. Prints times, units of DynamoDB, memory, and whether everybody got one mail.
"""

import json
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.digest.fake_ses import FakeSes
from tests.support import aws
from tests.support.dynamodb_local import install_dynamodb_local, run_dynamodb_local

READERS, MAILS_PER_SECOND = 100_000, 200
SHARD_WORKERS = 8
CHUNK = 25
"""Items of a BatchWriteItem."""


def main() -> None:
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else READERS
    rate = int(sys.argv[2]) if len(sys.argv) > 2 else MAILS_PER_SECOND
    if reason := install_dynamodb_local():
        raise SystemExit(reason)
    ses = FakeSes()
    ses.start()
    with ExitStack() as stack:
        dynamodb = stack.enter_context(run_dynamodb_local())
        aws.set_environment()
        os.environ.update(
            AWS_ENDPOINT_URL_DYNAMODB=dynamodb,
            AWS_ENDPOINT_URL_SESV2=f"http://127.0.0.1:{ses.port}",
            MAILS_PER_SECOND=str(rate),
        )
        server = aws.start_server()
        stack.callback(server.stop)
        run(readers, rate, ses)


def run(readers: int, rate: int, ses: FakeSes) -> None:
    from bench.digest.units import Units
    from functions.digest import handler as digest
    from tests.support.events import Context

    client = aws.client
    client("events").create_event_bus(Name=os.environ["EVENT_BUS"])
    client("sqs").create_queue(QueueName=os.environ["PAGES_QUEUE"], Attributes={"VisibilityTimeout": "1080"})
    fill(readers)
    units = Units()
    units.attach(digest.dynamodb)
    began, cpu = time.monotonic(), time.process_time()
    [issue, *_] = digest.handler({"list": "daily"}, Context())
    with ThreadPoolExecutor(SHARD_WORKERS) as pool:
        list(pool.map(lambda id: digest.handler({"job": id}, Context()), digest.jobs.list_due(datetime.now(UTC))))
    planned = time.monotonic() - began
    print(
        f"planned {readers:,} readers in {planned:.0f} s ({time.process_time() - cpu:.0f} s of CPU): "
        f"{units.reads:,.0f} read units, 1 for {readers / units.reads:.0f} readers; {units.writes:,.0f} write units",
        flush=True,
    )
    began = time.monotonic()
    senders = [
        subprocess.Popen([sys.executable, "-m", "bench.digest.sender"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    used = [json.loads(process.communicate()[0].splitlines()[-1]) for process in senders]
    sent = time.monotonic() - began
    digest.handler({"detail-type": "issue.due", "detail": {}}, Context())
    show(readers, rate, sent, used)
    print(json.dumps(digest.handler({"report": issue}, Context())))
    print(f"{len(ses.received):,} readers got a mail, at most {max(ses.received.values())} each")


def show(readers: int, rate: int, seconds: float, used: list[dict[str, Any]]) -> None:
    reads, writes = (sum(one[name] for one in used) for name in ("reads", "writes"))
    print(
        f"sent {readers:,} mails in {seconds / 60:.1f} minutes: {readers / seconds:.1f} a second of {rate} "
        f"({readers / seconds / rate:.2f}); {reads / readers:.1f} read and {writes / readers:.1f} write units a mail"
    )
    for one in used:
        print(
            f"  a sender: {one['cpu'] / one['seconds']:.0%} of a core; "
            f"{one['memory_tenth']} MB after a tenth, {one['memory_end']} MB at the end"
        )


def fill(readers: int) -> None:
    """Active readers of the daily list, and 12 stories."""
    from tests.support.newsletter import Newsletter

    site = Newsletter()
    for number in range(12):
        site.publish(f"Story {number} of this day", datetime.now(UTC) - timedelta(hours=1 + number))
    began = time.monotonic()
    with ThreadPoolExecutor(SHARD_WORKERS) as pool:
        list(pool.map(put_readers, range(0, readers, CHUNK // 2)))
    print(f"{readers:,} readers stored in {time.monotonic() - began:.0f} s", flush=True)


def put_readers(start: int) -> None:
    import hashlib

    from gazette.dynamodb.items import serialize
    from gazette.subscriptions.model import build_segment

    items = []
    for number in range(start, start + CHUNK // 2):
        id = hashlib.sha256(str(number).encode()).hexdigest()[:43]
        profile = {"part": "profile", "state": "active", "email": f"reader{number}@example.org", "lists": ["daily"]}
        items.append({"subscriber": id, "version": 1, "lang": "en", "confirmed_at": 1, **profile})
        member = {"part": "list/daily", "segment": build_segment("daily", "en", id), "lang": "en"}
        items.append({"subscriber": id, **member, "since": "2026-11-01T00:00:00Z"})
    table = os.environ["SUBSCRIBERS_TABLE"]
    left: Any = {table: [{"PutRequest": {"Item": serialize(item)}} for item in items]}
    while left:
        left = aws.client("dynamodb").batch_write_item(RequestItems=left)["UnprocessedItems"]


main()
