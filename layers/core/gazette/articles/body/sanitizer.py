"""HTML reduced to the allowlist by nh3 (Mozilla's ammonia), which rebuilds the document from allowed parts only."""

import re
from collections import Counter

import nh3

from gazette.articles.body.allowlist import ALIGNMENTS, ATTRIBUTES, ELEMENTS, LINK_REL, LINK_RELATIONS, REFUSED, SCHEMES
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
    cleaned = nh3.clean(
        html,
        tags={*ELEMENTS, "h1"},
        clean_content_tags=set(REFUSED),
        attributes={name: attributes - {"align"} for name, attributes in ATTRIBUTES.items()},
        tag_attribute_values={name: {"align": set(ALIGNMENTS)} for name in ("td", "th")},
        url_schemes=set(SCHEMES),
        attribute_filter=_filter_attribute,
        link_rel=None,
    )
    return TAG.sub(_add_link_rel, cleaned)


def _filter_attribute(element: str, name: str, value: str) -> str | None:
    """Keeps of `rel` only the relations that say what kind of link it is."""
    if name != "rel":
        return value
    relations = value.lower().split()
    return " ".join(relation for relation in LINK_RELATIONS if relation in relations) or None


def _add_link_rel(tag: re.Match[str]) -> str:
    slash, name, attributes = tag.groups()
    if name != "a" or slash:
        return tag[0]
    if ' rel="' in attributes:
        return tag[0].replace(' rel="', f' rel="{LINK_REL} ', 1)
    return f'<a{attributes} rel="{LINK_REL}">'


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
