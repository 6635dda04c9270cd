"""HTML reduced to the allowlist by nh3 (Mozilla's ammonia), which rebuilds the document from allowed parts only."""

import re
from collections import Counter

import nh3

from gazette.articles.body.allowlist import ALIGNMENTS, ATTRIBUTES, ELEMENTS, LINK_REL, REFUSED, SCHEMES
from gazette.articles.body.limits import MAX_DEPTH, build_depth_error

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s"=>]+(?:="[^"]*")?)*)\s*>')
"""A tag as the sanitiser writes it: slash, name, attributes."""

_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9:-]*)", re.IGNORECASE)
_MAY_STAY_OPEN = frozenset(
    {
        *("br", "hr", "img", "wbr", "input", "meta", "link", "base", "embed", "source", "col"),
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "html", "body"),
    }
)


def sanitize(html: str) -> str:
    """HTML of allowed elements, attributes and link schemes only (h1 included).

    Raises `Invalid` if elements are nested too deep.
    """
    _check_depth(html)
    return nh3.clean(
        html,
        tags={*ELEMENTS, "h1"},
        clean_content_tags=set(REFUSED),
        attributes={name: attributes - {"align"} for name, attributes in ATTRIBUTES.items()},
        tag_attribute_values={name: {"align": set(ALIGNMENTS)} for name in ("td", "th")},
        url_schemes=set(SCHEMES),
        link_rel=LINK_REL,
    )


def _check_depth(html: str) -> None:
    open_elements: Counter[str] = Counter()
    for slash, tag_name in _TAG_NAME.findall(html):
        name = tag_name.lower()
        if name in _MAY_STAY_OPEN:
            continue
        if not slash:
            open_elements[name] += 1
        elif open_elements[name]:
            open_elements[name] -= 1
        if not slash and open_elements.total() > MAX_DEPTH:
            raise build_depth_error()
