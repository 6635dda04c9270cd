"""The HTML of an article for feed readers, which show it far from its page: all addresses are absolute.

Cards of videos and posts stay links, as publication writes them; a feed has no frames.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from gazette.feeds.xml import escape_html
from gazette.words import load_words

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TAG = re.compile(r"<[a-z][a-z0-9]*+(?:\s++[^\s\"=<>/]++(?:=\"[^\"]*+\")?+)++\s*+/?>")
"""An opening tag with attributes, as nh3 writes them. The same letters in a text are no attributes."""
_ADDRESS = re.compile(r"(?<=\s)(href|src|cite)=\"([^\"]*)\"")
"""`srcset` is not here: publication alone writes it, with absolute addresses, and the allowlist has none of editors."""


def render_body(article: dict[str, Any]) -> str:
    """The body of a public article with absolute addresses, and its corrections below it."""
    return make_addresses_absolute(article["body_html"], article["url"]) + _render_corrections(article)


def make_addresses_absolute(body: str, base: str) -> str:
    """The HTML with each address resolved as a browser does on the page at `base`."""

    def resolve(attribute: re.Match[str]) -> str:
        try:
            return f'{attribute[1]}="{urljoin(base, attribute[2])}"'
        except ValueError:  # no failure: an imported address that no browser can follow either
            return attribute[0]

    return _TAG.sub(lambda tag: _ADDRESS.sub(resolve, tag[0]), body)


def _render_corrections(article: dict[str, Any]) -> str:
    """Who reads the text must see what was corrected in it."""
    notes = [escape_html(correction["note"]) for correction in article.get("corrections", ())]
    if not notes:
        return ""
    title = escape_html(load_words(article["lang"])["site"]["corrections"])
    return f"<h2>{title}</h2><ul>{''.join(f'<li>{note}</li>' for note in notes)}</ul>"
