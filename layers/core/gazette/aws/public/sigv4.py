"""AWS Signature Version 4 of requests without a query: a POST to `/`, or a GET of an object of S3.

A differential test compares it with botocore's signers.
"""

import hmac
from functools import lru_cache
from hashlib import sha256
from time import gmtime, strftime

from gazette.aws.public.credentials import Credentials


def sign(
    body: bytes,
    headers: dict[str, str],
    credentials: Credentials,
    region: str,
    service: str,
    *,
    at: float,
    method: str = "POST",
    path: str = "/",
) -> dict[str, str]:
    """All headers to send: `headers` (names in lower case, with `host`), the date, the token and the signature.

    `at` is in seconds since 1970. The signature covers all of `headers`. `path` is percent-encoded, as it is sent.
    """
    stamp = strftime("%Y%m%dT%H%M%SZ", gmtime(at))
    signed = {**headers, "x-amz-date": stamp}
    if credentials.token:
        signed["x-amz-security-token"] = credentials.token
    names = sorted(signed)
    lines = "".join(f"{name}:{' '.join(signed[name].split())}\n" for name in names)
    canonical = f"{method}\n{path}\n\n{lines}\n{';'.join(names)}\n{sha256(body).hexdigest()}"
    scope = f"{stamp[:8]}/{region}/{service}/aws4_request"
    text = f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode()).hexdigest()}"
    signature = hmac.digest(_key(credentials.secret, stamp[:8], region, service), text.encode(), "sha256").hex()
    signed["authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={credentials.access}/{scope}, SignedHeaders={';'.join(names)}, "
        f"Signature={signature}"
    )
    return signed


@lru_cache(maxsize=8)
def _key(secret: str, day: str, region: str, service: str) -> bytes:
    """The signing key. The cache's key has secret and day, so a rotated secret or a new day gets a new entry."""
    key = f"AWS4{secret}".encode()
    for part in (day, region, service, "aws4_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return key
