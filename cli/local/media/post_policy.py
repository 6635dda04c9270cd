"""The check of a form POST to S3, which moto does not make: signature, expiry, conditions, size.

The rules are those of "POST policy" and "Authenticating requests in browser-based uploads using POST (AWS Signature
Version 4)" of the S3 user guide.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_NOT_IN_POLICY = frozenset({"policy", "x-amz-signature", "file"})
_IGNORED = "x-ignore-"


class UploadRefused(Exception):
    """S3 refuses the form with this status and code."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def check_form(fields: Mapping[str, str], size: int, bucket: str, secret: str, now: datetime) -> None:
    """Raises `UploadRefused` for a form that S3 would refuse. `fields` are those before `file`, in lower case."""
    missing = {"key", "policy", "x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm"} - fields.keys()
    if missing:
        raise UploadRefused(403, "AccessDenied", f"The form lacks {', '.join(sorted(missing))}.")
    if not hmac.compare_digest(_sign(fields, secret), fields["x-amz-signature"]):
        raise UploadRefused(403, "SignatureDoesNotMatch", "The signature does not match the policy.")
    policy = json.loads(base64.b64decode(fields["policy"]))
    if datetime.fromisoformat(policy["expiration"]) <= now:
        raise UploadRefused(403, "AccessDenied", "Invalid according to Policy: Policy expired.")
    named = {"bucket"} | {_check_condition(entry, {**fields, "bucket": bucket}, size) for entry in policy["conditions"]}
    extra = [name for name in fields if name not in named | _NOT_IN_POLICY and not name.startswith(_IGNORED)]
    if extra:
        raise UploadRefused(403, "AccessDenied", f"Invalid according to Policy: Extra input fields: {', '.join(extra)}")


def _sign(fields: Mapping[str, str], secret: str) -> str:
    """The signature of the policy (AWS Signature Version 4)."""
    _, *scope = fields["x-amz-credential"].split("/")
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = hmac.digest(key, part.encode(), hashlib.sha256)
    return hmac.digest(key, fields["policy"].encode(), hashlib.sha256).hex()


def _check_condition(condition: dict[str, str] | list[Any], fields: Mapping[str, str], size: int) -> str:
    """The name of the field that a condition is about. Raises `UploadRefused` if the condition does not hold."""
    match condition:
        case ["content-length-range", least, most]:
            if size > most:
                raise UploadRefused(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
            if size < least:
                raise UploadRefused(
                    400, "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size"
                )
            return ""
        case dict():
            [(name, value)] = condition.items()
            name, holds = name.lower(), fields.get(name.lower()) == value
        case [operation, field, value]:
            name = str(field).removeprefix("$").lower()
            given = fields.get(name, "")
            holds = given.startswith(value) if operation == "starts-with" else given == value
        case _:
            raise UploadRefused(400, "InvalidPolicyDocument", "A condition has an unknown form.")
    if not holds:
        raise UploadRefused(
            403, "AccessDenied", f"Invalid according to Policy: Policy Condition failed: {json.dumps(condition)}"
        )
    return name
