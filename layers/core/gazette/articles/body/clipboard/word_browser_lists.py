"""Lists of Word for browsers, which writes each item as a list of its own, with its level in an attribute."""

import re

from gazette.articles.body.clipboard.list_items import Item
from gazette.articles.body.clipboard.word_markers import BULLET, DIGITS, Numbering
from gazette.articles.body.tree import Element, is_blank_text

_NUMBER = re.compile(r"[0-9]{1,4}")


def read_items_of_browser(element: Element) -> list[Item]:
    """The items of such a list, or of the box around it; none for another element."""
    if element.name == "div" and "ListContainerWrapper" in element.attributes.get("class", ""):
        lists = [child for child in element.children if isinstance(child, Element)]
        return [item for child in lists for item in read_items_of_browser(child)]
    if element.name not in ("ul", "ol"):
        return []
    children = [child for child in element.children if not is_blank_text(child)]
    items = [_read_item(child, element, place) for place, child in enumerate(children)]
    known = [item for item in items if item]
    return known if len(known) == len(items) else []


def _read_item(child: Element | str, parent: Element, place: int) -> Item | None:
    level = _read_number(child, "data-aria-level") if isinstance(child, Element) else None
    if isinstance(child, str) or level is None:
        return None
    numbering = Numbering(BULLET, 0)
    if parent.name == "ol":
        numbering = Numbering(parent.attributes.get("type", DIGITS), place + (_read_number(parent, "start") or 1))
    return Item(level, [numbering], child.children)


def _read_number(element: Element, attribute: str) -> int | None:
    value = element.attributes.get(attribute, "")
    return int(value) if _NUMBER.fullmatch(value) else None
