"""Lists of Word, which writes them as paragraphs with a marker before the text.

Only a paragraph that surely is an item becomes one: it begins with a marker that Word tells others to ignore, or its
style names a level of a list.
"""

import re

from gazette.articles.body.formats import BLOCKS
from gazette.articles.body.list_items import Item, nest_items
from gazette.articles.body.styles import read_style
from gazette.articles.body.tree import Element, Nodes, cut_text, get_text, is_blank_text, walk
from gazette.articles.body.word_browser_lists import read_items_of_browser
from gazette.articles.body.word_markers import read_marker

IGNORED = "mso-list:ignore"
"""The style of a marker. Markers between conditional comments get it, too."""

_LEVEL = re.compile(r"l\d+\s+level(\d)")
_MAX_MARKER = 12
"""Characters of the longest marker, such as `1.1.10.1.`. More is text after a comment that was never closed."""
_TYPED_MARKER = re.compile(r"\s*([·•§▪◦o–-]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])(\s*\xa0\s*)", re.IGNORECASE)
"""A marker without a style, which some browsers remove. Word fills the distance to the text with such spaces."""


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
    item = _read_item(element) if not items and element.name in ("p", "div") else None
    return [item] if item else items


def _read_item(paragraph: Element) -> Item | None:
    level = _LEVEL.search(read_style(paragraph).get("mso-list", ""))
    marker = _take_marker(paragraph)
    if marker is None:
        is_of_list = level or "MsoListParagraph" in paragraph.attributes.get("class", "")
        marker = _take_typed_marker(paragraph, least=1 if level else 2) if is_of_list else None
    if marker is None and not level:
        return None
    return Item(int(level[1]) if level else 1, read_marker(marker or ""), paragraph.children)


def _take_marker(paragraph: Element) -> str | None:
    """Removes the marker at the beginning of a paragraph, and the spaces after it."""
    parent = paragraph
    while True:
        place = next((place for place, child in enumerate(parent.children) if not is_blank_text(child)), None)
        child = parent.children[place] if place is not None else ""
        if place is None or isinstance(child, str) or child.name in BLOCKS:
            return None
        if IGNORED in child.attributes.get("style", "").lower().replace(" ", ""):
            break
        parent = child
    marker = get_text([child]).strip()
    if len(marker) > _MAX_MARKER:
        return None
    del parent.children[place]
    text = get_text(paragraph.children)
    cut_text(paragraph, len(text) - len(text.lstrip()))
    return marker


def _take_typed_marker(paragraph: Element, least: int) -> str | None:
    """Removes a marker that has no style, but at least so many non-breaking spaces behind it."""
    match = _TYPED_MARKER.match(get_text(paragraph.children))
    if not match or match[2].count("\xa0") < least:
        return None
    cut_text(paragraph, match.end())
    return match[1]
