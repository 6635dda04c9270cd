"""Lists made of items that know their level and their number."""

from dataclasses import dataclass

from gazette.articles.body.clipboard.word_markers import BULLET, DIGITS, Numbering
from gazette.articles.body.tree import Element, Nodes


@dataclass(slots=True)
class Item:
    """An item of a list."""

    level: int
    readings: list[Numbering]
    """What its marker may mean."""
    content: Nodes


@dataclass(slots=True)
class _List:
    level: int
    element: Element
    item: Element
    """The last item."""
    last: Numbering


def nest_items(items: list[Item]) -> Nodes:
    """Lists of neighbouring items, those of a deeper level within the item before them."""
    lists: Nodes = []
    open_lists: list[_List] = []
    for item in items:
        while open_lists and open_lists[-1].level > item.level:
            open_lists.pop()
        numbering = item.readings[0]
        if open_lists and open_lists[-1].level == item.level:
            following = [reading for reading in item.readings if _follows(reading, open_lists[-1].last)]
            if not following:
                open_lists.pop()
            numbering = (following or item.readings)[0]
        if not open_lists or open_lists[-1].level < item.level:
            opened = _open_list(numbering)
            (open_lists[-1].item.children if open_lists else lists).append(opened)
            open_lists.append(_List(item.level, opened, opened, numbering))
        current = open_lists[-1]
        current.item = Element("li", {}, item.content)
        current.element.children.append(current.item)
        current.last = numbering
    return lists


def _follows(numbering: Numbering, last: Numbering) -> bool:
    return numbering.type == last.type and (numbering.type == BULLET or numbering.number in (0, last.number + 1))


def _open_list(numbering: Numbering) -> Element:
    if numbering.type == BULLET:
        return Element("ul")
    attributes = {"type": numbering.type} if numbering.type != DIGITS else {}
    return Element("ol", attributes | ({"start": str(numbering.number)} if numbering.number > 1 else {}))
