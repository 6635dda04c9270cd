"""Styles of classes, which spreadsheets and exported documents have in a style sheet."""

import re

from gazette.articles.body.clipboard.inline_styles import PROPERTIES
from gazette.articles.body.hidden_parts import find_style_sheets
from gazette.articles.body.tree import Element, walk

_CLASS = re.compile(r"[a-z0-9]*\.([\w-]+)", re.IGNORECASE)
_ENDS_OF_COMMENTS = ("*/", "<!--")

Rules = dict[str, str]
"""Declarations by the name of a class."""


def read_rules(source: str) -> Rules:
    """What the style sheets of a source say about classes. Other selectors are left out."""
    rules: Rules = {}
    for sheet in find_style_sheets(source):
        for block in sheet.split("}"):
            selectors, _, declarations = block.rpartition("{")
            declared = ";".join(part for part in declarations.split(";") if _is_read(part))
            for name in _find_classes(selectors) if declared else ():
                rules[name] = declared
    return rules


def apply_rules(root: Element, rules: Rules) -> None:
    """Adds what classes say to the styles of elements, which come after them."""
    for element in walk(root):
        names = element.attributes.get("class", "").split()
        declared = [rules[name] for name in dict.fromkeys(names) if name in rules]
        if declared:
            element.attributes["style"] = ";".join([*declared, element.attributes.get("style", "")])


def _is_read(declaration: str) -> bool:
    return declaration.partition(":")[0].strip().lower() in PROPERTIES and '"' not in declaration


def _find_classes(selectors: str) -> list[str]:
    """The classes that stand alone in a list of selectors."""
    found = []
    for selector in selectors.split(","):
        words = selector.split()
        match = _CLASS.fullmatch(words[-1]) if words else None
        if match and (len(words) == 1 or words[-2].endswith(_ENDS_OF_COMMENTS)):
            found.append(match[1])
    return found
