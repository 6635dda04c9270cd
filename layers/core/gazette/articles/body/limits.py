"""Limits for the structure of a body's source. Beyond them a parser is slow, or loses words."""

import re
from collections import defaultdict

from gazette.articles.body.element_kinds import END_TAG_OPTIONAL
from gazette.errors import Invalid

MAX_DEPTH = 100
"""Levels of nested elements. A list of Markdown has two: the list and its item."""

MAX_MARKS = 20_000
"""Characters that make structure. An article has hundreds; this many take at most a second of CPU time."""

MAX_LEVELS = 200_000
"""Sum of the levels of all tags. At each paragraph, a parser opens the elements again that were left open before."""

MAX_REPEATED = 20_000_000
"""Sum of the attributes of the elements that are open at each tag, in characters: what a parser may have to repeat."""

MAX_TAGS = 100_000
"""Tags of the parsed source, with those that the parser added."""

MAX_BRACKETS = 1_000
"""Characters `[`. At each of them the Markdown parser looks for links within links."""

_MARKS, _MARKDOWN_MARKS = "<[|*&`\n", "_~"
_TAG = re.compile(r"""<(/?)([a-z][a-z0-9:-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)""", re.IGNORECASE)
_LIST_MARKER = re.compile(r"(?<!\S)(?:[-+>]|\d{1,9}[.)])(?!\S)")
_BARE_ADDRESS = re.compile(r"://|www\.|@", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}#", re.MULTILINE)
_MARKS_OF_A_LIST, _MARKS_OF_AN_ADDRESS, _MARKS_OF_A_HEADING = 3, 10, 1
"""A list item takes as long as three other marks, a bare address as long as ten, a heading as long as two lines."""


def check_source(source: str, form: str) -> None:
    """Raises `Invalid` if a source has more structure than an article needs."""
    marks = sum(source.count(mark) for mark in _MARKS)
    if form == "markdown":
        marks += sum(source.count(mark) for mark in _MARKDOWN_MARKS)
        marks += _MARKS_OF_A_HEADING * len(_HEADING.findall(source))
        marks += _MARKS_OF_A_LIST * len(_LIST_MARKER.findall(source))
        marks += _MARKS_OF_AN_ADDRESS * len(_BARE_ADDRESS.findall(source))
    if marks > MAX_MARKS:
        raise Invalid.at("#/body", f"It has more than {MAX_MARKS} tags, brackets, cells, stars, lines, items or links.")
    if source.count("[") > MAX_BRACKETS:
        raise Invalid.at("#/body", f"It has more than {MAX_BRACKETS} opening brackets.")


def check_depth(source: str) -> None:
    """Raises `Invalid` if elements of HTML are nested too deep, or too many of them are open at once."""
    open_tags: dict[str, list[int]] = defaultdict(list)
    depth = size = levels = repeated = 0
    for slash, tag_name, attributes in _TAG.findall(source):
        name = tag_name.lower()
        levels += depth
        repeated += size
        if name in END_TAG_OPTIONAL:
            continue
        if not slash:
            open_tags[name].append(len(attributes))
            depth += 1
            size += len(attributes)
        elif open_tags[name]:
            depth -= 1
            size -= open_tags[name].pop()
        if depth > MAX_DEPTH:
            raise build_depth_error()
    if levels > MAX_LEVELS or repeated > MAX_REPEATED:
        raise build_structure_error()


def build_depth_error() -> Invalid:
    """The error of a body whose elements are nested deeper than `MAX_DEPTH`."""
    return Invalid.at("#/body", f"Lists, quotes or elements are nested more than {MAX_DEPTH // 2} deep.")


def build_structure_error() -> Invalid:
    """The error of a body in which too many elements are open at once, on the whole."""
    return Invalid.at("#/body", "Too many elements are nested deep, or not closed.")
