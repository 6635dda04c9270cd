"""What the `style` of an element says that has an element or an attribute of its own."""

import html
import re

from gazette.articles.body.allowlist import ALIGNMENTS
from gazette.articles.body.tree import Element

PROPERTIES = frozenset(
    {"font", "font-weight", "font-style", "text-decoration", "text-decoration-line", "vertical-align", "text-align"}
)
"""What is read of a style sheet."""

_BOLD = re.compile(r"bold|bolder|[6-9]\d\d|1000")
_REGULAR = re.compile(r"normal|initial|lighter|[1-5]\d\d")


def read_style(element: Element) -> dict[str, str]:
    """The declarations of an element: values by property, in lower case."""
    style = element.attributes.get("style")
    if not style:
        return {}
    declarations = (declaration.partition(":") for declaration in html.unescape(style).lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in declarations}


def read_formats(element: Element) -> dict[str, bool]:
    """Formats that the style of an element sets (True) or resets (False), by the names of their elements."""
    style = read_style(element)
    if not style:
        return {}
    formats = {
        "strong": _read_weight(style),
        "em": _read_slant(style),
        "s": "line-through" in style.get("text-decoration", style.get("text-decoration-line", "")) or None,
        "sup": style.get("vertical-align") == "super" or None,
        "sub": style.get("vertical-align") == "sub" or None,
    }
    return {name: value for name, value in formats.items() if value is not None}


def is_block(element: Element) -> bool:
    """Whether the style of an element puts it on lines of its own."""
    return read_style(element).get("display", "").startswith(("block", "flex", "grid", "list-item", "table"))


def is_hidden(element: Element) -> bool:
    """Whether no browser shows an element."""
    style = read_style(element)
    return "hidden" in element.attributes or style.get("display") == "none" or style.get("mso-hide") == "all"


def read_alignment(element: Element) -> str | None:
    """The alignment of an element's text, if cells can have it."""
    alignment = read_style(element).get("text-align") or element.attributes.get("align", "").lower()
    return alignment if alignment in ALIGNMENTS else None


def _read_weight(style: dict[str, str]) -> bool | None:
    weight = style.get("font-weight")
    if weight is None and "font" in style:
        return any(_BOLD.fullmatch(word) for word in style["font"].split()) or _resets(style["font"])
    if weight and _BOLD.fullmatch(weight):
        return True
    return False if weight and _REGULAR.fullmatch(weight) else None


def _read_slant(style: dict[str, str]) -> bool | None:
    slant = style.get("font-style")
    if slant is None and "font" in style:
        return any(word in ("italic", "oblique") for word in style["font"].split()) or _resets(style["font"])
    if slant and slant.startswith(("italic", "oblique")):
        return True
    return False if slant in ("normal", "initial") else None


def _resets(font: str) -> bool | None:
    """`font` with a size sets all that it does not name to normal; a single word (`inherit`) sets nothing."""
    return False if len(font.split()) > 1 else None
