"""What S3 refuses of a form, which the local server refuses too."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config

from cli.local.media.post_policy import UploadRefused, check_form

BUCKET, SIZE, KEY = "pictures", 5000, "local"


@pytest.fixture
def form():
    """The fields of a form that the SDK signs for a file of 5,000 bytes."""
    config = Config(signature_version="s3v4")
    s3 = boto3.client("s3", aws_access_key_id="local", aws_secret_access_key="local", config=config)
    fields = {"Content-Type": "image/jpeg", "success_action_status": "201"}
    conditions = [*({name: value} for name, value in fields.items()), ["content-length-range", SIZE, SIZE]]
    signed = s3.generate_presigned_post(BUCKET, "originals/01/1", fields, conditions, ExpiresIn=600)["fields"]
    return {name.lower(): value for name, value in signed.items()}


def refuse(fields, *, size=SIZE, bucket=BUCKET, secret=KEY, later=timedelta()):
    with pytest.raises(UploadRefused) as refusal:
        check_form(fields, size, bucket, secret, datetime.now(UTC) + later)
    return refusal.value.status, refusal.value.code


def test_the_form_of_the_sdk_is_taken(form):
    check_form(form, SIZE, BUCKET, KEY, datetime.now(UTC))


@pytest.mark.parametrize(("size", "code"), [(SIZE + 1, "EntityTooLarge"), (SIZE - 1, "EntityTooSmall")])
def test_a_file_of_another_size_is_refused(form, size, code):
    assert refuse(form, size=size) == (400, code)


@pytest.mark.parametrize(
    "change",
    [
        {"key": "originals/02/1"},
        {"key": "media/01/1/480.webp"},
        {"content-type": "text/html"},
        {"success_action_status": "200"},
        {"acl": "public-read"},
        {"success_action_redirect": "https://evil.example"},
    ],
)
def test_another_or_a_further_field_is_refused(form, change):
    assert refuse({**form, **change}) == (403, "AccessDenied")


def test_fields_that_s3_ignores_are_ignored(form):
    check_form({**form, "x-ignore-name": "bridge.jpg"}, SIZE, BUCKET, KEY, datetime.now(UTC))


@pytest.mark.parametrize("name", ["key", "policy", "x-amz-signature", "x-amz-credential"])
def test_a_form_without_a_policy_is_refused(form, name):
    assert refuse({other: value for other, value in form.items() if other != name})[0] == 403


def test_a_policy_that_others_signed_or_changed_is_refused(form):
    assert refuse(form, secret="other") == (403, "SignatureDoesNotMatch")
    assert refuse({**form, "policy": form["policy"][:-4] + "AAAA"}) == (403, "SignatureDoesNotMatch")


def test_another_bucket_and_a_late_form_are_refused(form):
    assert refuse(form, bucket="raw") == (403, "AccessDenied")
    assert refuse(form, later=timedelta(minutes=11)) == (403, "AccessDenied")
