"""Pictures in the tables and the bucket of the template."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from gazette.aws.distribution import Distribution
from gazette.jobs.repository import JobRepository
from gazette.media import lifecycle
from gazette.media.files import MediaFiles, build_original_key
from gazette.media.intake.processing import MediaProcessing
from gazette.media.model import Media
from gazette.media.repository import MediaRepository
from gazette.media.requests import MediaRequest
from gazette.schemas.person import Person
from gazette.settings import Settings
from tests.support.articles import new_id
from tests.support.aws import client

AT = datetime(2026, 11, 29, 12, tzinfo=UTC)
AZIZA = Person(id="aziza", name="Aziza Karimova")


class Clock:
    """Tells the time that a test sets."""

    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(dynamodb, stack) -> MediaRepository:
    return MediaRepository(dynamodb, stack.physical("MediaTable"))


@pytest.fixture
def files(media_bucket) -> MediaFiles:
    return MediaFiles(media_bucket, boto3.client("s3"))


@pytest.fixture
def jobs(dynamodb, stack) -> JobRepository:
    return JobRepository(stack.physical("JobsTable"), dynamodb)


@pytest.fixture
def processing(repository, files, jobs, clock) -> MediaProcessing:
    return MediaProcessing(repository, files, jobs, Distribution(Settings({"DISTRIBUTION_PARAMETER": ""})), clock)


@pytest.fixture
def announce(repository, clock):
    """Makes a picture that waits for its file."""

    def announce(**members) -> Media:
        request = MediaRequest(**{"name": "bridge.jpg", "type": "image/jpeg", "size": 5000, **members})
        media = lifecycle.create(request, id=new_id(), by=AZIZA, at=clock())
        repository.save(None, media)
        return media

    return announce


@pytest.fixture
def send(media_bucket):
    """Puts a file where the form of an upload sends it."""

    def send(media: Media, content: bytes, upload: int | None = None) -> None:
        key = build_original_key(media.id, upload or media.upload.number)
        client("s3").put_object(Bucket=media_bucket, Key=key, Body=content)

    return send


@pytest.fixture
def list_files(media_bucket):
    """The keys in the bucket below a prefix."""

    def list_files(prefix: str = "media/") -> list[str]:
        reply = boto3.client("s3").list_objects_v2(Bucket=media_bucket, Prefix=prefix)
        return [entry["Key"] for entry in reply.get("Contents", [])]

    return list_files
