"""Spaces and line breaks as they are shown: of word processors, and of styles such as `white-space: pre-wrap`."""

import re

from gazette.articles.body.clipboard.inline_styles import read_style
from gazette.articles.body.clipboard.word_lists import is_marker
from gazette.articles.body.tree import Element, Nodes, get_text, walk
from gazette.text import is_blank

_SPACES = re.compile(r"(?:&nbsp;|\s)+")
_FILLERS = ("mso-spacerun", "mso-tab-count")
_BREAKS = re.compile(r"(?<=\S)[^\S\n]*(\n\s*)(?=\S)")
"""Line ends between words. Those at the ends of a text are of the source."""


def mend_spaces(root: Element) -> None:
    """Ordinary spaces for those that stand in for several of them, or for a tab, in word processors and browsers."""
    for element in walk(root):
        if is_marker(element):
            _collapse_spaces(element)
        elif _is_filler(element) and is_blank(get_text(element.children)):
            element.children = [" "]


def _collapse_spaces(root: Element) -> None:
    for element in walk(root):
        element.children = [_SPACES.sub(" ", child) if isinstance(child, str) else child for child in element.children]


def _is_filler(element: Element) -> bool:
    kind = element.attributes.get("class", "")
    return kind in ("Apple-converted-space", "Apple-tab-span") or not read_style(element).keys().isdisjoint(_FILLERS)


def break_lines(root: Element) -> None:
    """Makes line breaks of line ends where a style shows them."""
    shows_breaks = {root: False}
    for element in walk(root):
        space = read_style(element).get("white-space")
        shows = space.startswith(("pre", "break")) if space else shows_breaks[element]
        shows_breaks |= {child: shows for child in element.children if isinstance(child, Element)}
        if shows and element.name != "pre":
            element.children = [part for child in element.children for part in _break(child)]


def _break(node: Element | str) -> Nodes:
    if isinstance(node, Element):
        return [node]
    parts: Nodes = []
    position = 0
    for match in _BREAKS.finditer(node):
        parts.extend([node[position : match.start()], *(Element("br") for _ in range(match[1].count("\n")))])
        position = match.end()
    return [*parts, node[position:]]
