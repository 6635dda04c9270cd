"""Links to places in the text itself. Readers get no places, so the links to them go and their text stays."""

import html
from urllib.parse import unquote

from gazette.articles.body.tree import Element, walk


def remove_anchors(root: Element) -> None:
    """Removes links to an `id` or `name` of the same text, and anchors that are no links.

    Links to other places stay: the page around the text may have them.
    """
    elements = walk(root)
    names = {
        html.unescape(element.attributes[name])
        for element in elements
        for name in ("id", "name")
        if name in element.attributes
    }
    for element in elements:
        if element.name == "a" and _is_gone(element.attributes.get("href"), names):
            element.name = "span"


def _is_gone(address: str | None, names: set[str]) -> bool:
    if address is None:
        return True
    address = html.unescape(address).strip()
    return address.startswith("#") and (address[1:] in names or unquote(address[1:]) in names)
