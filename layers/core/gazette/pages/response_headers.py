"""HTTP response headers of every page."""

from collections.abc import Sequence

HTML = "text/html; charset=utf-8"

_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https: data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Allows only our own style sheet, script, fonts and forms, images from any HTTPS host, which articles may have, and
placeholders of pictures, which are `data:` addresses. JSON-LD needs no permission, because browsers do not run it."""


def build_security_headers(frames: Sequence[str] = ()) -> dict[str, str]:
    """Headers that keep a page safe. `frames` are the origins of other sites that this page may show in frames."""
    return {
        "content-security-policy": f"{_POLICY}; frame-src {' '.join(frames)}" if frames else _POLICY,
        "referrer-policy": "strict-origin-when-cross-origin",
        "x-content-type-options": "nosniff",
    }


SECURITY = build_security_headers()

PRIVATE = {
    **SECURITY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""For pages behind links in mails. No cache or search engine stores them, and browsers send their URLs to no other
site."""
