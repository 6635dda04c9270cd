"""Routes of the local server for pictures: `/_dev/uploads/<bucket>` stands in for S3, `/media/…` for CloudFront."""

import asyncio
import os
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

import boto3
from botocore.exceptions import ClientError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cli.local.media.post_policy import UploadRefused, check_form

ANY_ORIGIN = {"access-control-allow-origin": "*"}


class MediaRoutes:
    """`bucket` is the physical name of the bucket of pictures."""

    def __init__(self, bucket: str) -> None:
        self._bucket, self._s3 = bucket, boto3.client("s3")

    @property
    def uploads(self) -> list[Route]:
        return [Route("/uploads/{bucket}", self.upload, methods=["POST"])]

    @property
    def files(self) -> list[Route]:
        return [Route("/media/{path:path}", self.read, methods=["GET", "HEAD"])]

    async def upload(self, request: Request) -> Response:
        """A form POST, as S3 takes it."""
        fields: dict[str, str] = {}
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    content = await value.read()
                    return await asyncio.to_thread(self._store, request.path_params["bucket"], fields, content)
                fields[name.lower()] = value
        return _refuse(UploadRefused(400, "InvalidArgument", "POST requires exactly one file upload per request."))

    def _store(self, bucket: str, fields: dict[str, str], content: bytes) -> Response:
        try:
            check_form(fields, len(content), bucket, os.environ["AWS_SECRET_ACCESS_KEY"], datetime.now(UTC))
        except UploadRefused as refused:
            return _refuse(refused)
        key = fields["key"]
        self._s3.put_object(Bucket=bucket, Key=key, Body=content, ContentType=fields.get("content-type", ""))
        status = int(fields.get("success_action_status", 204))
        body = f"<PostResponse><Bucket>{bucket}</Bucket><Key>{escape(key)}</Key></PostResponse>"
        return Response(body if status == 201 else None, status, ANY_ORIGIN, "application/xml")

    async def read(self, request: Request) -> Response:
        """A file of a picture, with what CloudFront adds."""
        options: Any = {"Bucket": self._bucket, "Key": request.url.path.removeprefix("/")}
        if "range" in request.headers:
            options["Range"] = request.headers["range"]
        try:
            file = await asyncio.to_thread(lambda: self._s3.get_object(**options))
        except ClientError as error:
            return Response(None, error.response["ResponseMetadata"]["HTTPStatusCode"])
        headers = {
            "etag": file["ETag"],
            "cache-control": file.get("CacheControl", ""),
            "accept-ranges": "bytes",
            "x-content-type-options": "nosniff",
            **({"content-range": file["ContentRange"]} if "ContentRange" in file else {}),
        }
        if request.headers.get("if-none-match") == file["ETag"]:
            return Response(None, 304, headers)
        status = 206 if "ContentRange" in file else 200
        return Response(file["Body"].read(), status, headers, file["ContentType"])


def _refuse(refused: UploadRefused) -> Response:
    body = f"<Error><Code>{refused.code}</Code><Message>{escape(refused.message)}</Message></Error>"
    return Response(body, refused.status, ANY_ORIGIN, "application/xml")
