"""Writes the rules of a style sheet into elements, because many mail programs read no style sheet."""

import re
from collections.abc import Callable

from markupsafe import Markup

_RULE = re.compile(r"^\.([\w-]+) \{ (.+) \}$", re.MULTILINE)


def build_css(path: str) -> Callable[[str], Markup]:
    """A function that returns the attributes `class` and `style` of a rule of the style sheet at `path`.

    The sheet has one rule a line, without quotation marks: `.text { margin: 0; }`. KeyError if it lacks a rule.
    """
    with open(path, encoding="utf-8") as sheet:  # noqa: PTH123
        rules = dict(_RULE.findall(sheet.read()))
    attributes = {name: Markup(f'class="{name}" style="{rules[name]}"') for name in rules}  # noqa: S704 (our own file)
    return attributes.__getitem__
