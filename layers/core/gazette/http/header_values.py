"""Values of response headers: only printable ASCII may leave a function.

A line break in a value would end the header, and the gateway refuses or garbles what is not ASCII.
"""

from __future__ import annotations

from urllib.parse import quote

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
_PATH = "/!$&'()*+,;=:@~"
"""Characters that a path may have as they are, beside letters, digits and `-._` (RFC 3986, section 3.3)."""
_QUERY = _PATH + "?%"
"""A raw query is encoded already, so its `%` stays."""


def build_location(path: str, raw_query: str = "") -> str:
    """A reference to a percent-decoded path on this host, with the query as the client sent it.

    A path that begins with two slashes would name another host; only the first of them stays.
    """
    location = quote("/" + path.lstrip("/"), safe=_PATH, errors="replace")
    return f"{location}?{quote(raw_query, safe=_QUERY, errors='replace')}" if raw_query else location


def with_printable_headers(response: dict[str, Any]) -> dict[str, Any]:
    """The response with all other characters of its headers percent-encoded: the last defence, for every function."""
    headers = response.get("headers") or {}
    if all(str(value).isascii() and str(value).isprintable() for value in headers.values()):
        return response
    encoded = {name: quote(str(value), safe=_PRINTABLE, errors="replace") for name, value in headers.items()}
    return {**response, "headers": encoded}
