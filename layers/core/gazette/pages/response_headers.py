"""HTTP response headers of every page."""

HTML = "text/html; charset=utf-8"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' https:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Allows only our own style sheet, script and forms, and images from any HTTPS host, which articles may have. JSON-LD
needs no permission, because browsers do not run it."""

SECURITY = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
}

PRIVATE = {
    **SECURITY,
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "cache-control": "no-store",
}
"""For pages behind links in mails. No cache or search engine stores them, and browsers send their URLs to no other
site."""
