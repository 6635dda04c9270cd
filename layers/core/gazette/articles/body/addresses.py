"""Addresses of links and images. One that readers could not follow is an error and does not vanish."""

import html
import re
from functools import lru_cache

import nh3

from gazette.articles.body.allowlist import MEDIA_SCHEME, SCHEMES

_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>`]+))""")
_IGNORED = re.compile(r"^[\x00-\x20]+|[\t\n\r]")
"""Browsers remove these from an address (WHATWG URL, section 4.4)."""
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)

_MEDIA = re.compile(rf"{MEDIA_SCHEME}:[0-9A-HJKMNP-TV-Z]{{26}}")
"""A picture of the newsroom, by its ULID."""

_MAX_SHOWN = 40
"""Characters of an address in an error."""


def find_link_error(address: str) -> str | None:
    """Why a link cannot have this address. None for an address without a fault."""
    address = _IGNORED.sub("", address).strip()
    scheme = _SCHEME.match(address)
    shown = address if len(address) <= _MAX_SHOWN else f"{address[:_MAX_SHOWN]}…"
    if scheme and scheme[1].lower() not in SCHEMES:
        schemes = ", ".join(f"{scheme}:" for scheme in sorted(SCHEMES))
        return f"The address {shown} is not taken; addresses are relative or begin with {schemes}."
    if not address[scheme.end() if scheme else 0 :]:
        return "The link has no address."
    return None if _is_complete(address) else f"The address {shown} is damaged: no browser can open it."


def find_image_error(source: str) -> str | None:
    """Why an image cannot have this address. None for an address without a fault."""
    source = _IGNORED.sub("", source).strip()
    if not source.strip("/"):
        return "The image has no address."
    scheme = _SCHEME.match(source)
    if scheme and scheme[1].lower() == MEDIA_SCHEME:
        shown = f"The address {source[:_MAX_SHOWN]} is not media: and the id of a picture, without anything around it."
        return None if _MEDIA.fullmatch(source) else shown
    if source[0] in "#?" or (scheme and scheme[1].lower() in ("mailto", "tel")):
        return f"The address {source[:_MAX_SHOWN]} is not that of an image."
    return find_link_error(source)


@lru_cache(maxsize=1000)
def _is_complete(address: str) -> bool:
    """Whether the sanitiser, which reads addresses as browsers do (WHATWG URL), would keep this one."""
    link = f'<a href="{html.escape(address)}">'
    return " href=" in nh3.clean(link, tags={"a"}, attributes={"a": {"href"}}, url_schemes=set(SCHEMES), link_rel=None)


def find_tag_error(name: str, tag: str) -> str | None:
    """What is wrong with the address in a start tag of HTML. `name` is the name of its element, in lower case."""
    if name not in ("a", "img"):
        return None
    # Of a repeated attribute, browsers take the first.
    attributes = reversed(list(_ATTRIBUTE.finditer(tag)))
    values = {match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "") for match in attributes}
    if name == "img":
        return find_image_error(values.get("src", ""))
    return find_link_error(values["href"]) if "href" in values else None
