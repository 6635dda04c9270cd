"""Lists as HTML wants them: an item is in a list, and a list within a list is in an item."""

from gazette.articles.body.tree import Element, Nodes, is_blank_text, walk

_LISTS = ("ul", "ol")
_LIST_OF = {"li": "ul", "dt": "dl", "dd": "dl"}


def mend_lists(root: Element) -> None:
    """Word processors write lists beside the items that they belong to, and browsers copy items without their list."""
    for element in walk(root):
        if element.name in _LISTS:
            element.children = _nest(element.children)
        elif element.name != "dl":
            element.children = _wrap_items(element.children)


def _nest(children: Nodes) -> Nodes:
    """The children of a list, with each list among them at the end of the item before it."""
    nested: Nodes = []
    item: Element | None = None
    for child in children:
        if isinstance(child, str) or child.name not in _LISTS:
            item = child if isinstance(child, Element) and child.name == "li" else item
            nested.append(child)
            continue
        if item is None:
            item = Element("li")
            nested.append(item)
        item.children.append(child)
    return nested


def _wrap_items(children: Nodes) -> Nodes:
    """The children of an element that is no list, with a list around neighbouring items."""
    wrapped: Nodes = []
    made: Element | None = None
    for child in children:
        name = _LIST_OF.get(child.name) if isinstance(child, Element) else None
        if made and (made.name == name or is_blank_text(child)):
            made.children.append(child)
            continue
        made = Element(name, {}, [child]) if name else None
        wrapped.append(made or child)
    return wrapped
