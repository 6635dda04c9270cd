"""How the smoke test judges public reads."""

import gzip
from email.message import Message

import pytest

from cli.http_client import Reply
from cli.smoke.reads import check_gzip, check_head, check_not_modified, check_plain

PATH, BODY = "/v1/articles/01", b'{"id": "01"}'
PACKED = {"content-encoding": "gzip", "etag": '"h-gz"', "vary": "Accept-Encoding"}


def make_reply(status=200, body=BODY, **headers):
    message = Message()
    for name, value in ({"etag": '"h"'} | headers).items():
        message[name.replace("_", "-")] = value
    return Reply(status, message, body)


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (gzip.compress(BODY), {}, "ok"),
        (BODY, {}, "failed"),
        (BODY, {"content-encoding": ""}, "failed"),
        (gzip.compress(b"{}"), {}, "failed"),
        (gzip.compress(b"{}"), {"etag": '"i-gz"'}, "warning"),
        (gzip.compress(BODY), {"vary": "Origin"}, "failed"),
    ],
    ids=["packed", "no gzip", "not packed", "other content", "older version in a cache", "for everybody"],
)
def test_a_packed_document_is_that_without_gzip(body, headers, expected):
    assert check_gzip(PATH, make_reply(body=body, **{**PACKED, **headers}), make_reply()).status == expected


@pytest.mark.parametrize(
    ("headers", "expected"), [({}, "ok"), ({"content-encoding": "gzip"}, "failed"), ({"etag": ""}, "failed")]
)
def test_a_plain_document_is_readable_and_has_an_etag(headers, expected):
    assert check_plain(PATH, make_reply(**headers)).status == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ({"body": b"", "content-length": "12"}, "ok"),
        ({"body": b""}, "ok"),
        ({"body": b"", "content-length": "0"}, "warning"),
        ({"body": BODY}, "failed"),
        ({"body": b"", "etag": '"other"'}, "failed"),
        ({"body": b"", "status": 404}, "failed"),
    ],
    ids=["length of GET", "no length", "wrong length", "a body", "another ETag", "not found"],
)
def test_head_is_get_without_a_body(head, expected):
    assert check_head(PATH, make_reply(**head), make_reply()).status == expected


@pytest.mark.parametrize(("status", "body", "expected"), [(304, b"", "ok"), (200, BODY, "failed")])
def test_known_content_is_not_sent_again(status, body, expected):
    assert check_not_modified(PATH, make_reply(status, body)).status == expected
