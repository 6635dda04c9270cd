"""Text in XML. `xml.sax.saxutils` would do the same, and load 86 modules with a client for HTTP among them."""

from __future__ import annotations

import re

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that XML 1.0 forbids or discourages (2.2), such as control characters and halves of surrogate pairs."""


def drop_forbidden(text: str) -> str:
    """The text without characters that no document may have. Imported articles may have them."""
    return _FORBIDDEN.sub("", text)


def escape(text: str) -> str:
    """Text for an element or for an attribute in double quotes.

    `<` becomes a number, because readers of RSS take `&lt;` in a title for the beginning of a tag.
    """
    return text.replace("&", "&amp;").replace("<", "&#x3C;").replace(">", "&gt;").replace('"', "&quot;")


def escape_html(markup: str) -> str:
    """HTML for an element that has HTML. Quotes stay, because a body has many."""
    return markup.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_twice(text: str) -> str:
    """Plain text for an element that has HTML: once as HTML and once as XML."""
    return escape_html(escape_html(text))
