"""Stores the banks' answers unchanged under their hash, as evidence of what a bank published."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from botocore.exceptions import ClientError

_EXISTS = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})


class RawBodies:
    def __init__(self, bucket: str, s3: Any) -> None:
        self._bucket, self._s3 = bucket, s3

    def store(self, source: str, body: bytes) -> str:
        """Stores a body once, also if it comes many times. Returns its SHA-256."""
        digest = sha256(body).hexdigest()
        try:
            self._s3.put_object(
                Bucket=self._bucket,
                Key=f"{source}/{digest}",
                Body=body,
                ContentType=_guess_media_type(body),
                IfNoneMatch="*",
            )
        except ClientError as error:  # no failure: a body that is stored already is the same body
            if error.response["Error"]["Code"] in _EXISTS:
                return digest
            raise
        return digest


def _guess_media_type(body: bytes) -> str:
    """A media type with which a browser shows the body. The bank's own media type may be wrong."""
    return {b"<": "application/xml", b"[": "application/json", b"{": "application/json"}.get(body[:1], "text/plain")
