"""A body of a mail in which the unsubscribe token is the only part that differs between persons."""

import binascii

PLACEHOLDER = "UNSUBSCRIBE-TOKEN"

_BYTES_OF_LINE = 57
"""A line of base64 has 76 characters (RFC 2045, section 6.8)."""


class PersonalBody:
    """A part of a multipart mail in base64. Lines before the first placeholder are encoded once."""

    def __init__(self, text: str, subtype: str) -> None:
        content = text.replace("\n", "\r\n").encode()
        first = max(content.find(PLACEHOLDER.encode()), 0)
        start = first - first % _BYTES_OF_LINE
        head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        self._encoded = head.encode() + _encode(content[:start])
        self._rest = content[start:]

    def address(self, token: bytes) -> bytes:
        """The part with the token of a person."""
        return self._encoded + _encode(self._rest.replace(PLACEHOLDER.encode(), token))


def _encode(content: bytes) -> bytes:
    lines = (content[start : start + _BYTES_OF_LINE] for start in range(0, len(content), _BYTES_OF_LINE))
    return b"".join(binascii.b2a_base64(line, newline=False) + b"\r\n" for line in lines)
