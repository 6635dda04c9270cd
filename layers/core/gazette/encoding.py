"""Bytes as they are stored and served: compact JSON, gzip, and the ETag of a content. Lean."""

import json
from hashlib import sha256
from zlib import compress, decompress

_GZIP = 31
"""zlib's name for a gzip container; its header carries no time, so that equal content makes equal bytes."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compact_json(value: "Any") -> str:
    """JSON without blanks, with letters of any script as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def pack(content: str | bytes, level: int = 9) -> bytes:
    """gzip of a text (as UTF-8) or of bytes; level 9 where it is packed once and read often."""
    return compress(content.encode() if isinstance(content, str) else content, level, _GZIP)


def unpack(packed: bytes) -> str:
    """The text of what `pack` made."""
    return decompress(packed, _GZIP).decode()


def etag(content: str | bytes) -> str:
    """32 hex digits of the content's SHA-256, without the quotes that HTTP wants around an ETag."""
    return sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:32]
