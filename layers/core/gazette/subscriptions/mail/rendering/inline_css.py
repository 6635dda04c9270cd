"""Writes the rules of a style sheet into elements, because many mail programs read no style sheet."""

import re
from collections.abc import Callable
from string import Template

from markupsafe import Markup

_RULE = re.compile(r"^\.([\w-]+) \{ (.+) \}$", re.MULTILINE)


def build_css(path: str, **values: str) -> Callable[[str], Markup]:
    """A function that returns the attributes `class` and `style` of a rule of the style sheet at `path`.

    The sheet has one rule a line, without quotation marks: `.link { color: $accent; }`. The `values` replace names with
    a dollar sign. KeyError if it lacks a rule, or if a value lacks.
    """
    with open(path, encoding="utf-8") as sheet:  # noqa: PTH123
        rules = dict(_RULE.findall(Template(sheet.read()).substitute(values)))
    attributes = {name: Markup(f'class="{name}" style="{rules[name]}"') for name in rules}  # noqa: S704 (our own file)
    return attributes.__getitem__
