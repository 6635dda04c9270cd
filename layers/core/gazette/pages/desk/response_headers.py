"""HTTP response headers of the page of the desk."""

from urllib.parse import urlsplit

from gazette.settings import Settings

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; "
    "connect-src {sources}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types ProseMirrorClipboard desk"
)
"""No other site, no inline style or script. `blob:` is a picture that is being uploaded. HTML becomes elements by two
policies only: that of the text editor for pasted text, and that of the desk."""

_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
"""What the desk never asks a browser for. It copies to the clipboard."""


def build_headers(settings: Settings) -> dict[str, str]:
    """Headers of the page, for the settings of Pages: where pictures are uploaded to, and where staff sign in.

    Every load asks for a new version. The page is the same for everybody: nothing in it is private.
    """
    addresses = filter(None, map(settings.optional, ("UPLOAD_URL", "DESK_SIGN_IN_URL")))
    sources = " ".join(dict.fromkeys(("'self'", *map(_find_origin, addresses))))
    return {
        "cache-control": "no-cache",
        "content-security-policy": _POLICY.format(sources=sources),
        "permissions-policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
        # A session that has ended is renewed in a popup, which the page has to close.
        "cross-origin-opener-policy": "same-origin-allow-popups",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-robots-tag": "noindex",
    }


def _find_origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
