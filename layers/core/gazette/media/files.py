"""The files of pictures in S3.

    originals/<id>/<upload>            what staff sent; the form takes it more than once, so it is kept for a day only
    accepted/<id>/<upload>-<digest>    the same, once it was accepted; MediaIntake reads it when a focus is moved
    media/<id>/<upload>-<digest>/…     what readers get; never changed, so that caches keep it for ever

CloudFront may read `media/` only: the others have the position and the owner of a camera.
"""

from typing import Any

from botocore.exceptions import ClientError

from gazette.media.model import Media

FORM_SECONDS = 600
"""Time in which an upload has to begin."""
_FOREVER = "public, max-age=31536000, immutable"


class MediaFiles:
    """`s3` reads and writes files; `forms` signs upload forms, whose address may be another one (the local server)."""

    def __init__(self, bucket: str, s3: Any, forms: Any = None) -> None:
        self._bucket, self._s3, self._forms = bucket, s3, forms or s3

    def create_upload_form(self, media: Media) -> dict[str, Any]:
        """Address and fields of a form POST that sends the announced file: `{url, fields}`.

        S3 refuses another key, type or size, and the form after ten minutes. `file` has to be the last field.
        """
        upload = media.upload
        fields = {"Content-Type": upload.type, "success_action_status": "201"}
        form: dict[str, Any] = self._forms.generate_presigned_post(
            self._bucket,
            build_original_key(media.id, upload.number),
            Fields=fields,
            # boto3 makes no conditions of fields.
            Conditions=[*({name: value} for name, value in fields.items()), _exactly(upload.size)],
            ExpiresIn=FORM_SECONDS,
        )
        return form

    def read_original(self, id: str, upload: int) -> bytes | None:
        """The file that was sent; None if it has not arrived."""
        return self._read(build_original_key(id, upload))

    def read_accepted(self, id: str, name: str) -> bytes | None:
        """The accepted file with this name (`<upload>-<digest>`); None if it is lost."""
        return self._read(f"accepted/{id}/{name}")

    def keep_accepted(self, id: str, name: str, content: bytes) -> None:
        self._s3.put_object(Bucket=self._bucket, Key=f"accepted/{id}/{name}", Body=content)

    def _read(self, key: str) -> bytes | None:
        try:
            reply = self._s3.get_object(Bucket=self._bucket, Key=key)
        except ClientError as error:  # no failure: the file has not arrived, and may still do so
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        content: bytes = reply["Body"].read()
        return content

    def store(self, path: str, content: bytes, type: str) -> int:
        """Store a file once, also if that is repeated. Returns the size of what is stored."""
        key = path.removeprefix("/")
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=type,
                CacheControl=_FOREVER,
                IfNoneMatch="*",
            )
        except ClientError as error:  # no failure: an earlier run has stored it
            if error.response["Error"]["Code"] == "PreconditionFailed":
                return int(self._s3.head_object(Bucket=self._bucket, Key=key)["ContentLength"])
            raise
        return len(content)

    def delete_all(self, id: str) -> None:
        """Delete all files of a picture."""
        for prefix in (f"originals/{id}/", f"accepted/{id}/", f"media/{id}/"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=prefix):
                for entry in page.get("Contents", ()):
                    self._s3.delete_object(Bucket=self._bucket, Key=entry["Key"])


def build_original_key(id: str, upload: int) -> str:
    return f"originals/{id}/{upload}"


def parse_original_key(key: str) -> tuple[str, int]:
    """(id, upload) of a key of `build_original_key`. Raises ValueError for any other key."""
    folder, id, upload = key.split("/")
    if folder != "originals":
        raise ValueError(f"{key} is no original")
    return id, int(upload)


def build_path(id: str, name: str) -> str:
    """Path of a rendition on the site. `name` begins with the number of the upload and the digest of its content."""
    return f"/media/{id}/{name}"


def _exactly(size: int) -> list[Any]:
    return ["content-length-range", size, size]
