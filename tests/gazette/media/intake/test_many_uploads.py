"""A thousand uploads whose events come twice, late, in any order or never, to several runs at once: none is lost."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError

from functions.media_intake.handler import parse_event
from gazette.aws.distribution import Distribution
from gazette.media import lifecycle
from gazette.media.files import MediaFiles, build_original_key
from gazette.media.intake.processing import MediaProcessing
from gazette.media.model import Media
from gazette.media.requests import FileRequest
from gazette.settings import Settings
from tests.gazette.media.conftest import AT, AZIZA
from tests.support import pictures
from tests.support.aws import client

pytestmark = pytest.mark.slow

COUNT, RUNS = 1000, 8
"""Pictures, and runs of MediaIntake at the same time."""
FAILING = 97
"""Before the first sweep, one of so many writes of files fails, and its run with it."""
FILE = FileRequest(name="new.jpg", type="image/jpeg", size=900)

ACCEPTED: list[bytes] = [
    pictures.photo(60, 40),
    pictures.photo(400, 300),
    pictures.turned(6, 60, 80),
    pictures.phone(),
    pictures.inks(),
    pictures.transparent(),
    pictures.save(pictures.quarters(90, 60), "WEBP"),
    pictures.save(pictures.quarters(64, 64), "AVIF"),
    pictures.save(pictures.quarters(90, 60), "GIF"),
]
REFUSED: dict[str, bytes | None] = {
    "type": pictures.drawing(),
    "damaged": pictures.truncated(),
    "animated": pictures.animation("GIF"),
    "pixels": pictures.bomb("PNG"),
    "missing": None,
}
"""Files by the code of their refusal; None never arrives."""


@dataclass(frozen=True)
class Upload:
    """The latest upload of a picture, and its outcome: `ready`, or the code of its refusal."""

    media: Media
    content: bytes | None
    outcome: str


@pytest.fixture
def unreliable_processing(repository: Any, media_bucket: str, jobs: Any, clock: Any) -> MediaProcessing:
    """MediaIntake with an S3 that fails now and then, but not so often that work is given up after three runs."""
    s3, lock, calls = boto3.client("s3"), threading.Lock(), iter(range(1, 1_000_000))

    def fail_sometimes(**_: Any) -> None:
        with lock:
            number = next(calls)
        if number % FAILING == 0 and clock() == AT:
            raise EndpointConnectionError(endpoint_url="https://s3.example")

    s3.meta.events.register("before-call.s3.PutObject", fail_sometimes)
    distribution = Distribution(Settings({"DISTRIBUTION_PARAMETER": ""}))
    return MediaProcessing(repository, MediaFiles(media_bucket, s3), jobs, distribution, clock)


@pytest.fixture
def uploads(announce: Callable[..., Media], send: Callable[..., None], repository: Any, clock: Any) -> list[Upload]:
    """Three of four are accepted. Each tenth picture has got another file since its first one was sent."""
    uploads = []
    for number in range(COUNT):
        code, content = list(REFUSED.items())[number // 4 % len(REFUSED)]
        if number % 4:
            code, content = "ready", ACCEPTED[number % len(ACCEPTED)]
        media = announce()
        if number % 10 == 0:
            send(media, pictures.photo(30, 20))
            first, media = media, lifecycle.replace(media, FILE, by=AZIZA, at=clock())
            repository.save(first, media)
        if content is not None:
            send(media, content)
        uploads.append(Upload(media, content, code))
    return uploads


def list_events(uploads: list[Upload], chance: random.Random) -> list[dict[str, Any]]:
    """The events of S3 in any order: most come once, some twice, each seventh never, and those of replaced files late.

    The bus also delivers `media.due` of some pictures while their files are processed.
    """
    events: list[dict[str, Any]] = []
    for number, upload in enumerate(uploads):
        if upload.content is None or number % 7 == 0:
            continue
        key = build_original_key(upload.media.id, upload.media.upload.number)
        created = {"detail-type": "Object Created", "detail": {"object": {"key": key}}}
        events += [created] * chance.choice((1, 1, 2, 3))
        if chance.random() < 0.2:
            events.append({"detail-type": "media.due", "detail": {"media": upload.media.id}})
    chance.shuffle(events)
    replaced = [upload.media.id for upload in uploads if upload.media.upload.number == 2]
    late = [
        {"detail-type": "Object Created", "detail": {"object": {"key": build_original_key(id, 1)}}} for id in replaced
    ]
    return [*events, *late]


def process(processing: MediaProcessing, event: dict[str, Any]) -> list[str]:
    """The outcomes of a run, or that it failed."""
    try:
        return processing.process(parse_event(event))
    except EndpointConnectionError:
        return ["failed"]


def sweep(processing: MediaProcessing, repository: Any, clock: Any) -> Iterator[list[str]]:
    """The scheduler's events, minute by minute, until nothing is due for as long as an upload may wait."""
    for _ in range(int(2 * lifecycle.UPLOAD_TIME.total_seconds() // 60)):
        clock.advance(minutes=1)
        while due := repository.list_due(clock()):
            yield from (process(processing, {"detail": {"media": id}}) for id in due)


def test_a_thousand_uploads_end_with_all_their_files_or_a_reason(
    uploads: list[Upload], unreliable_processing: MediaProcessing, repository: Any, clock: Any, media_bucket: str
) -> None:
    events = list_events(uploads, random.Random(1))
    with ThreadPoolExecutor(RUNS) as runs:
        first = Counter(outcome for all in runs.map(partial(process, unreliable_processing), events) for outcome in all)
    later = Counter(outcome for all in sweep(unreliable_processing, repository, clock) for outcome in all)
    assert first["ready"] and first["refused"] and first["failed"] and later["ready"] and later["refused"]

    ids = [upload.media.id for upload in uploads]
    stored = [media for start in range(0, COUNT, 100) for media in repository.find(ids[start : start + 100]).values()]
    assert {media.id: describe(media) for media in stored} == {
        upload.media.id: (upload.outcome, upload.media.upload.number) for upload in uploads
    }
    assert all(media.upload.refusal.reason for media in stored if media.status == "refused")
    assert [media for media in stored if media.due_at or media.has_work] == []
    files = {path.removeprefix("/") for media in stored if media.renditions for path in list_paths(media.renditions)}
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=media_bucket, Prefix="media/")
    assert {entry["Key"] for page in pages for entry in page["Contents"]} == files


def describe(media: Media) -> tuple[str, int]:
    """The outcome of the latest upload, and the number of the upload that readers see, or that was refused."""
    outcome = media.upload.refusal.code if media.upload.refusal else media.upload.status
    return outcome, media.renditions.upload if media.renditions else media.upload.number


def list_paths(renditions: Any) -> list[str]:
    assert renditions.sources
    assert renditions.crops
    return [*(file.path for file in (*renditions.sources, *renditions.crops)), renditions.share.path]
