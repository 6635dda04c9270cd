"""A tree of HTML that can be changed before it is sanitised.

nh3 parses as browsers do, and writes each tag in one form. So it is the parser, too: it reads the source with more
elements and attributes than readers get, and the tree is built from what it writes.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import nh3

from gazette.articles.body.allowlist import ATTRIBUTES, ELEMENTS, MEDIA_SCHEME, REFUSED, SCHEMES, UNWRAPPED
from gazette.articles.body.element_kinds import VOID
from gazette.articles.body.limits import MAX_TAGS, build_structure_error, check_depth
from gazette.text import is_blank

TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:\s+[^\s"=>]+(?:="[^"]*")?)*)\s*>')
"""A tag as nh3 writes it: slash, name, attributes."""

_ATTRIBUTE = re.compile(r'([^\s"=>]+)="([^"]*)"')
_READ_ATTRIBUTES = {"class", "style", "hidden", "id", "name", "align", "data-aria-level", *ATTRIBUTES["*"]}
"""Those of all elements that the steps before the sanitiser read."""


@dataclass(slots=True, eq=False)
class Element:
    """An element. Its text and the values of its attributes are HTML, with character references."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)


Nodes = list[Element | str]


def parse(source: str) -> Element:
    """An element without a name that contains the source's. Raises `Invalid` if elements are nested too deep."""
    check_depth(source)
    cleaned = nh3.clean(
        source,
        tags={*ELEMENTS, *UNWRAPPED, "h1"},
        clean_content_tags=set(REFUSED),
        attributes={**ATTRIBUTES, "*": _READ_ATTRIBUTES},
        url_schemes={*SCHEMES, MEDIA_SCHEME},
        link_rel=None,
    )
    if cleaned.count("<") > MAX_TAGS:
        raise build_structure_error()
    return _build(cleaned)


def serialize(root: Element) -> str:
    """The HTML of all that an element contains."""
    parts: list[str] = []
    waiting: Nodes = root.children[::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        attributes = "".join(f' {name}="{value}"' for name, value in node.attributes.items())
        parts.append(f"<{node.name}{attributes}>")
        if node.name not in VOID:
            waiting.append(f"</{node.name}>")
            waiting.extend(reversed(node.children))
    return "".join(parts)


def walk(root: Element) -> list[Element]:
    """The element and all within it, each before its children."""
    found = [root]
    for element in found:
        found.extend([child for child in element.children if isinstance(child, Element)])
    return found


def get_text(nodes: Iterable[Element | str]) -> str:
    """The text of nodes, without character references."""
    parts: list[str] = []
    waiting = [*nodes][::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, str):
            parts.append(node)
        else:
            waiting.extend(reversed(node.children))
    return html.unescape("".join(parts))


def cut_text(root: Element, length: int) -> None:
    """Removes that many characters from the beginning of an element's text."""
    waiting = [(root, place) for place in reversed(range(len(root.children)))]
    while waiting and length > 0:
        parent, place = waiting.pop()
        child = parent.children[place]
        if isinstance(child, Element):
            waiting.extend((child, inner) for inner in reversed(range(len(child.children))))
            continue
        text = html.unescape(child)
        parent.children[place] = html.escape(text[length:], quote=False)
        length -= len(text)


def is_blank_text(node: Element | str) -> bool:
    """Whether a node is text that readers do not see."""
    return isinstance(node, str) and (node.isspace() or is_blank(html.unescape(node) if "&" in node else node))


def _build(cleaned: str) -> Element:
    root = Element("")
    open_elements = [root]
    position = 0
    for tag in TAG.finditer(cleaned):
        slash, name, attributes = tag.groups()
        if tag.start() > position:
            open_elements[-1].children.append(cleaned[position : tag.start()])
        position = tag.end()
        if slash:
            open_elements.pop()
            continue
        element = Element(name, dict(_ATTRIBUTE.findall(attributes)))
        open_elements[-1].children.append(element)
        if name not in VOID:
            open_elements.append(element)
    root.children.extend([cleaned[position:]] if position < len(cleaned) else [])
    return root
