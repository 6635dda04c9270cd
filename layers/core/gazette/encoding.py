"""Encodings of stored and served content: compact JSON, gzip, base64 of gzip, ETag."""

import json
from base64 import b64decode, b64encode
from hashlib import sha256
from zlib import compress, decompress

_GZIP = 31
"""zlib's `wbits` for a gzip container. Its header has no time, so that equal content makes equal bytes."""
_OPERATING_SYSTEM, _UNKNOWN = 9, b"\xff"
"""Position and value of the header's byte for the operating system, which zlib sets to that of the machine."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compact_json(value: "Any") -> str:
    """JSON without blanks; letters outside ASCII are not escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack(content: str | bytes, level: int = 9) -> bytes:
    """gzip of a text (as UTF-8) or of bytes, the same on every machine (RFC 1952, section 2.3.1).

    Level 9 is for content that is packed once and read often.
    """
    packed = compress(content.encode() if isinstance(content, str) else content, level, _GZIP)
    return packed[:_OPERATING_SYSTEM] + _UNKNOWN + packed[_OPERATING_SYSTEM + 1 :]


def unpack(packed: bytes) -> str:
    """Text that `pack` compressed."""
    return decompress(packed, _GZIP).decode()


def pack_view(content: str | bytes, level: int = 9) -> str:
    """base64 of the gzip of a content: the body of a gzip response, as API Gateway takes it."""
    return b64encode(pack(content, level)).decode()


def unpack_view(view: str) -> str:
    """Text that `pack_view` encoded."""
    return unpack(b64decode(view))


def unpack_binary_view(view: str) -> str:
    """base64 of the bytes that `pack_view` encoded."""
    return b64encode(decompress(b64decode(view), _GZIP)).decode()


def etag(content: str | bytes) -> str:
    """32 hex digits of the content's SHA-256, without the quotes of the ETag header."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:32]
