"""HTML as editors write it, made so that the parser loses none of their words; what it means is nh3's to say. Pure."""

import re
from collections import Counter

from gazette.articles.body.allowlist import ELEMENTS, REFUSED, UNWRAPPED
from gazette.errors import Invalid

MAX_DEPTH = 100
"""Of what stands within each other; a list of Markdown counts as two, itself and its item."""

MAX_MARKS = 40_000
"""Characters that make structure. An article has hundreds; these take a second of work at worst."""

MAX_BRACKETS = 5_000
"""Of them `[`, at each of which Markdown's parser looks for links within links."""

_MARKS = "<[|*&`\n"
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_TAG_OR_LESS_THAN = re.compile(
    r"""<!doctype[^<>]*>|</?([a-z][a-z0-9:-]*)"""
    r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?)*\s*/?>|<""",
    re.IGNORECASE,
)
_TAG_NAME = re.compile(r"<(/?)([a-z][a-z0-9:-]*)", re.IGNORECASE)
_KNOWN = ELEMENTS | UNWRAPPED | {"h1"}
_MAY_STAY_OPEN = frozenset(
    {
        *("br", "hr", "img", "wbr", "input", "meta", "link", "base", "embed", "source", "col"),
        *("p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "rt", "rp", "html", "body"),
    }
)


def without_losses(source: str) -> str:
    """HTML without its comments, in which `<` is text where it begins no element that HTML knows.

    `Invalid` where it has an element of `REFUSED`.
    """
    end = max(source.rfind("-->"), source.rfind("--!>"))  # past it no comment ends: it is text
    closed = source[: end + 4] if end >= 0 else ""
    return _TAG_OR_LESS_THAN.sub(_kept, _COMMENT.sub("", closed) + source[len(closed) :])


def check_marks(source: str) -> None:
    """`Invalid` where a source has more structure than an article can have."""
    if sum(source.count(mark) for mark in _MARKS) > MAX_MARKS:
        raise Invalid.at("#/body", f"It has more than {MAX_MARKS} tags, brackets, cells, stars or lines.")
    if source.count("[") > MAX_BRACKETS:
        raise Invalid.at("#/body", f"It has more than {MAX_BRACKETS} opening brackets.")


def check_depth(rendered: str) -> None:
    """`Invalid` where elements stand deeper in each other than anybody reads."""
    opened: Counter[str] = Counter()
    for slash, written in _TAG_NAME.findall(rendered):
        name = written.lower()
        if name in _MAY_STAY_OPEN:
            continue
        if not slash:
            opened[name] += 1
        elif opened[name]:
            opened[name] -= 1
        if not slash and opened.total() > MAX_DEPTH:
            raise too_deep()


def too_deep() -> Invalid:
    return Invalid.at("#/body", f"Lists, quotes or elements are nested more than {MAX_DEPTH // 2} deep.")


def _kept(found: re.Match[str]) -> str:
    tag, name = found[0], (found[1] or "").lower()
    if name in REFUSED:
        raise Invalid.at("#/body", f"The element <{name}> is not taken; to write about it, write &lt;{name}&gt;.")
    if name in _KNOWN or "-" in name or ":" in name:
        return tag
    return "" if tag.lower().startswith("<!doctype") else f"&lt;{tag[1:]}"
