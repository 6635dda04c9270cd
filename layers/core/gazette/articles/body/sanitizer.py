"""HTML reduced to the allowlist by nh3 (Mozilla's ammonia), which rebuilds the document from allowed parts only."""

import re

import nh3

from gazette.articles.body.addresses import find_link_error
from gazette.articles.body.allowlist import (
    ALIGNMENTS,
    ATTRIBUTES,
    ELEMENTS,
    LINK_REL,
    LINK_RELATIONS,
    MEDIA_SCHEME,
    NUMBERINGS,
    REFUSED,
    SCHEMES,
)
from gazette.articles.body.tree import TAG


def sanitize(html: str) -> str:
    """HTML of allowed elements, attributes and link schemes only (h1 included)."""
    cleaned = nh3.clean(
        html,
        tags={*ELEMENTS, "h1"},
        clean_content_tags=set(REFUSED),
        attributes={name: attributes - {"align"} for name, attributes in ATTRIBUTES.items()},
        tag_attribute_values={name: {"align": set(ALIGNMENTS)} for name in ("td", "th")},
        url_schemes={*SCHEMES, MEDIA_SCHEME},
        attribute_filter=_filter_attribute,
        link_rel=None,
    )
    return TAG.sub(_add_link_rel, cleaned)


def _filter_attribute(element: str, name: str, value: str) -> str | None:
    """Keeps of `rel` only the relations that say what kind of link it is, of `type` only numberings, and `cite` only if
    a link could have that address.
    """
    if name == "href" and value.lower().startswith(f"{MEDIA_SCHEME}:"):
        return None
    if name == "cite":
        return None if find_link_error(value) else value
    if name == "type":
        return value if value in NUMBERINGS else None
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
