"""Addresses of links and images. One that readers could not follow is an error and does not vanish."""

import html
import re

from gazette.articles.body.allowlist import SCHEMES

_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""")
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
"""Browsers remove these from an address (WHATWG URL, section 4.4)."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

_MAX_SHOWN = 40
"""Characters of an address in an error."""


def find_link_error(address: str) -> str | None:
    """Why a link cannot have this address: its scheme is not in `SCHEMES`. None for an address without a fault."""
    address = _IGNORED.sub("", address)
    scheme = _SCHEME.match(address)
    if not scheme or scheme[1].lower() in SCHEMES:
        return None
    shown = address if len(address) <= _MAX_SHOWN else f"{address[:_MAX_SHOWN]}…"
    schemes = ", ".join(f"{scheme}:" for scheme in sorted(SCHEMES))
    return f"The address {shown} is not taken; addresses are relative or begin with {schemes}."


def find_image_error(source: str) -> str | None:
    """Why an image cannot have this address. None for an address without a fault."""
    return find_link_error(source) if source.strip() else "The image has no address."


def find_tag_error(name: str, tag: str) -> str | None:
    """What is wrong with the address in a start tag of HTML. `name` is the name of its element, in lower case."""
    if name not in ("a", "img"):
        return None
    # Of a repeated attribute, browsers take the first.
    attributes = reversed(list(_ATTRIBUTE.finditer(tag)))
    values = {match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "") for match in attributes}
    return find_image_error(values.get("src", "")) if name == "img" else find_link_error(values.get("href", ""))
