"""Lists of Word for browsers, which writes each item as a list of its own, with its level in an attribute."""

from gazette.articles.body.list_items import Item
from gazette.articles.body.tree import Element, is_blank_text
from gazette.articles.body.word_markers import BULLET, DIGITS, Numbering


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
    level = child.attributes.get("data-aria-level", "") if isinstance(child, Element) else ""
    if isinstance(child, str) or not level.isdecimal():
        return None
    start = parent.attributes.get("start", "1")
    numbering = Numbering(BULLET, 0)
    if parent.name == "ol":
        numbering = Numbering(parent.attributes.get("type", DIGITS), place + (int(start) if start.isdecimal() else 1))
    return Item(int(level), [numbering], child.children)
