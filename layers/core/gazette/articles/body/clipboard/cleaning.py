"""Cleans what word processors, spreadsheets and mail programs put into the clipboard.

The result has the meaning that a browser shows, in elements that readers get. The sanitiser comes after it.
"""

import re
from collections.abc import Callable

from gazette.articles.body.clipboard.anchors import remove_anchors
from gazette.articles.body.clipboard.cell_alignment import align_cells
from gazette.articles.body.clipboard.inline_formats import place_formats
from gazette.articles.body.clipboard.inline_styles import is_hidden, read_style
from gazette.articles.body.clipboard.list_nesting import mend_lists
from gazette.articles.body.clipboard.paragraphs import make_paragraphs
from gazette.articles.body.clipboard.style_sheets import Rules, apply_rules
from gazette.articles.body.clipboard.whitespace import break_lines, mend_spaces
from gazette.articles.body.clipboard.word_lists import make_lists
from gazette.articles.body.tree import Element, parse, serialize, walk

_TABLE_PART = re.compile(r"<(/?)(table|caption|thead|tbody|tfoot|tr|td|th)\b([^<>]*)>", re.IGNORECASE)
_MODERN_NAMES = {"strike": "s", "menu": "ul", "dir": "ul"}


def clean_up(source: str, rules: Rules) -> str:
    """HTML with the same text, in which styles, wrappers and fake lists have become elements of the allowlist.

    `rules` are those of its style sheets.

    Raises `Invalid` if elements are nested too deep.
    """
    root = parse(_separate_cells(source))
    apply_rules(root, rules)
    lowered = source.lower()
    for sign, step in _STEPS:
        if sign in lowered:
            step(root)
    return serialize(root)


def _separate_cells(source: str) -> str:
    """The HTML with paragraphs in place of rows and cells outside of tables, whose tags a parser drops."""
    depth = 0

    def separate(tag: re.Match[str]) -> str:
        nonlocal depth
        slash, name = tag[1], tag[2].lower()
        if name == "table":
            depth = max(0, depth + (-1 if slash else 1))
        return tag[0] if depth or name == "table" else f"<{slash}p{tag[3]}>"

    return _TABLE_PART.sub(separate, source)


def _remove_hidden_elements(root: Element) -> None:
    for element in walk(root):
        element.children = [child for child in element.children if isinstance(child, str) or not is_hidden(child)]


def _remove_comments_of_word(root: Element) -> None:
    """Notes that colleagues made in the margin, and the marks at their places."""
    for element in walk(root):
        element.children = [child for child in element.children if isinstance(child, str) or not _is_comment(child)]


def _is_comment(element: Element) -> bool:
    return "msocomanchor" in element.attributes.get("class", "") or read_style(element).get("mso-element") in (
        "comment-list",
        "comment",
    )


def _rename_elements(root: Element) -> None:
    for element in walk(root):
        element.name = _MODERN_NAMES.get(element.name, element.name)


_STEPS: tuple[tuple[str, Callable[[Element], None]], ...] = (
    ("none", _remove_hidden_elements),
    ("hid", _remove_hidden_elements),
    ("<a", remove_anchors),
    ("mso", _remove_comments_of_word),
    ("list", make_lists),
    ("style", break_lines),
    ("span", mend_spaces),
    ("", _rename_elements),
    ("", place_formats),
    ("<t", align_cells),
    ("", make_paragraphs),
    ("<", mend_lists),
)
"""The steps, each with what a body has that needs it."""
