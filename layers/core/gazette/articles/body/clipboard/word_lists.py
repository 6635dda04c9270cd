"""Lists of Word, which writes them as paragraphs with a marker before the text.

Only a paragraph that surely is an item becomes one: it begins with a marker that Word tells others to ignore, or its
style names a level of a list.
"""

import re

from gazette.articles.body.clipboard.inline_styles import read_style
from gazette.articles.body.clipboard.list_items import Item, nest_items
from gazette.articles.body.clipboard.word_browser_lists import read_items_of_browser
from gazette.articles.body.clipboard.word_markers import Numbering, read_marker
from gazette.articles.body.element_kinds import BLOCKS
from gazette.articles.body.tree import Element, Nodes, cut_text, get_text, is_blank_text, walk

IGNORED = "mso-list:ignore"
"""The style of a marker. Markers between conditional comments get it, too."""

_LEVEL = re.compile(r"l\d+\s+level(\d)")
_TYPED_MARKER = re.compile(r"\s*([·•§▪◦o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(\s*\xa0\s*)", re.IGNORECASE)
"""A marker without a style, which some browsers remove. Word fills the distance to the text with such spaces."""


def is_marker(element: Element) -> bool:
    """Whether Word says that an element only marks an item."""
    return IGNORED in element.attributes.get("style", "").lower().replace(" ", "")


def make_lists(root: Element) -> None:
    """Makes lists of the paragraphs that are items of lists in Word."""
    for element in walk(root):
        element.children = _gather(element.children)


def _gather(children: Nodes) -> Nodes:
    gathered: Nodes = []
    items: list[Item] = []
    for child in children:
        read = _read_items(child) if isinstance(child, Element) else []
        if read:
            items.extend(read)
        elif not (items and is_blank_text(child)):
            gathered.extend(nest_items(items))
            gathered.append(child)
            items = []
    gathered.extend(nest_items(items))
    return gathered


def _read_items(element: Element) -> list[Item]:
    items = read_items_of_browser(element)
    if items or element.name not in ("p", "div"):
        return items
    lines = _split_at_markers(element)
    if len(lines) > 1 and not all(_has_marker(line) for line in lines):
        return []
    return [item for item in map(_read_item, lines) if item]


def _split_at_markers(paragraph: Element) -> list[Element]:
    """The items of a paragraph that has several, between line ends."""
    lines: list[Nodes] = [[]]
    has_text = False
    for child in paragraph.children:
        marks = isinstance(child, Element) and is_marker(child)
        if marks and has_text:
            lines.append([])
            has_text = False
        lines[-1].append(child)
        has_text = has_text or (not marks and get_text([child]).strip() != "")
    return [Element(paragraph.name, paragraph.attributes, line) for line in lines]


def _read_item(paragraph: Element) -> Item | None:
    match = _LEVEL.search(read_style(paragraph).get("mso-list", ""))
    level = int(match[1]) if match else None
    place = _find_marker(paragraph)
    if place:
        readings = _take_marker(paragraph, *place)
        return Item(level or 1, readings, paragraph.children) if readings else None
    if not level and "MsoListParagraph" not in paragraph.attributes.get("class", ""):
        return None
    marker = _take_typed_marker(paragraph, least=1 if level else 2)
    return Item(level or 1, read_marker(marker or ""), paragraph.children) if level or marker else None


def _find_marker(paragraph: Element) -> tuple[Element, Element] | None:
    """The marker at the beginning of a paragraph, after its parent."""
    parent = paragraph
    while True:
        child = next((child for child in parent.children if not is_blank_text(child)), "")
        if isinstance(child, str) or child.name in BLOCKS:
            return None
        if is_marker(child):
            return parent, child
        parent = child


def _has_marker(paragraph: Element) -> bool:
    place = _find_marker(paragraph)
    return place is not None and bool(_read_element(place[1]))


def _read_element(marker: Element) -> list[Numbering]:
    """What a marker may mean. Empty if it has other text or an image, because its comment may not be closed."""
    if any(element.name == "img" for element in walk(marker)):
        return []
    return read_marker(get_text(marker.children).strip())


def _take_marker(paragraph: Element, parent: Element, marker: Element) -> list[Numbering]:
    """Removes a marker and the spaces after it. Does nothing with what is no marker."""
    readings = _read_element(marker)
    if readings:
        parent.children.remove(marker)
        text = get_text(paragraph.children)
        cut_text(paragraph, len(text) - len(text.lstrip()))
    return readings


def _take_typed_marker(paragraph: Element, least: int) -> str | None:
    """Removes a marker that has no style, but at least so many non-breaking spaces behind it."""
    match = _TYPED_MARKER.match(get_text(paragraph.children))
    if not match or match[2].count("\xa0") < least:
        return None
    cut_text(paragraph, match.end())
    return match[1]
