"""Prepares the HTML of editors for the sanitiser, because its parser would drop words."""

import re

from gazette.articles.body.addresses import find_tag_error
from gazette.articles.body.allowlist import ELEMENTS, REFUSED, UNWRAPPED
from gazette.articles.body.clipboard.word_lists import IGNORED
from gazette.articles.body.hidden_parts import remove_hidden_parts
from gazette.errors import Invalid

OFFICE_MARKUP = r"<!\[\s*(?:if|endif)[^<>]*>|<\?(?:xml|mso-|import\b)[^<>]*>|</?(?:o|w|v|m|st1):[a-z]+(?:\s[^<>]*)?/?>"
"""Conditional comments, processing instructions and elements that Word writes into the clipboard."""

_CONDITION = re.compile(r"<!(?:--)?\[if\s*(?P<not_a_list>!supportLists)?[^<>]*\](?:><!)?(?:--)?>", re.IGNORECASE)
_END_OF_CONDITION = re.compile(r"<!(?:--)?(?:<!)?\[endif\](?:--)?>", re.IGNORECASE)

_TAG = (
    rf"(?P<removed>{OFFICE_MARKUP}|<![a-z][^<>]*>)"
    r"|</?(?P<name>[a-z][a-z0-9:-]*)"
    r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?)*\s*/?>"""
)
_TAG_OR_LESS_THAN = re.compile(f"{_TAG}|<", re.IGNORECASE)
_COMMENT_OR_TAG_OR_LESS_THAN = re.compile(f"<!--(?:-?>|(?s:.*?)--!?>)|{_TAG}|<", re.IGNORECASE)
_KNOWN = ELEMENTS | UNWRAPPED | {"h1"}


def escape_unknown_tags(source: str, first_line: int = 1) -> str:
    """The HTML without comments and markup of Word. A `<` that does not begin the tag of a known element becomes text.

    `first_line` is the line of the body in which the source begins. Raises `Invalid` for an element of `REFUSED`, and
    for an address that readers could not follow.
    """

    def escape(match: re.Match[str]) -> str:
        tag, name = match[0], (match["name"] or "").lower()
        if match["removed"] or tag.startswith("<!--"):
            return _mark_condition(tag)
        error = _find_refusal(name) or (None if tag.startswith("</") else find_tag_error(name, tag))
        if error:
            line = first_line + source.count("\n", 0, match.start() + offset)
            raise Invalid.at("#/body", f"Line {line}: {error}")
        if "-" in name or ":" in name:
            return tag.replace(match["name"], "span", 1)
        if name in _KNOWN:
            return tag
        return f"&lt;{tag[1:]}"

    source = remove_hidden_parts(source)
    # No comment ends after this position: `<!--` is text there.
    last = max((source.rfind(end) + len(end) for end in ("-->", "--!>") if end in source), default=0)
    offset = 0
    with_comments = _COMMENT_OR_TAG_OR_LESS_THAN.sub(escape, source[:last])
    offset = last
    return with_comments + _TAG_OR_LESS_THAN.sub(escape, source[last:])


def _mark_condition(markup: str) -> str:
    """The element that stands for a conditional comment. Word writes the markers of its lists within such ones."""
    if condition := _CONDITION.fullmatch(markup):
        return f'<span style="{IGNORED}">' if condition["not_a_list"] else "<span>"
    return "</span>" if _END_OF_CONDITION.fullmatch(markup) else ""


def _find_refusal(name: str) -> str | None:
    if name not in REFUSED:
        return None
    if name in ("iframe", "script"):
        return f"The element <{name}> is not taken; write the address of the video or post alone in a line."
    return f"The element <{name}> is not taken; to write about it, write &lt;{name}&gt;."
