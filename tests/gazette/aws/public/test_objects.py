"""Objects of S3 without the SDK: signatures, conditional reads, faults."""

import io
import os
from datetime import UTC, datetime

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotocoreCredentials

from gazette.aws.clients import client
from gazette.aws.public.credentials import Credentials
from gazette.aws.public.objects import TRIES, ObjectMissing, ObjectReader
from gazette.aws.public.sigv4 import sign
from gazette.errors import Failed, Unavailable
from tests.support.scripted_server import message, reset, send, serving

KEYS = Credentials("AKIDEXAMPLE", "secret", "token")


@pytest.mark.parametrize("path", ["/bucket/v1/en/manifest.json", "/bucket/a%20b/%D1%91.zip"])
def test_a_get_is_signed_as_botocore_signs_it(path, monkeypatch):
    at = datetime(2025, 12, 18, 7, tzinfo=UTC)
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda *_: at)
    headers = {"host": "s3.eu-central-1.amazonaws.com", "if-none-match": '"abc"'}
    request = AWSRequest("GET", f"https://{headers['host']}{path}", headers=headers)
    keys = BotocoreCredentials(KEYS.access, KEYS.secret, KEYS.token)
    botocore.auth.S3SigV4Auth(keys, "s3", "eu-central-1").add_auth(request)
    expected = {name.lower(): value for name, value in request.headers.items()}
    own = {**headers, "x-amz-content-sha256": expected["x-amz-content-sha256"]}
    signed = sign(b"", own, KEYS, "eu-central-1", "s3", at=at.timestamp(), method="GET", path=path)
    assert signed["authorization"] == expected["authorization"]


def read(reader, key="key", **options):
    target = io.BytesIO()
    return reader.read(key, target, **options), target.getvalue()


def test_reads_an_object_with_its_etag_and_nothing_that_is_known(index_bucket):
    client("s3").put_object(Bucket=index_bucket, Key="a b/ё.zip", Body=b"x" * 3_000_000)
    reader = ObjectReader(os.environ, index_bucket)
    etag, content = read(reader, "a b/ё.zip")
    assert len(content) == 3_000_000
    assert read(reader, "a b/ё.zip", unless=etag) == (None, b"")
    with pytest.raises(ObjectMissing):
        read(reader, "nothing")


def scripted(server):
    return ObjectReader(server.environ, "bucket")


WHOLE = send(message(b"abcdef", etag='"1"'))
BROKEN = send(b'HTTP/1.1 200 OK\r\ncontent-length: 6\r\netag: "1"\r\n\r\nabc', keep=False)
BUSY = send(message(b"", "503 Slow Down"))


@pytest.mark.parametrize("plan", [[BROKEN, WHOLE], [BUSY, BUSY, WHOLE], [reset, WHOLE]])
def test_what_may_be_gone_at_the_next_try_is_tried_again_from_the_beginning(plan):
    with serving(*plan) as server:
        assert read(scripted(server)) == ('"1"', b"abcdef")


def test_a_service_that_stays_busy_is_unavailable():
    with serving(BUSY) as server, pytest.raises(Unavailable):
        read(scripted(server))
    assert len(server.requests) == TRIES


def test_a_refusal_is_an_error_at_once():
    with serving(send(message(b"<Error/>", "403 Forbidden"))) as server, pytest.raises(Failed):
        read(scripted(server))
    assert len(server.requests) == 1
